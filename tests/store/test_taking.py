"""Giving remarks to people and units, closing and hiding them: by whom, with what reason, and what the log keeps."""

from dataclasses import replace
from pathlib import Path

import pytest

from config.machine.settings import load_settings
from flows.steps import dialogue as steps
from flows.work.context import WorkerContext
from schemas.accounts.account import Account
from schemas.dialogue.remark import HideReason, RemarkDeed, RemoteRemark
from schemas.errors import NotFound, NotifierError, Refused, RetryClass
from schemas.sentence import Sentence, say
from schemas.states import RemarkStatus
from store.context import AppContext
from store.crises import lifecycle
from store.dialogue import replies
from store.evidence import audit
from store.identity.vault import Vault
from store.remarks import hiding, remarks, taking
from tests.cast import request
from tests.fakes import FakeChannels
from tests.remark_cast import one, read, wrote


class FakeModeration(FakeChannels):
    """A fake: hides and shows; `errors` are raised by the next calls."""

    def __init__(self) -> None:
        super().__init__()
        self.hidden: set[str] = set()
        self.removed: set[str] = set()
        self.errors: list[NotifierError] = []
        self.cannot: tuple[RemarkDeed, ...] = ()

    def unable(self, account: Account, deed: RemarkDeed) -> Sentence | None:
        return Sentence(msgid="–") if deed in self.cannot else None

    def hide(self, account: Account, remark: RemoteRemark) -> None:
        if self.errors:
            raise self.errors.pop(0)
        self.hidden.add(remark.remote_id)

    def unhide(self, account: Account, remark: RemoteRemark) -> None:
        self.hidden.discard(remark.remote_id)

    def remove_remark(self, account: Account, remark: RemoteRemark) -> None:
        if self.errors:
            raise self.errors.pop(0)
        self.removed.add(remark.remote_id)


@pytest.fixture
def platform() -> FakeModeration:
    return FakeModeration()


@pytest.fixture
def town(ctx: AppContext, platform: FakeModeration) -> AppContext:
    return replace(ctx, channels=platform)


def work(ctx: AppContext, platform: FakeModeration, remark_id: str, tmp_path: Path) -> None:
    worker = WorkerContext(load_settings(), ctx, platform, Vault(ctx.engine, tmp_path / "k"), "w")  # type: ignore[arg-type]  # a fake
    steps.hide(worker, remark_id)


@pytest.mark.parametrize(
    ("actor", "may"), [("liv", True), ("anne", True), ("ola", True), ("tor", False), ("kari", False)]
)
def test_on_a_normal_day_the_account_s_own_people_and_the_desk(ctx: AppContext, actor: str, may: bool) -> None:
    asked = one(ctx)
    if may:
        assert taking.assign(ctx, actor, asked, "anne").assigned_to == "anne"
    else:
        with pytest.raises(Refused):
            taking.assign(ctx, actor, asked, "anne")


@pytest.mark.parametrize(("actor", "may"), [("liv", False), ("ola", True), ("siri", True)])
def test_in_a_crisis_the_desk_alone(ctx: AppContext, actor: str, may: bool) -> None:
    asked = one(ctx)
    lifecycle.establish(ctx, "kari", request())
    if may:
        assert taking.close(ctx, actor, asked, "Takk").status is RemarkStatus.CLOSED
    else:
        with pytest.raises(Refused):
            taking.close(ctx, actor, asked, "Takk")


def test_it_goes_from_hand_to_hand_and_back(ctx: AppContext) -> None:
    asked = one(ctx)
    assert taking.assign(ctx, "liv", asked, "anne").status is RemarkStatus.ASSIGNED
    given = taking.assign(ctx, "liv", asked, None, "skole")
    assert (given.status, given.assigned_to, given.unit) == (RemarkStatus.NEW, None, "skole")
    assert taking.assign(ctx, "tor", asked, "tor").assigned_to == "tor", "the unit it was given to"
    with pytest.raises(NotFound):
        taking.assign(ctx, "liv", asked, None, "ingen")
    with pytest.raises(NotFound):
        taking.assign(ctx, "liv", asked, "ingen")
    assert [line.action for line in audit.events(ctx)].count("remark.assigned") == 3


def test_nothing_is_closed_without_a_reason(ctx: AppContext) -> None:
    asked = one(ctx)
    with pytest.raises(Refused):
        taking.close(ctx, "liv", asked, "  ")
    closed = taking.close(ctx, "liv", asked, "Skryt, takket med en tommel")
    assert (closed.status, closed.reason) == (RemarkStatus.CLOSED, "Skryt, takket med en tommel")
    assert taking.assign(ctx, "liv", asked, "anne").status is RemarkStatus.ASSIGNED, "open again"


def test_only_the_desk_hides_and_the_log_keeps_a_copy(
    town: AppContext, platform: FakeModeration, tmp_path: Path
) -> None:
    asked = one(town, "Jeg skal ta dere!")
    with pytest.raises(Refused):
        hiding.hide(town, "liv", asked, HideReason.THREAT)
    assert hiding.hide(town, "ola", asked, HideReason.THREAT).status is RemarkStatus.HIDDEN
    assert platform.hidden == set()
    work(town, platform, asked, tmp_path)
    work(town, platform, asked, tmp_path)
    assert platform.hidden == {"r1"} and remarks.show(town, asked).hidden
    wish = next(line for line in audit.events(town) if line.action == "remark.to_hide")
    assert wish.data["text"] == "Jeg skal ta dere!" and wish.data["reason"] == "threat"
    assert [line.action for line in audit.events(town)].count("remark.hidden") == 1
    hiding.show_again(town, "ola", asked)
    work(town, platform, asked, tmp_path)
    assert platform.hidden == set() and remarks.show(town, asked).status is RemarkStatus.NEW


def test_only_what_is_hidden_is_shown_again(town: AppContext, platform: FakeModeration, tmp_path: Path) -> None:
    """Showing sets free: under an answer on its way a second one could be written, and what is gone for good would be open for ever."""
    asked = one(town)
    lifecycle.establish(town, "kari", request())
    replies.answer(town, "ola", asked, "Klokka 14.", remarks.show(town, asked).hash)
    with pytest.raises(Refused):
        hiding.show_again(town, "ola", asked)
    assert remarks.show(town, asked).status is RemarkStatus.WAITING
    gone = one(town, remote_id="r2")
    hiding.hide(town, "ola", gone, HideReason.SPAM, remove=True)
    work(town, platform, gone, tmp_path)
    with pytest.raises(Refused):
        hiding.show_again(town, "ola", gone)
    assert remarks.show(town, gone).status is RemarkStatus.HIDDEN


def test_what_is_hidden_is_removed_without_being_shown_first(
    town: AppContext, platform: FakeModeration, tmp_path: Path
) -> None:
    asked = one(town)
    hiding.hide(town, "ola", asked, HideReason.SPAM)
    work(town, platform, asked, tmp_path)
    with pytest.raises(Refused):
        hiding.hide(town, "ola", asked, HideReason.SPAM)
    hiding.hide(town, "ola", asked, HideReason.LAW, remove=True)
    platform.errors = [NotifierError(say("Look there."), RetryClass.PERMANENT)]
    work(town, platform, asked, tmp_path)
    assert remarks.show(town, asked).status is RemarkStatus.HIDDEN, "it is still hidden where it could not be removed"
    hiding.hide(town, "ola", asked, HideReason.LAW, remove=True)
    work(town, platform, asked, tmp_path)
    now = remarks.show(town, asked)
    assert platform.removed == {"r1"} and (now.deleted, now.status, now.reason) == (True, "hidden", "unlawful")


def test_personal_data_is_not_copied_into_the_log(town: AppContext, platform: FakeModeration, tmp_path: Path) -> None:
    asked = one(town, "Naboen heter Kari og er syk")
    hiding.hide(town, "ola", asked, HideReason.PERSONAL_DATA, remove=True)
    work(town, platform, asked, tmp_path)
    assert platform.removed == {"r1"}
    assert not any("Naboen" in str(line.data) for line in audit.events(town))


def test_what_the_platform_refuses_stands_and_says_so(
    town: AppContext, platform: FakeModeration, tmp_path: Path
) -> None:
    asked = one(town)
    hiding.hide(town, "ola", asked, HideReason.SPAM)
    error = say("The channel failed in an unforeseen way ({error}).", error="prøve")
    platform.errors = [NotifierError(error, RetryClass.RETRY_BACKOFF), NotifierError(error, RetryClass.PERMANENT)]
    work(town, platform, asked, tmp_path)
    assert remarks.show(town, asked).status is RemarkStatus.HIDDEN, "it is tried again"
    work(town, platform, asked, tmp_path)
    now = remarks.show(town, asked)
    assert now.status is RemarkStatus.NEW and now.hide_error and now.hide_wanted is None


def test_where_a_platform_cannot_it_says_so_at_once(town: AppContext, platform: FakeModeration) -> None:
    platform.cannot = (RemarkDeed.REMOVE,)
    with pytest.raises(Refused):
        hiding.hide(town, "ola", one(town), HideReason.LAW, remove=True)


def test_nothing_of_ours_is_given_to_anybody(ctx: AppContext) -> None:
    read(ctx, wrote("a"), wrote("b", parent_id="a", ours=True))
    answered = remarks.listing(ctx, remarks.RemarkFilter(statuses=[RemarkStatus.ANSWERED]))
    ours = next(each for each in remarks.thread(ctx, answered[0].id) if each.ours)
    with pytest.raises(Refused):
        taking.assign(ctx, "ola", ours.id, "anne")


def test_what_stands_on_an_account_that_left_the_file_is_given_and_closed(ctx: AppContext) -> None:
    ids = [one(ctx, remote_id=name) for name in ("r1", "r2")]
    left = tuple(each for each in ctx.municipality.accounts if each.id != "side")
    ctx = replace(ctx, municipality=ctx.municipality.model_copy(update={"accounts": left}))
    assert taking.assign(ctx, "anne", ids[0], "liv").status is RemarkStatus.ASSIGNED
    lifecycle.establish(ctx, "kari", request())
    for remark_id in ids:
        assert taking.close(ctx, "ola", remark_id, "Kontoen er lagt ned").status is RemarkStatus.CLOSED


def test_nothing_is_given_to_who_is_no_longer_active(ctx: AppContext) -> None:
    """Nobody would answer it."""
    asked = one(ctx)
    with pytest.raises(Refused):
        taking.assign(ctx, "liv", asked, "nils")
    assert remarks.show(ctx, asked).status is RemarkStatus.NEW
