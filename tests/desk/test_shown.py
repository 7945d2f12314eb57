"""What the command line shows, as a person sees it: at 40 and 80 columns, in a pipe, without colours. No line of Python's."""

import typing
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from io import StringIO
from typing import Any

import pytest
import typer
from pydantic import BaseModel

from config.language import texts
from desk.cli import commands
from desk.cli.output import pages, show
from desk.cli.output.plain import PlainConsole
from schemas.crises.crisis import Crisis
from schemas.drafts.draft import Draft
from schemas.drafts.rendering import PublishAction, Rendering
from schemas.evaluation.finding import Finding
from schemas.identity.login import LoginRequest, LoginRequestKind, LoginState
from schemas.identity.token import ApiToken, Scope
from schemas.sentence import Sentence, say
from schemas.states import DeliveryStatus
from tests.cast import content
from tests.desk.test_reach_picture import message

AT = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
RING = [[10.3, 63.3], [10.5, 63.3], [10.5, 63.5], [10.3, 63.3]]
ADDRESS = "http://127.0.0.1:8000/start/t5wv29zcc9at34v3dvw3u3xsm69xtp5ej.tLFcKftS3J1drLQzkk5dk_XsRj5ZmcLJ7XzS"


@pytest.fixture(autouse=True)
def norwegian() -> Iterator[None]:
    texts.use("nb")
    yield
    texts.use("nb")


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """What is on the screen after it has been shown there."""

    def look(found: Any, *, columns: int, terminal: bool = True) -> str:
        screen = StringIO()
        console = PlainConsole(
            highlight=False, file=screen, width=columns, force_terminal=terminal, no_color=True, color_system=None
        )
        monkeypatch.setattr(show, "out", console)
        show.show(found)
        return screen.getvalue()

    return look


def test_a_message_says_which_sending_is_paused_and_how_it_goes_on(seen: Callable[..., str]) -> None:
    sent = message(1, side=DeliveryStatus.DELIVERED, post=DeliveryStatus.SENDING)
    rows = tuple(each.model_copy(update={"paused": each.account_id == "post"}) for each in sent.deliveries)
    paused = sent.model_copy(update={"deliveries": rows})
    assert "satt på pause" in seen([paused], columns=80) and "satt på pause" not in seen([sent], columns=80)
    whole = seen(paused, columns=80)
    (row,) = [line for line in whole.splitlines() if line.startswith("post ")]
    assert "satt på pause" in row and whole.count("krisekanal message go-on d-1-post --as …") == 1
    assert "pause" not in seen(sent, columns=80)


def test_who_can_log_in(seen: Callable[..., str]) -> None:
    people = [LoginState(person_id="kari", password=True, passkeys=2), LoginState(person_id="ola", break_glass_left=10)]
    wide = seen(people, columns=80)
    assert [line.rstrip() for line in wide.splitlines()] == [
        "Person  Passord  Appkoder  PIN  Passnøkler  Utskrevne koder",
        "kari    ja       –         –    2           –",
        "ola     –        –         –    –           10",
    ]
    narrow = seen(people, columns=40)
    assert max(map(len, narrow.splitlines())) <= 40 and "kari" in narrow


def test_a_crisis_says_where_in_full(seen: Callable[..., str]) -> None:
    where = {"where": "Ved elva", "zones": ["hell", "lanke"], "area": {"type": "Polygon", "coordinates": [RING]}}
    found = Crisis.model_validate(
        {
            "id": "k-1",
            "title": "Vann",
            "what": "Bakterier",
            "severity": "Severe",
            "exercise": False,
            "status": "established",
            "established_at": AT,
            "established_by": "kari",
            **where,
        }
    )
    for columns in (40, 80):
        shown = seen(found, columns=columns)
        assert "Soner" in shown and "hell, lanke" in shown and "et område med 3 hjørner" in " ".join(shown.split())


def test_a_token_is_whole_on_a_line_of_its_own(seen: Callable[..., str]) -> None:
    made = {"id": "n-1", "name": "varsling", "token": "kk_" + "x" * 60, "expires_at": AT.isoformat()}
    for columns in (40, 80):
        lines = [line.strip() for line in seen(made, columns=columns).splitlines()]
        assert made["token"] in lines
        assert "Varer til: 28.11.2026 kl. 13.00" in lines


def test_printed_codes_are_one_a_line(seen: Callable[..., str]) -> None:
    codes = [f"abcde-fghjk-mnpqr-stuv{n}" for n in range(10)]
    lines = [line.strip() for line in seen({"person": "kari", "codes": codes}, columns=40).splitlines()]
    assert lines[0] == "Person: kari" and lines[-10:] == codes


def test_requests_tokens_and_findings_are_rows(seen: Callable[..., str]) -> None:
    request = LoginRequest(id="q-1", kind=LoginRequestKind.NO_TOTP, person_id="ola", asked_by="kari", asked_at=AT)
    token = ApiToken(id="n-1", person_id="kari", name="varsling", scopes=(Scope.READ,), created_at=AT, expires_at=AT)
    finding = Finding(
        id="f-1", crisis_id="k-1", text="Ring før", owner="kari", due=date(2026, 12, 1), written_by="ola", written_at=AT
    )
    assert "uten appkoder" in seen(request, columns=80) and "venter på en annen leder" in seen(request, columns=120)
    assert "varer til  28.11.2026 kl. 13.00" in seen([token], columns=80)
    assert "01.12.2026" in seen(finding, columns=80)


def test_how_something_stands_is_said_in_norwegian(seen: Callable[..., str]) -> None:
    rows = [{"about": "krisekanal", "level": level, "message": "…"} for level in ("ok", "warning", "error")]
    found = [line.split() for line in seen(rows, columns=40).splitlines()]
    assert [words[1:-1] for words in found if words] == [["i", "orden"], ["advarsel"], ["feil"]]


def test_a_table_cuts_no_word(seen: Callable[..., str]) -> None:
    """A fingerprint is typed, and an address is opened."""
    rows = [{"about": "krisekanal", "level": "ok", "message": f"Se {ADDRESS} nå."}]
    assert ADDRESS in [line.strip() for line in seen(rows, columns=40).splitlines()]


@pytest.mark.parametrize("columns", [40, 80])
def test_an_address_in_a_sentence_is_never_broken(seen: Callable[..., str], columns: int) -> None:
    sentence = say(
        "Open {page} in a browser on this machine, and say yes there, please, before noon today.", page=ADDRESS
    )
    lines = seen(sentence, columns=columns).splitlines()
    assert lines.pop(lines.index(ADDRESS))
    assert len(lines) == (3 if columns == 40 else 2) and max(map(len, lines)) <= columns


def test_a_pipe_gets_a_sentence_whole(seen: Callable[..., str]) -> None:
    long = say("Open {page} in a browser on this machine, and say yes there, please.", page=ADDRESS)
    assert len(seen(long, columns=80, terminal=False).splitlines()) == 1


def test_without_colours_there_is_no_escape(seen: Callable[..., str]) -> None:
    for found in ([LoginState(person_id="kari")], {"person": "kari"}, say("Nothing here.")):
        assert "\x1b" not in seen(found, columns=80)


def _nouns(hint: Any) -> Iterator[type]:
    if isinstance(hint, type) and not typing.get_origin(hint):
        yield hint
    for inside in typing.get_args(hint):
        yield from _nouns(inside)


def test_no_command_answers_with_what_only_python_can_show() -> None:
    """Every noun that a command returns has a page or a row of its own."""
    answers: dict[str, Any] = {}
    app = typer.Typer()
    commands.add_all(app)
    for group in (app, *(found.typer_instance for found in app.registered_groups)):
        assert group is not None
        for registered in group.registered_commands:
            assert registered.callback is not None
            work = registered.callback.__wrapped__  # type: ignore[attr-defined]  # as `command` leaves it
            answers[f"{work.__module__}.{registered.name}"] = typing.get_type_hints(work).get("return")
    assert len(answers) > 60
    unknown = {
        f"{name}: {kind.__name__}"
        for name, hint in answers.items()
        for kind in _nouns(hint)
        if issubclass(kind, BaseModel) and kind is not Sentence and kind not in pages.PAGES and kind not in show.TABLES
    }
    assert unknown == set()


@pytest.mark.parametrize("columns", [40, 80])
def test_a_draft_shows_what_each_language_of_it_will_say(seen: Callable[..., str], columns: int) -> None:
    """Whoever approves answers for all of them."""
    english = {"language": "en", "title": "Boil your water", "body": "Boil it for one minute."}
    parts: dict[str, Any] = {"account_id": "sms", "action": PublishAction.PUBLISH, "length": 26, "limit": 160}
    said = Rendering(
        title="Kok vannet",
        text="Kok vannet i ett minutt.",
        **parts,
        versions=(Rendering(title="", text="Boil it for one minute.", facts={"language": "en"}, **parts),),
    )
    revision = {
        "id": "r-1",
        "draft_id": "u-1",
        "number": 1,
        "author": "anne",
        "created_at": AT,
        "content_hash": "a" * 64,
    }
    draft = {
        "id": "u-1",
        "crisis_id": "k-1",
        "status": "submitted",
        "author": "anne",
        "created_at": AT,
        "updated_at": AT,
    }
    found = Draft.model_validate(
        draft
        | {
            "revision": revision
            | {"content": content(versions=(english,)), "accounts": ("sms",), "renderings": (said,)}
        }
    )
    lines = seen(found, columns=columns).splitlines()
    frames = [" ".join(line.split()) for line in lines if "26/160" in line]
    assert len(frames) == 2 and "engelsk" in frames[1] and "engelsk" not in frames[0]
    shown = " ".join(" ".join(lines).replace("│", " ").split())
    assert "Kok vannet i ett minutt." in shown and "Boil it for one minute." in shown
