"""The same words through each door: form, file of a form, interface, hook, command line, file beside it, municipality file."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from config.town.municipality import load_municipality
from desk.api.cap import read_cap
from desk.api.hooks import SECRET
from desk.cli.command import answer
from desk.cli.commands import draft, log
from desk.cli.desk import Desk
from notifiers.platforms import PLATFORMS
from policy.drafts.approval import moment, published
from policy.drafts.checks import checks_of
from schemas.crises.proposal import ProposalRequest
from schemas.errors import ConfigInvalid, InvalidInput
from store.crises import lifecycle, proposals
from store.drafts import drafts
from store.evidence import audit
from tests.cast import request
from tests.config.good_file import changed
from tests.desk.test_cap import RECEIVER, cap, info
from tests.desk.web.inside import Inside
from tests.desk.web.test_interface import WHSEC, hook

FIELDS = [
    ("title", "Ring 912 34 567", "phone"),
    ("short", "Født 100487 45526", "id"),
    ("link", "HTTPS://a.no/?epost=kari%40example.no", "mail"),
    ("next_update", "ring 912 34 567", "phone"),
    ("next_update", "1. juledag kl. 9", "promise"),
    ("next_update", "kl. 16 UTC", "promise"),
    ("next_update", "langfredag kl. 9", "promise"),
    ("body", "Skriv til kari krøllalfa example.no.", "mail"),
    ("body", "Savnet: 13.september 1972 48022.", "id"),
    ("body", "Bilde\ufffd av Lånke", "damaged"),
]
Door = Callable[[Inside, Path, str], str | None]
"""What is kept of a text; None where it is refused."""

KEPT = [
    ("Kok vannet pa\u030a Værnes na\u030a.", "Kok vannet på Værnes nå."),
    ("Kok\u2029vannet.", "Kok\nvannet."),
    ("Kok\u2028vannet.", "Kok\nvannet."),
    ("Kok\r\nvannet.\rNå.", "Kok\nvannet.\nNå."),
    ("«Kok» – https://a.no/kart_(lånke) – nå 🚰.", "«Kok» – https://a.no/kart_(lånke) – nå 🚰."),
    ("Vuoššat čázi ovdal go jugat.", "Vuoššat čázi ovdal go jugat."),
    ("</script><b>Kok</b> & 'kok' {{ 7*7 }} %s", "</script><b>Kok</b> & 'kok' {{ 7*7 }} %s"),
    ("اغلوا الماء", "اغلوا الماء"),
]
REFUSED = [
    "Kok \u202eekki vannet.",
    "Kok\u2066 vannet.",
    "Kok \x1b[8mikke\x1b[0m vannet.",
    "Kok \x9b8m",
    "Kok\x00",
    "Kok\ufdd0",
    "Kok\x0bvann",
]
ASKED = {
    "id": [
        "Født 100487 45526.",
        "Født 10 04 87 45526.",
        "Født 10.04.1987-45526.",
        "Født 100487\u202f45526.",
        "Født 100487\n45526.",
    ],
    "phone": [
        "Ring 912 34 567.",
        "Ring 912/34/567.",
        "Ring 912 34\n567.",
        "Ring ９１２３４５６７.",
        "Ring 91\u200b234567.",
    ],
    "mail": ["Skriv til kari@example.no.", "Skriv til ka\u200bri@example.no.", "Skriv til kari@example。no."],
    "invisible": ["Kok van\u200bnet.", "Kok van\u00adnet."],
}


def _last(inside: Inside, before: int) -> str | None:
    found = drafts.listing(inside.ctx)
    return found[-1].revision.content.body if len(found) > before else None


def _count(inside: Inside) -> int:
    return len(drafts.listing(inside.ctx))


def form(inside: Inside, folder: Path, text: str) -> str | None:
    before = _count(inside)
    said = {"kind": "message", "template": "own", "title": "Vann", "account": "skjerm", "do": "save", "body": text}
    answered = inside.post(inside.client("anne"), "/write", **said)
    assert (answered.status_code == 303) is (_count(inside) > before), answered.status_code
    return _last(inside, before)


def interface(inside: Inside, folder: Path, text: str) -> str | None:
    before = _count(inside)
    headers = {**inside.token_for("anne"), "idempotency-key": f"en-nokkel-{before}", "content-type": "application/json"}
    said = {"content": {"title": "Vann", "body": text}, "accounts": ["skjerm"]}
    answered = inside.client().post("/api/v1/drafts", content=json.dumps(said), headers=headers)
    assert answered.status_code in (201, 422), answered.text
    return _last(inside, before)


def _desk(inside: Inside, folder: Path, person: str) -> Desk:
    desk = Desk(person, as_json=True)
    desk.__dict__["ctx"], desk.__dict__["settings"] = inside.ctx, inside.settings
    return desk


def command_line(inside: Inside, folder: Path, text: str) -> str | None:
    before = _count(inside)
    code = answer(draft.new, _desk(inside, folder, "anne"), {"title": "Vann", "text": text, "account": ["skjerm"]})
    assert code == (0 if _count(inside) > before else 2)
    return _last(inside, before)


def file_beside(inside: Inside, folder: Path, text: str) -> str | None:
    before, file = _count(inside), folder / "text.txt"
    file.write_bytes(text.encode())
    answer(draft.new, _desk(inside, folder, "anne"), {"title": "Vann", "file": file, "account": ["skjerm"]})
    return _last(inside, before)


def log_entry(inside: Inside, folder: Path, text: str) -> str | None:
    answer(log.add, _desk(inside, folder, "lars"), {"text": text})
    last = audit.events(inside.ctx)[-1]
    return last.data["text"] if last.action == "log.entry" else None


def hook_json(inside: Inside, folder: Path, text: str) -> str | None:
    inside.opened.vault.put(inside.ctx, "kari", SECRET, WHSEC)
    before = len(proposals.waiting(inside.ctx))
    said = {
        "title": "Vann",
        "what": text,
        "where": "Lånke",
        "severity": "Severe",
        "source": "SCADA",
        "identifier": f"{before}",
    }
    answered = hook(inside, json.dumps(said).encode(), kind="application/json")
    found = proposals.waiting(inside.ctx)
    assert (answered.status_code == 202) is (len(found) > before)
    return found[0].what if len(found) > before else None


def municipality_file(inside: Inside, folder: Path, text: str) -> str | None:
    file = folder / "town.yaml"
    written = changed("what: Bakterier\n    where", f"what: {_quoted(text)}\n    where")
    file.write_text(written, encoding="utf-8")
    try:
        found = load_municipality(file, PLATFORMS)
    except ConfigInvalid:
        return None
    return found.exercises[0].what


def _quoted(text: str) -> str:
    """As YAML escapes every sign."""
    return '"' + "".join(f"\\U{ord(sign):08x}" for sign in text) + '"'


DOORS: dict[str, Door] = {
    door.__name__: door
    for door in (form, interface, command_line, file_beside, log_entry, hook_json, municipality_file)
}


@pytest.fixture
def open_crisis(inside: Inside) -> Inside:
    lifecycle.establish(inside.ctx, "kari", request())
    return inside


@pytest.mark.parametrize("name", DOORS)
def test_the_same_words_are_kept_alike_whichever_door_they_come_in_by(
    open_crisis: Inside, tmp_path: Path, name: str
) -> None:
    for number, (text, kept) in enumerate(KEPT):
        assert DOORS[name](open_crisis, tmp_path, f"{number}: {text}") == f"{number}: {kept}", ascii(text)


@pytest.mark.parametrize("name", DOORS)
def test_what_would_show_another_text_is_refused_at_each(open_crisis: Inside, tmp_path: Path, name: str) -> None:
    for text in REFUSED:
        assert DOORS[name](open_crisis, tmp_path, text) is None, ascii(text)


@pytest.mark.parametrize("name", ["form", "interface", "command_line", "file_beside"])
def test_what_is_asked_is_asked_whichever_door_it_came_in_by(open_crisis: Inside, tmp_path: Path, name: str) -> None:
    ctx = open_crisis.ctx
    for kind, texts in ASKED.items():
        for text in texts:
            assert DOORS[name](open_crisis, tmp_path, text) is not None
            revision = drafts.listing(ctx)[-1].revision
            found = checks_of(revision, published(ctx.municipality), moment(ctx.municipality, ctx.clock()))
            assert kind in {check.id.partition("-")[0] for check in found if check.asks}, ascii(text)


Fields = dict[str, str]


def _by_form(inside: Inside) -> Callable[[Fields], None]:
    client = inside.client("anne")
    said = {"csrf": inside.csrf(client), "kind": "message", "template": "own", "account": "skjerm", "do": "save"}

    def write(given: Fields) -> None:
        assert client.post("/write", data={**said, **given}).status_code == 303

    return write


def _by_interface(inside: Inside) -> Callable[[Fields], None]:
    client, token = inside.client(), inside.token_for("anne")

    def write(given: Fields) -> None:
        headers = {**token, "idempotency-key": f"en-nokkel-{_count(inside)}"}
        answered = client.post("/api/v1/drafts", json={"content": given, "accounts": ["skjerm"]}, headers=headers)
        assert answered.status_code == 201, answered.text

    return write


def _by_command_line(inside: Inside) -> Callable[[Fields], None]:
    def write(given: Fields) -> None:
        options = {"text" if name == "body" else name: value for name, value in given.items()}
        assert answer(draft.new, _desk(inside, Path(), "anne"), {**options, "account": ["skjerm"]}) == 0

    return write


@pytest.mark.parametrize("door", [_by_form, _by_interface, _by_command_line])
def test_every_field_is_looked_at_whichever_door_it_came_in_by(
    open_crisis: Inside, door: Callable[[Inside], Callable[[Fields], None]]
) -> None:
    ctx, write = open_crisis.ctx, door(open_crisis)
    for field, text, kind in FIELDS:
        write({"title": "Vann", "body": "Kok vannet.", field: text})
        revision = drafts.listing(ctx)[-1].revision
        assert getattr(revision.content, field) == text
        found = checks_of(revision, published(ctx.municipality), moment(ctx.municipality, ctx.clock()))
        assert kind in {check.id.partition("-")[0] for check in found if check.asks}, (field, text)


def test_a_file_that_notepad_marked_is_read_without_the_mark(open_crisis: Inside, tmp_path: Path) -> None:
    assert file_beside(open_crisis, tmp_path, "\ufeffKok vannet.") == "Kok vannet."


def test_an_alert_is_cleaned_since_nobody_can_be_asked() -> None:
    for text, kept in KEPT[:6]:
        request_ = read_cap(cap(info(description=text)), RECEIVER).request
        assert isinstance(request_, ProposalRequest) and request_.what.startswith(" ".join(kept.split()))
    for text in REFUSED[:2]:
        request_ = read_cap(cap(info(description=text)), RECEIVER).request
        assert request_ and not set(request_.what) & set("\u202e\u2066")
    with pytest.raises(InvalidInput):
        read_cap(cap(info(description=REFUSED[2])), RECEIVER)
