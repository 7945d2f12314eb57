"""Line 6: text that shows another text. Each test is named after what the attacker would get."""

import io
import json
import re
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.cli.command import answer
from desk.cli.desk import Desk
from desk.cli.output import plain
from desk.web.forms import TEXTS
from notifiers.base.places import Places
from notifiers.facade import Channels
from policy.drafts.checks import checks
from schemas.drafts.content import Content
from schemas.drafts.media import Media
from schemas.errors import InvalidInput, Refused
from schemas.text_door import let_all_in, let_in
from store.approvals import approvals
from store.context import AppContext
from store.crises import find, lifecycle
from store.drafts import drafts
from tests.cast import content, request
from tests.desk.web.inside import Inside

CONTROLS = [chr(c) for c in (*range(0x20), *range(0x7F, 0xA0)) if chr(c) not in "\t\n\r"]
BIDI = [*"\u061c\u200e\u200f", *map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A))]
ESCAPE = "Kok \x1b[8mikke\x1b[0m vannet"
CLI = Path(__file__).parents[2] / "desk" / "cli"


@pytest.mark.parametrize("one", [*CONTROLS, *BIDI], ids=lambda c: f"{ord(c):04x}")
def test_a_character_that_hides(one: str) -> None:
    with pytest.raises(InvalidInput, match=f"{ord(one):04X}"):
        let_in(f"Kok{one} vannet")
    for holder in ({"a": ("b", [one])}, {one: "a"}):
        with pytest.raises(InvalidInput):
            let_all_in(holder)


def test_words_of_every_day_pass() -> None:
    words = "Æ, ø og å – «kok»\tvannet!\nالماء نظيف 👩\u200d🚒 á"
    assert let_in(words) == words
    assert let_in("a\r\nb\rc") == "a\nb\nc"


def test_line_ends_of_word_become_ours_and_letters_one_sign_each() -> None:
    assert let_in("a\u2028b\u2029c\u2029") == "a\nb\nc\n"
    assert let_in("bla\u030aba\u0308r A\u030angstro\u0308m") == "blåbär Ångström"
    assert let_all_in({"a\u030a": ["e\u0301", ("o\u0308",)]}) == {"å": ["é", ("ö",)]}


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_what_has_come_in_comes_in_again_unchanged(text: str) -> None:
    try:
        made = let_in(text)
    except InvalidInput:
        return
    assert let_in(made) == made == unicodedata.normalize("NFC", made) and not set(made) & set("\r\u2028\u2029")


def test_a_draft_of_decomposed_letters_is_what_a_reader_sees(ctx: AppContext) -> None:
    crisis = lifecycle.establish(ctx, "kari", request())
    made = drafts.new(ctx, "anne", crisis.id, content("Kok vannet i La\u030anke.\u2029Na\u030a."), ("side",))
    assert made.revision.content.body == "Kok vannet i Lånke.\nNå." and "Lånke" in made.revision.renderings[0].text


@pytest.mark.parametrize("field", ["title", "body", "short", "next_update", "signature", "link", "target"])
def test_a_hidden_word_through_a_form(inside: Inside, field: str) -> None:
    lifecycle.establish(inside.ctx, "kari", request())
    form = {"kind": "message", "template": "own", "title": "Vann", "body": "Kok", "account": "skjerm", "do": "save"}
    for evil in (ESCAPE, "Kok \u202eekki"):
        assert inside.post(inside.client("anne"), "/write", **(form | {field: evil})).status_code == 422
    assert drafts.listing(inside.ctx) == []


@pytest.mark.parametrize("field", ["title", "what", "where"])
def test_a_hidden_word_in_the_name_of_a_crisis(inside: Inside, field: str) -> None:
    body = {"title": "Vann", "what": "Bakterier", "where": "Lånke", "severity": "severe", field: ESCAPE}
    headers = {**inside.token_for("kari"), "idempotency-key": "en-nokkel-1"}
    assert inside.client().post("/api/v1/crises", json=body, headers=headers).status_code == 422
    assert find.current(inside.ctx) is None


def test_a_hidden_word_through_the_interface(inside: Inside) -> None:
    crisis = lifecycle.establish(inside.ctx, "kari", request())
    anne = {**inside.token_for("anne"), "idempotency-key": "en-nokkel-1"}
    lars = {**inside.token_for("lars"), "idempotency-key": "en-nokkel-2"}
    words = {"content": {"title": "Vann", "body": "Kok \u2066ikke"}}
    assert inside.client().post("/api/v1/drafts", json=words, headers=anne).status_code == 422
    entry = inside.client().post(f"/api/v1/crises/{crisis.id}/log", json={"text": ESCAPE}, headers=lars)
    assert entry.status_code == 422
    assert drafts.listing(inside.ctx) == [] and "log.entry" not in inside.actions()


def test_a_hidden_word_through_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    """Every option of every command, also within a list."""
    reached: list[object] = []

    def work(desk: Desk, **options: object) -> None:
        reached.append(options)

    for options in ({"reason": ESCAPE}, {"answer": ["a", f"phone={ESCAPE}"]}):
        assert answer(work, Desk("ola", as_json=False), options) == 2
    assert reached == [] and "\x1b[8m" not in capsys.readouterr().err


def test_a_hidden_word_past_every_door(ctx: AppContext) -> None:
    """A foreign post that is taken over, a template, a plan: a draft is looked at wherever it comes from."""
    crisis = lifecycle.establish(ctx, "kari", request())
    for text in (
        content(ESCAPE),
        content("Kok", title="Vann\u202e"),
        content("Kok").model_copy(update={"short": "\x9b8m"}),
    ):
        assert isinstance(text, Content)
        with pytest.raises(InvalidInput, match="cannot be seen"):
            drafts.new(ctx, "anne", crisis.id, text, ["side"])


def test_a_terminal_that_obeys_what_a_platform_said() -> None:
    paper = io.StringIO()
    plain.console(file=paper, force_terminal=False, width=80).print(
        "Feil: \x1b]0;eid\x07 \x9b2J \u202eekki", markup=False
    )
    assert re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", paper.getvalue()) is None
    assert "␛]0;eid" in paper.getvalue()


def test_an_answer_in_json_that_a_terminal_obeys() -> None:
    paper = io.StringIO()
    said = {"error": "\x9b2J\u202e\x7f\x1b"}
    plain.write_json(json.dumps(said, ensure_ascii=False), paper)
    assert paper.getvalue().isascii() and json.loads(paper.getvalue()) == said


def test_a_way_around_the_one_that_prints() -> None:
    raw = re.compile(r"\bprint\(|std(?:out|err)\.write|typer\.(?:echo|secho)|\bConsole\(\w*=")
    for path in CLI.rglob("*.py"):
        lines = path.read_text(encoding="utf-8").splitlines()
        found = [one for one in lines if raw.search(one) and not re.search(r"\b(?:console|out|err)\.print\(", one)]
        assert found == [] or path.name == "plain.py", (path, found)


UNSEEN = [
    *"\u00ad\u034f\u115f\u1160\u180e\u200b\u200c\u200d\u2060\u2061\u2064\u2800\u3164\ufe0f\ufe00\ufeff\uffa0\ufffa"
]
UNSEEN += ["\U000e0041", "\U000e0001", "\U000e0101", "\U0001d173"]


def asked(text: Content) -> list[str]:
    return [check.id for check in checks(text) if check.asks]


@pytest.mark.parametrize("one", UNSEEN, ids=lambda c: f"{ord(c):04x}")
def test_an_approval_of_characters_nobody_saw(one: str) -> None:
    """In every field that is published, and within a word of a script that joins."""
    media = Media(path="/x", sha256="0" * 64, mime="image/png", size=1, alt=f"Et{one} kart")
    for extra in ("title", "short", "next_update", "signature"):
        assert asked(content("Kok").model_copy(update={extra: f"va{one}nn"})) == ["invisible"], extra
    assert asked(content("Kok").model_copy(update={"link": f"https://kk.example/{one}a"})) == ["invisible"]
    assert asked(content("Kok").model_copy(update={"media": (media,)})) == ["invisible"]
    for words in (f"Kok{one}vannet", f"{one}Kok", f"Kok{one}", f"👩 {one}", f"می{one}{one}خواهم"):
        assert asked(content(words)) == ["invisible"], words


@pytest.mark.parametrize(
    "hidden",
    [
        "🏴" + "".join(chr(0xE0000 + ord(c)) for c in "drikk") + "\U000e007f",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e0041\U000e007f",
        "👩\u200d",
        "👩\u200d\u200d🚒",
        "👩\ufe0f\ufe0f",
        "👩\U000e0101\U000e0102",
        "1\ufe0f2",
        "a\u200dب",
    ],
)
def test_a_message_hidden_behind_an_emoji(hidden: str) -> None:
    assert asked(content(f"Kok vannet {hidden}")) == ["invisible"]


@pytest.mark.parametrize(
    "seen",
    [
        "👩\u200d🚒 👨🏽\u200d👩🏻\u200d👧 🕵🏽\u200d♂\ufe0f ❤\ufe0f\u200d🔥 ☎\ufe0e",
        "1\ufe0f\u20e3 #\ufe0f\u20e3",
        "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f 🇳🇴",
        "می\u200cخواهم",
        "क्\u200dष র\u200d্য",
        "Kok vannet i tre minutter – «straks»!",
    ],
)
def test_a_writing_that_needs_them_is_not_asked_about(seen: str) -> None:
    assert asked(content(seen)) == []


def test_a_publication_of_a_hidden_word_without_an_answer(ctx: AppContext) -> None:
    crisis = lifecycle.establish(ctx, "kari", request())
    draft = drafts.new(ctx, "anne", crisis.id, content("Kok\u200b vannet"), ["side"])
    draft = drafts.submit(ctx, "anne", draft.id)
    with pytest.raises(Refused, match=r"U\+200B"):
        approvals.approve(ctx, "ola", draft.id, draft.revision.seen)
    approvals.approve(ctx, "ola", draft.id, draft.revision.seen, {"invisible": "En lenke deles der."})


@pytest.mark.parametrize("field", ["title", "where"])
def test_a_publication_of_a_word_hidden_in_the_name_of_a_crisis(ctx: AppContext, tmp_path: Path, field: str) -> None:
    """What goes out with every text of it, in the alerts of the public page."""
    places = Places(public=tmp_path / "public", sandbox=tmp_path / "sandbox", public_url="https://krise.kk.example")
    ctx = replace(ctx, channels=Channels(places, lambda _name: None))
    asked_for = request().model_copy(update={field: "Van\u200bn"})
    crisis = lifecycle.establish(ctx, "kari", asked_for)
    draft = drafts.submit(ctx, "anne", drafts.new(ctx, "anne", crisis.id, content("Kok vannet"), ["side"]).id)
    with pytest.raises(Refused, match=r"U\+200B"):
        approvals.approve(ctx, "ola", draft.id, draft.revision.seen)
    approvals.approve(ctx, "ola", draft.id, draft.revision.seen, {"invisible": "Det er ment."})


def test_an_hour_s_work_lost_to_one_hidden_character(inside: Inside) -> None:
    """Any form that the door refuses gives the words back, the hidden character made visible; nothing that opens anything."""
    lifecycle.establish(inside.ctx, "kari", request())
    form = {"kind": "message", "template": "own", "title": "Kok vannet", "body": f"Lang tekst. {ESCAPE}", "do": "save"}
    anne = inside.client("anne")
    answers = [
        inside.post(anne, "/write", **form),
        inside.post(anne, "/crisis/new", title="Kok vannet", what=f"Lang tekst. {ESCAPE}", where="Lånke"),
        inside.post(anne, "/unit", title="Kok vannet", text=f"Lang tekst. {ESCAPE}"),
    ]
    for found in answers:
        assert found.status_code == 422
        assert "Kok vannet" in found.text and "Lang tekst. Kok ␛[8mikke␛[0m vannet" in found.text
    lost = inside.post(anne, "/me/password", old="gammelt-passord", password=f"nytt-passord{ESCAPE}", again="x")
    assert lost.status_code == 422 and "passord" not in re.sub(r"<[^>]*>", "", lost.text).replace("Passord", "").lower()


def test_a_field_for_sentences_that_is_forgotten() -> None:
    """Every text field of our forms is one whose words come back, or one that is for secrets, names, addresses of people or times."""
    templates = (Path(__file__).parents[2] / "desk" / "web" / "templates").glob("*.html")
    named = {
        n for path in templates for n in re.findall(r'p\.(?:field|area)\("([a-z_]+)"', path.read_text(encoding="utf-8"))
    }
    others = {"address", "again", "at", "code", "due", "handle", "name", "password", "pin", "until"}
    of_a_household = {"mobiles", "emails", "street", "longitude", "latitude"}
    assert named - TEXTS == others | of_a_household


def test_a_hidden_word_through_the_language_and_the_passkey(inside: Inside) -> None:
    client = inside.client("anne")
    assert inside.post(client, "/language", lang="nb", back=f"/{ESCAPE}").status_code == 422
    evil = client.post("/login/passkey", json={"id": ESCAPE}, headers={"origin": str(client.base_url).rstrip("/")})
    assert evil.status_code in (403, 422) and "U+001B" in evil.text
