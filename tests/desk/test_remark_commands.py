"""`krisekanal remark`: what is shown, and that an answer names what was read."""

from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from config.language import texts
from desk.cli.commands import crisis, remark
from desk.cli.output import show
from desk.cli.output.plain import PlainConsole
from schemas.dialogue.question import QuestionKind
from schemas.dialogue.remark import HideDeed, HideReason
from schemas.drafts.draft import Draft
from schemas.errors import InvalidInput, Refused
from schemas.states import RemarkStatus
from store.accounts import accounts
from store.context import AppContext
from store.crises import lifecycle
from store.dialogue import questions
from store.remarks import hiding
from tests.cast import MUNICIPALITY, request
from tests.fakes import FakeChannels, FakeClock
from tests.flows.conftest import opened
from tests.remark_cast import AT, one, read, wrote


@pytest.fixture
def desk(migrated_sqlite: bytes, tmp_path: Path, clock: FakeClock) -> Any:
    (tmp_path / "kk.db").write_bytes(migrated_sqlite)
    ctx = AppContext(opened(tmp_path / "kk.db"), MUNICIPALITY, FakeChannels(), clock)
    accounts.sync(ctx)
    return SimpleNamespace(ctx=ctx, actor="anne", as_json=False, warn_if_nobody_works=lambda: None)


def shown(found: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    texts.use("nb")
    screen = StringIO()
    monkeypatch.setattr(show, "out", PlainConsole(highlight=False, file=screen, width=100, color_system=None))
    show.show(found)
    return screen.getvalue()


def test_a_thread_with_what_was_said_before(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = one(desk.ctx, "Når kommer vannet?")
    read(desk.ctx, wrote("r2", "Lurer på det samme", parent_id="r1", author="Ida"))
    read(desk.ctx, wrote(text="Når kommer vannet [bold]tilbake[/]?", edited_at=AT))
    text = shown(remark.show_one(desk, asked), monkeypatch)
    for words in ("Per", "[bold]tilbake[/]", "Når kommer vannet?", "Ida", "Lurer på det samme"):
        assert words in text
    assert remark.show_one(desk, asked).remark.hash[:16] in text
    listed = shown(remark.listing(desk), monkeypatch)
    assert "r1" not in listed and asked in listed and "Ida" in listed


def test_what_is_hidden_or_gone_says_so_in_words(desk: Any, clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> None:
    """And until when it said what it says no more."""
    asked = one(desk.ctx, "Ring Per")
    clock.forward(minutes=7)
    read(desk.ctx, wrote(text="Ring", edited_at=AT))
    clock.forward(minutes=7)
    read(desk.ctx, wrote(deleted=True))
    text = shown(remark.show_one(desk, asked), monkeypatch)
    assert "kl. 13.07 sto det: Ring Per" in text and text.count("sto det") == 1
    assert "Slettet der" in text and "Den ble slettet" in text
    other = one(desk.ctx, "Selger sko", remote_id="r2")
    desk.actor = "ola"
    remark.hide(desk, other, HideReason.PERSONAL_DATA)
    assert "personopplysninger" in shown(remark.show_one(desk, other), monkeypatch)
    hiding.done(desk.ctx, other, HideDeed.HIDE)
    text = shown(remark.show_one(desk, other), monkeypatch)
    assert "personopplysninger" in text and "blir spurt" not in text


def test_an_answer_names_what_was_read(desk: Any) -> None:
    asked = one(desk.ctx)
    lifecycle.establish(desk.ctx, "kari", request())
    first = remark.show_one(desk, asked).remark.hash
    with pytest.raises(InvalidInput):
        remark.answer(desk, asked, text="Klokka 14.", seen=first[:8])
    read(desk.ctx, wrote(text="Noe annet", edited_at=AT))
    for seen in (first[:16], "0" * 16):
        with pytest.raises(Refused):
            remark.answer(desk, asked, text="Klokka 14.", seen=seen)
    now = remark.show_one(desk, asked).remark.hash
    with pytest.raises(InvalidInput):
        remark.answer(desk, asked, text=" ", seen=now)
    made = remark.answer(desk, asked, text="Klokka 14.", seen=now[:16])
    assert isinstance(made, Draft) and remark.show_one(desk, asked).drafts == (made.id,)


def test_closing_giving_and_hiding(desk: Any) -> None:
    asked = one(desk.ctx)
    assert remark.assign(desk, asked, "anne").status is RemarkStatus.ASSIGNED
    assert [found.id for found in remark.listing(desk, mine=True)] == [asked]
    assert remark.close(desk, asked, "Skryt").reason == "Skryt" and remark.listing(desk) == []
    desk.actor = "ola"
    with pytest.raises(InvalidInput):
        remark.hide(desk, asked)
    assert remark.hide(desk, asked, HideReason.SPAM).status is RemarkStatus.HIDDEN
    assert remark.hide(desk, asked, again=True).status is RemarkStatus.NEW


@pytest.mark.parametrize("exercise", [False, True])
def test_standing_down_says_what_still_waits_for_an_answer(desk: Any, exercise: bool) -> None:
    open_one = lifecycle.establish(desk.ctx, "kari", request(exercise=exercise))
    one(desk.ctx, account="side-ovelse" if exercise else "side")
    rumour = questions.begin(desk.ctx, "ola", QuestionKind.RUMOUR, "Er demningen brutt?", exercise=exercise)
    told: list[str] = []
    desk.actor, desk.settings, desk.tell = (
        "kari",
        SimpleNamespace(data=Path("data")),
        lambda said: told.append(str(said)),
    )
    desk.crisis_id = lambda _: open_one.id
    crisis.stand_down(desk, open_one.id)
    flag = " --exercise" if exercise else ""
    assert told[0].startswith("1 remarks") and f"--crisis {open_one.id}{flag}`" in told[0]
    assert told[1].endswith(f"without an answer: Er demningen brutt? ({rumour.id}).")
