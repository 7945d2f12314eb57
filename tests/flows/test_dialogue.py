"""The inbox's loop: within a minute in a crisis, by the municipality's wish on normal days, and never past what it read."""

import itertools
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from sqlmodel import select

from flows.steps import dialogue as steps
from flows.work.context import WorkerContext
from notifiers.facade import Channels
from schemas.accounts.account import Account
from schemas.dialogue.remark import Remark, RemarkKind, RemarkPage
from schemas.errors import NotifierError, RetryClass
from schemas.event import EventKind
from schemas.sentence import say
from store.accounts import accounts
from store.context import AppContext
from store.crises import lifecycle
from store.db.tables import NoticeRow
from store.evidence import audit
from store.exercises import plans
from store.outbox import outbox
from store.remarks import inbox, remarks, untaken
from tests.cast import MUNICIPALITY, PLAN, request
from tests.fakes import FakeChannels, FakeClock
from tests.flows.conftest import opened
from tests.flows.stage import Stage
from tests.one_worker import work_until
from tests.remark_cast import FakeInboxes, wrote


@pytest.fixture
def platform() -> FakeInboxes:
    return FakeInboxes()


@pytest.fixture
def town(small: Path, platform: FakeInboxes, clock: FakeClock) -> AppContext:
    made = AppContext(opened(small), MUNICIPALITY, platform, clock, gate_patience=timedelta(seconds=0.2))
    accounts.sync(made)
    return made


def work(ctx: AppContext, clock: FakeClock, seconds: float, also: Callable[[], object] = lambda: None) -> None:
    """A worker for that long."""
    until = clock.now + timedelta(seconds=seconds)

    def look(worker: WorkerContext, payload: dict[str, Any]) -> None:
        steps.listen(worker, payload["tick"])
        also()

    work_until(ctx, clock, until, {EventKind.INBOX_DUE: look})
    clock.now = max(clock.now, until)


def test_slow_on_normal_days_and_within_a_minute_in_a_crisis(
    town: AppContext, platform: FakeInboxes, clock: FakeClock
) -> None:
    inbox.keep_going(town)
    inbox.keep_going(town)
    work(town, clock, 3600)
    assert 5 <= len(platform.reads) <= 8, "every ten minutes"
    lifecycle.establish(town, "kari", request())
    platform.reads.clear()
    moments: list[float] = []
    work(town, clock, 600, lambda: moments.append(clock.now.timestamp()))
    gaps = [after - before for before, after in itertools.pairwise(moments)]
    assert len(platform.reads) >= 10 and max(gaps) <= 60


class Hanging(FakeInboxes):
    """A fake: `facebook` answers when it is let go."""

    def __init__(self) -> None:
        super().__init__(readable=("side", "facebook"))
        self.go = Event()

    def remarks(self, account: Account, cursor: str | None, own_posts: list[str]) -> RemarkPage:
        page = super().remarks(account, cursor, own_posts)
        if account.id == "facebook":
            assert self.go.wait(30)
        return page


def test_an_account_that_hangs_delays_no_other(small: Path, clock: FakeClock) -> None:
    platform = Hanging()
    ctx = AppContext(opened(small), MUNICIPALITY, platform, clock, gate_patience=timedelta(seconds=0.2))
    accounts.sync(ctx)
    lifecycle.establish(ctx, "kari", request())
    moments: list[float] = []

    def look(worker: WorkerContext, payload: dict[str, Any]) -> None:
        before = platform.reads.count(("side", None))
        under_way = looks.submit(steps.listen, worker, payload["tick"])
        wait([under_way], 30 if moments else 1)
        moments.extend([clock.now.timestamp()] * (platform.reads.count(("side", None)) - before))

    with ThreadPoolExecutor(4) as looks:
        inbox.keep_going(ctx)
        try:
            work_until(ctx, clock, clock.now + timedelta(seconds=600), {EventKind.INBOX_DUE: look})
            assert platform.reads.count(("facebook", None)) == 1, "not twice at the same time"
        finally:
            platform.go.set()
    assert len(moments) >= 10 and max(after - before for before, after in itertools.pairwise(moments)) <= 60
    work(ctx, clock, 120)
    assert platform.reads.count(("facebook", None)) >= 2


def test_a_worker_that_dies_between_choosing_and_reading_passes_nothing_over(
    town: AppContext, platform: FakeInboxes, clock: FakeClock
) -> None:
    lifecycle.establish(town, "kari", request())
    platform.pages["side"] = [RemarkPage(remarks=(wrote("r1"),), cursor="1")]
    inbox.keep_going(town)
    assert inbox.begin(town, 1) == ["side"]
    work(town, clock, 60)
    assert [one.remote_id for one in remarks.listing(town)] == ["r1"]


def test_what_is_left_of_many_pages_is_read_at_once(town: AppContext, platform: FakeInboxes, clock: FakeClock) -> None:
    platform.pages["side"] = [RemarkPage(cursor=str(number), more=number < 30) for number in range(1, 31)]
    inbox.keep_going(town)
    work(town, clock, 1)
    assert len(platform.reads) == 30


def test_pages_follow_one_another_and_a_failed_one_is_read_again(
    town: AppContext, platform: FakeInboxes, clock: FakeClock
) -> None:
    failed = NotifierError(
        say("The channel failed in an unforeseen way ({error}).", error="prøve"), RetryClass.PERMANENT
    )
    platform.pages["side"] = [
        RemarkPage(remarks=(wrote("r1"), wrote("r2")), cursor="1", more=True),
        failed,
        RemarkPage(remarks=(wrote("r2"), wrote("r3")), cursor="2"),
    ]
    inbox.keep_going(town)
    work(town, clock, 1300)
    assert [cursor for _, cursor in platform.reads][:4] == [None, "1", "1", "2"]
    assert sorted(one.remote_id for one in remarks.listing(town)) == ["r1", "r2", "r3"]


def test_an_account_that_cannot_be_read_is_written_down_once_and_recovers(
    town: AppContext, platform: FakeInboxes, clock: FakeClock
) -> None:
    failed = NotifierError(say("The channel failed in an unforeseen way ({error}).", error="prøve"), RetryClass.REAUTH)
    platform.pages["side"] = [failed] * 5
    inbox.keep_going(town)
    work(town, clock, 3600)
    assert len(audit.events(town, action="inbox.unreadable")) == 1
    assert inbox.where(town, "side")[0] is None


def test_what_cannot_be_read_is_told_once_and_forgotten_when_it_can_or_is_gone(
    town: AppContext, platform: FakeInboxes, clock: FakeClock
) -> None:
    platform.pages["side"] = [
        RemarkPage(remarks=(wrote("r1"),), unreadable=("x1", "x2"), cursor="1"),
        RemarkPage(unreadable=("x1", "x2"), cursor="1"),
        RemarkPage(remarks=(wrote("x1"),), unreadable=("x2",), cursor="1"),
    ]
    inbox.keep_going(town)
    work(town, clock, 1300)
    assert len(platform.reads) == 3
    (told_of,) = audit.events(town, action="inbox.left_out")
    assert told_of.data == {"entries": ["x1", "x2"]}
    assert [(one.account_id, one.why, one.left_out) for one in inbox.unread(town)] == [("side", "", 1)]
    assert sorted(one.remote_id for one in remarks.listing(town)) == ["r1", "x1"]
    clock.now += timedelta(days=8)
    inbox.seen(town, "side", RemarkPage(cursor="2"))
    assert inbox.unread(town) == []


def test_a_platform_whose_quota_is_used_up_is_told_of_at_once_and_left_alone_until_then(
    town: AppContext, platform: FakeInboxes, clock: FakeClock
) -> None:
    """Where it stopped is where it goes on."""
    spent = NotifierError(
        say("The money for reading on X is used up for today."), RetryClass.RETRY_AFTER, retry_after=7200
    )
    platform.pages["side"] = [
        RemarkPage(remarks=(wrote("r1"),), cursor="1"),
        spent,
        RemarkPage(remarks=(wrote("r2"),), cursor="2"),
    ]
    inbox.keep_going(town)
    work(town, clock, 3600)
    (told_of,) = inbox.unread(town)
    assert told_of.account_id == "side" and "brukt opp" in told_of.why and told_of.read_at
    assert len(audit.events(town, action="inbox.unreadable")) == 1
    assert len(platform.reads) == 2, "nobody asks meanwhile"
    work(town, clock, 7200)
    assert inbox.unread(town) == [] and platform.reads[2] == ("side", "1")


def told(ctx: AppContext) -> list[str]:
    """Who has had a letter of open remarks since the last call, each as often as it came."""
    with ctx.write() as session:
        rows = [row for row in session.exec(select(NoticeRow)) if "henvendelser" in row.subject]
        for row in rows:
            session.delete(row)
        return sorted(row.person_id for row in rows)


def test_what_nobody_takes_is_told_once_to_whoever_has_to_answer_and_once_to_their_deputies(
    town: AppContext, platform: FakeInboxes, clock: FakeClock
) -> None:
    platform.pages["side"] = [RemarkPage(remarks=(wrote("r1"), wrote("r2")), cursor="1")]
    inbox.keep_going(town)
    work(town, clock, 1700)
    assert told(town) == ["anne", "liv"], "who answers for the account, once"
    work(town, clock, 3600)
    assert told(town) == ["ingrid", "ola"], "nobody stands in for them, so the desk"
    lifecycle.establish(town, "kari", request())
    platform.pages["side"] = [RemarkPage(remarks=(wrote("r3"),), cursor="2")]
    work(town, clock, 1200)
    assert told(town) == ["ingrid", "ola"]
    work(town, clock, 3600)
    assert told(town) == ["siri"]
    assert len(audit.events(town, action="remarks.escalated")) == 2


def test_what_an_account_that_left_the_file_has_open_stops_no_look(
    town: AppContext, platform: FakeInboxes, clock: FakeClock
) -> None:
    inbox.seen(town, "side", RemarkPage(remarks=(wrote("r1"),), cursor="1"))
    left = tuple(each for each in town.municipality.accounts if each.id != "side")
    town = replace(town, municipality=town.municipality.model_copy(update={"accounts": left}))
    platform.readable = ("skole",)
    platform.pages["skole"] = [RemarkPage(), RemarkPage(), RemarkPage(remarks=(wrote("r2"),), cursor="2")]
    inbox.keep_going(town)
    work(town, clock, 1800)
    assert {each.remote_id for each in remarks.listing(town)} == {"r1", "r2"}
    assert told(town) == ["anne", "liv"], "somebody is to close it"


def test_nobody_is_told_of_what_an_exercise_left_behind(town: AppContext, clock: FakeClock) -> None:
    """The exercise is over, so that a notice would be a real one (adr 4)."""
    exercise = lifecycle.establish(town, "kari", request(exercise=True))
    sandbox = next(one.id for one in town.municipality.all_accounts() if one.sandbox)
    inbox.seen(town, sandbox, RemarkPage(remarks=(wrote("i1"),), cursor="1"))
    lifecycle.stand_down(town, "kari", exercise.id)
    clock.forward(hours=1)
    assert untaken.tell(town) == 0 and told(town) == []


def test_a_look_that_was_overtaken_does_nothing(town: AppContext, platform: FakeInboxes) -> None:
    inbox.keep_going(town)
    assert inbox.begin(town, 1) == ["side"]
    assert inbox.begin(town, 1) is None


def test_an_exercises_residents_are_read_from_the_sandbox_alone(small: Path, tmp_path: Path) -> None:
    stage = Stage(opened(small), tmp_path, MUNICIPALITY)
    assert isinstance(stage.ctx.channels, Channels)
    sandboxed = stage.ctx.account("facebook-ovelse")
    stage.ctx.channels.give(sandboxed, wrote("i1", "Er vannet giftig?"))
    inbox.keep_going(stage.ctx)
    stage.forward(minutes=20)
    assert remarks.count(stage.ctx, remarks.RemarkFilter(exercise=True)) == 0, "no exercise is held"
    exercise = lifecycle.establish(stage.ctx, "kari", request(exercise=True))
    stage.forward(seconds=30)
    (found,) = remarks.listing(stage.ctx, remarks.RemarkFilter(exercise=True))
    assert (found.text, found.crisis_id, found.exercise) == ("Er vannet giftig?", exercise.id, True)


def test_a_rumour_of_an_exercise_is_a_remark_in_the_sandbox(small: Path, tmp_path: Path) -> None:
    stage = Stage(opened(small), tmp_path, MUNICIPALITY)
    inject = {"id": "rykte", "at": 60, "kind": "rumour", "text": "Naboen sier at noen er døde."}
    told = json.dumps([inject], ensure_ascii=False)
    stage.scenario("rykte", f"name: Rykte\ntype: functional\ntitle: Rykte\nwhat: Vann\nwhere: Lånke\ninjects: {told}\n")
    stage.plan(PLAN.model_copy(update={"id": "rykte", "scenario": "rykte", "scripted": False}))
    inbox.keep_going(stage.ctx)
    exercise = plans.start(stage.ctx, "kari", "rykte", scripted=False)
    stage.forward(minutes=2)
    (found,) = remarks.listing(stage.ctx, remarks.RemarkFilter(exercise=True))
    assert (found.account_id, found.text, found.crisis_id) == ("tavle-ovelse", inject["text"], exercise.id)
    assert remarks.count(stage.ctx) == 0, "nothing of it in the real inbox"


def test_residents_comment_quarrel_and_spread_a_rumour_in_the_sandbox(small: Path, tmp_path: Path) -> None:
    stage = Stage(opened(small), tmp_path, MUNICIPALITY)
    says = ["Et", "To", "Tre"]
    kinds = ("comments", "angry_thread", "rumour")
    told = json.dumps(
        [{"id": kind.partition("_")[0], "at": 60, "kind": kind, "text": "Det skjer", "says": says} for kind in kinds]
    )
    stage.scenario("ord", f"name: Ord\ntype: functional\ntitle: Ord\nwhat: Vann\nwhere: Lånke\ninjects: {told}\n")
    stage.plan(PLAN.model_copy(update={"id": "ord", "scenario": "ord", "scripted": False}))
    inbox.keep_going(stage.ctx)
    exercise = plans.start(stage.ctx, "kari", "ord", scripted=False)
    stage.forward(minutes=2)
    found = {one.remote_id.removeprefix(exercise.id): one for one in everything(stage.ctx)}
    assert sorted(found) == sorted(
        f"-{kind}{number}" for kind in ("angry", "comments", "rumour") for number in ("", "-2", "-3")
    )
    assert all(one.exercise and one.crisis_id == exercise.id for one in found.values())
    assert len({one.author for one in found.values() if "comments" in one.remote_id}) == 3
    assert {found[f"-comments{number}"].kind for number in ("", "-2", "-3")} == {RemarkKind.COMMENT}
    thread = [one.text for one in remarks.thread(stage.ctx, found["-angry"].id)]
    assert thread == says and found["-angry-3"].parent_id == found["-angry-2"].remote_id
    assert len({found[f"-rumour{number}"].account_id for number in ("", "-2", "-3")}) > 1, "it spreads"
    assert remarks.count(stage.ctx) == 0, "nothing of it in the real inbox"


def everything(ctx: AppContext) -> list[Remark]:
    return remarks.listing(ctx, remarks.RemarkFilter(exercise=True))


def test_where_nobody_reads_a_crisis_begins_no_loop(town: AppContext) -> None:
    lifecycle.establish(replace(town, channels=FakeChannels()), "kari", request())
    assert {event.kind for event in outbox.pending(town)}.isdisjoint({EventKind.INBOX_DUE})
