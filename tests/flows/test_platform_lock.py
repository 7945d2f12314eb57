"""The lock at the platform: stored first, restored exactly, whatever dies between two steps. On both databases."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, col, select

from flows.steps.platform_lock import carry
from schemas.accounts.account import Account, LockMode
from schemas.errors import NotFound, NotifierError, Refused, RetryClass
from schemas.event import EventKind
from schemas.sentence import say
from schemas.states import AccountState
from schemas.states import PlatformLockStatus as Status
from store.accounts import accounts, platform_locks
from store.context import AppContext
from store.crises import lifecycle
from store.db.tables import NoticeRow, PlatformLockRow
from store.evidence import audit
from tests.cast import request
from tests.fakes import FakeClock
from tests.fakes.platform import ROLES, Died, DyingContext, FakePlatform, Points
from tests.one_worker import Deeds, work_until

pytestmark = pytest.mark.one_database

LEASE = timedelta(seconds=10)
LOWERED = {"side": {user: ["subscriber"] for user in ROLES}}
BEFORE = {"side": ROLES}


@pytest.fixture
def platform() -> FakePlatform:
    return FakePlatform()


@pytest.fixture
def town(ctx: AppContext, platform: FakePlatform) -> AppContext:
    return replace(ctx, channels=platform)


def work(ctx: AppContext, platform: FakePlatform, clock: FakeClock, *, patience: float = 0) -> None:
    """A worker that carries out what is due, and what comes due within `patience` seconds."""
    deeds: Deeds = {EventKind.PLATFORM_LOCK_DUE: lambda worker, payload: carry(worker, payload["lock_id"])}
    work_until(replace(ctx, channels=platform), clock, clock.now + timedelta(seconds=patience), deeds)


def mode(ctx: AppContext, account: str = "side") -> LockMode:
    return accounts.status(ctx, account).locks[0].mode


def rows(ctx: AppContext) -> list[PlatformLockRow]:
    with Session(ctx.engine) as session:
        found = list(session.exec(select(PlatformLockRow).order_by(col(PlatformLockRow.wanted_at))))
        session.expunge_all()
        return found


def told(ctx: AppContext, word: str) -> list[str]:
    with Session(ctx.engine) as session:
        return sorted(row.person_id for row in session.exec(select(NoticeRow)) if word in row.subject)


def refused(kind: RetryClass) -> NotifierError:
    return NotifierError(say("The channel failed in an unforeseen way ({error}).", error="prøve"), kind)


def test_locked_and_restored(town: AppContext, platform: FakePlatform, clock: FakeClock) -> None:
    crisis = lifecycle.establish(town, "kari", request())
    assert platform.people == BEFORE and mode(town) is LockMode.HERE, "the lock here comes first and waits for nobody"
    work(town, platform, clock)
    assert platform.people == LOWERED
    assert (mode(town), mode(town, "tavle")) == (LockMode.AT_PLATFORM, LockMode.HERE)
    assert accounts.status(town, "side").platform_lock is Status.LOCKED
    lifecycle.stand_down(town, "kari", crisis.id)
    assert accounts.status(town, "side").platform_lock is Status.RESTORING
    work(town, platform, clock)
    assert platform.people == BEFORE
    assert accounts.status(town, "side").platform_lock is None
    assert [call for call, _ in platform.calls] == ["roles", "lock", "unlock"]
    actions = [event.action for event in audit.events(town) if event.action.startswith("platform_lock")]
    assert actions == [f"platform_lock.{s}" for s in ("wanted", "stored", "locked", "restoring", "restored")]
    assert "editor" not in str([event.data for event in audit.events(town) if event.action.startswith("platform_lock")])


def test_exercises_never_touch_the_platform(town: AppContext, platform: FakePlatform, clock: FakeClock) -> None:
    crisis = lifecycle.establish(town, "kari", request(exercise=True))
    work(town, platform, clock)
    lifecycle.stand_down(town, "kari", crisis.id)
    work(town, platform, clock)
    assert platform.calls == [] and rows(town) == []


@pytest.mark.parametrize("meanwhile", ["recovers", "stands down at once"])
def test_whatever_dies_while_locking_it_is_locked_and_restored(
    ctx: AppContext, clock: FakeClock, meanwhile: str
) -> None:
    at, deaths = 0, 0
    while True:
        at += 1
        points, platform = Points(), FakePlatform()
        platform.points = points
        town = replace(ctx, channels=platform)
        crisis = lifecycle.establish(town, "kari", request())
        points.at = at
        died = _dies(DyingContext(**vars(town), points=points), platform, clock)
        points.at = 0
        if meanwhile == "recovers":
            clock.forward(seconds=11)
            work(town, platform, clock, patience=60)
            assert platform.people == LOWERED and mode(town) is LockMode.AT_PLATFORM, f"died at {at}"
        lifecycle.stand_down(town, "kari", crisis.id)
        clock.forward(seconds=11)
        work(town, platform, clock, patience=60)
        assert platform.people == BEFORE and rows(town)[-1].status == Status.RESTORED, f"died at {at}"
        if not died:
            break
        deaths += 1
    assert deaths >= 15, "too few places to die at: the test proves nothing"
    assert audit.verify(ctx).first_bad is None


def test_whatever_dies_while_restoring_it_is_restored(ctx: AppContext, clock: FakeClock) -> None:
    at, deaths = 0, 0
    while True:
        at += 1
        platform = FakePlatform()
        town = replace(ctx, channels=platform)
        crisis = lifecycle.establish(town, "kari", request())
        work(town, platform, clock)
        lifecycle.stand_down(town, "kari", crisis.id)
        platform.points = Points(at)
        died = _dies(DyingContext(**vars(town), points=platform.points), platform, clock)
        platform.points.at = 0
        clock.forward(seconds=11)
        work(town, platform, clock, patience=60)
        assert platform.people == BEFORE and rows(town)[-1].status == Status.RESTORED, f"died at {at}"
        if not died:
            break
        deaths += 1
    assert deaths >= 8


def _dies(town: AppContext, platform: FakePlatform, clock: FakeClock) -> bool:
    try:
        work(town, platform, clock)
    except Died:
        return True
    return False


def test_a_platform_that_fails_stops_nothing_and_is_told(
    town: AppContext, platform: FakePlatform, clock: FakeClock
) -> None:
    platform.errors = [refused(RetryClass.PERMANENT)]
    crisis = lifecycle.establish(town, "kari", request())
    work(town, platform, clock, patience=600)
    status = accounts.status(town, "side")
    assert (status.state, mode(town), status.platform_lock) == (AccountState.LOCKED, LockMode.HERE, Status.FAILED)
    assert told(town, "ikke sperret hos plattformen") == ["ingrid", "ola"]
    lifecycle.stand_down(town, "kari", crisis.id)
    work(town, platform, clock)
    assert platform.people == BEFORE and rows(town)[0].status == Status.RESTORED
    assert [call for call, _ in platform.calls] == ["roles"], "what was never touched is not restored"


def test_the_desk_asks_for_another_try(town: AppContext, platform: FakePlatform, clock: FakeClock) -> None:
    platform.errors = [refused(RetryClass.REAUTH)]
    crisis = lifecycle.establish(town, "kari", request())
    work(town, platform, clock)
    assert mode(town) is LockMode.HERE
    for person, account in (("liv", "side"), ("ola", "tavle")):
        with pytest.raises(Refused):
            platform_locks.want_again(town, person, account)
    platform_locks.want_again(town, "ola", "side")
    work(town, platform, clock)
    assert mode(town) is LockMode.AT_PLATFORM and platform.people == LOWERED
    lifecycle.stand_down(town, "kari", crisis.id)
    with pytest.raises(NotFound):
        platform_locks.want_again(town, "ola", "side")
    work(town, platform, clock)
    assert platform.people == BEFORE


def test_an_account_connected_during_the_crisis_can_be_locked(
    town: AppContext, platform: FakePlatform, clock: FakeClock
) -> None:
    platform.lockable = ()
    crisis = lifecycle.establish(town, "kari", request())
    platform.lockable = ("side",)
    platform_locks.want_again(town, "ingrid", "side")
    work(town, platform, clock)
    assert mode(town) is LockMode.AT_PLATFORM
    lifecycle.stand_down(town, "kari", crisis.id)
    work(town, platform, clock)
    assert platform.people == BEFORE


def test_a_lock_that_failed_half_way_is_restored(
    town: AppContext, platform: FakePlatform, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    crisis = lifecycle.establish(town, "kari", request())
    real = platform.lock

    def half(account: Account, before: dict[str, Any]) -> None:
        real(account, {"users": {"7": before["users"]["7"]}})
        raise refused(RetryClass.OPERATOR)

    monkeypatch.setattr(platform, "lock", half)  # a platform that stops in the middle
    work(town, platform, clock)
    assert rows(town)[0].status == Status.FAILED and mode(town) is LockMode.HERE
    lifecycle.stand_down(town, "kari", crisis.id)
    work(town, platform, clock)
    assert platform.people == BEFORE and rows(town)[0].status == Status.RESTORED


@pytest.mark.parametrize("kind", [RetryClass.RETRY_NOW, RetryClass.RETRY_BACKOFF, RetryClass.AMBIGUOUS])
def test_what_may_pass_is_tried_again(
    town: AppContext, platform: FakePlatform, clock: FakeClock, kind: RetryClass
) -> None:
    platform.errors = [refused(kind)] * 3
    lifecycle.establish(town, "kari", request())
    work(town, platform, clock)
    assert mode(town) is LockMode.HERE and len(told(town, "ikke sperret")) == 2
    work(town, platform, clock, patience=60)
    assert mode(town) is LockMode.AT_PLATFORM and platform.people == LOWERED
    assert len(told(town, "ikke sperret")) == 2, "told once"


def test_restoring_is_never_given_up(town: AppContext, platform: FakePlatform, clock: FakeClock) -> None:
    crisis = lifecycle.establish(town, "kari", request())
    work(town, platform, clock)
    platform.errors = [refused(RetryClass.PERMANENT)] * 13
    lifecycle.stand_down(town, "kari", crisis.id)
    work(town, platform, clock)
    assert told(town, "ikke gitt tilbake") == ["ingrid", "ola"]
    work(town, platform, clock, patience=36_000)
    assert platform.people == BEFORE and rows(town)[0].status == Status.RESTORED
    assert len(told(town, "ikke gitt tilbake")) == 6, "at the first, sixth and twelfth failure"


def test_two_crises_share_one_lock(town: AppContext, platform: FakePlatform, clock: FakeClock) -> None:
    """The second must not take the lowered roles for the real ones."""
    first = lifecycle.establish(town, "kari", request(title="Flom"))
    work(town, platform, clock)
    second = lifecycle.establish(town, "kari", request(title="Brann"))
    assert {lock.mode for lock in accounts.status(town, "side").locks} == {LockMode.AT_PLATFORM}
    work(town, platform, clock)
    lifecycle.stand_down(town, "kari", first.id)
    work(town, platform, clock)
    assert platform.people == LOWERED
    lifecycle.stand_down(town, "kari", second.id)
    work(town, platform, clock)
    assert platform.people == BEFORE and len(rows(town)) == 1


def test_a_crisis_that_comes_while_restoring_locks_again(
    town: AppContext, platform: FakePlatform, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = lifecycle.establish(town, "kari", request())
    work(town, platform, clock)
    lifecycle.stand_down(town, "kari", first.id)
    real = platform.unlock

    def interrupted(account: Account, before: dict[str, Any]) -> None:
        lifecycle.establish(town, "kari", request(title="Ny"))
        monkeypatch.setattr(platform, "unlock", real)  # only once
        real(account, before)

    monkeypatch.setattr(platform, "unlock", interrupted)  # a crisis in the middle of it
    work(town, platform, clock)
    assert platform.people == LOWERED and mode(town) is LockMode.AT_PLATFORM
    (row,) = rows(town)
    assert row.before == {"users": ROLES}, "read once, before the first of them"


def test_a_stand_down_in_the_middle_of_the_lock_restores(
    town: AppContext, platform: FakePlatform, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    crisis = lifecycle.establish(town, "kari", request())
    real = platform.lock

    def overtaken(account: Account, before: dict[str, Any]) -> None:
        lifecycle.stand_down(town, "kari", crisis.id)
        real(account, before)

    monkeypatch.setattr(platform, "lock", overtaken)  # a crisis that was none
    work(town, platform, clock)
    assert platform.people == BEFORE and rows(town)[0].status == Status.RESTORED


def test_only_one_worker_at_a_time(town: AppContext, platform: FakePlatform, clock: FakeClock) -> None:
    lifecycle.establish(town, "kari", request())
    (row,) = rows(town)
    step = platform_locks.claim(town, row.id, LEASE)
    assert step and platform_locks.claim(town, row.id, LEASE) is None
    clock.forward(seconds=9)
    platform_locks.renew(town, step, LEASE)
    clock.forward(seconds=9)
    assert platform_locks.claim(town, row.id, LEASE) is None, "renewed"
    clock.forward(seconds=2)
    other = platform_locks.claim(town, row.id, LEASE)
    assert other
    assert platform_locks.record(town, step, LEASE, {"users": {}}) is None, "too late"
    assert rows(town)[0].before is None
    assert platform_locks.record(town, other, LEASE, {"users": ROLES})


def test_what_was_stored_is_never_written_over(town: AppContext, platform: FakePlatform, clock: FakeClock) -> None:
    lifecycle.establish(town, "kari", request())
    work(town, platform, clock)
    for statement in (
        "UPDATE platform_lock SET before = '{}'",
        "UPDATE platform_lock SET before = NULL",
        "DELETE FROM platform_lock",
    ):
        with pytest.raises(DBAPIError), town.engine.begin() as connection:
            connection.execute(text(statement))


def test_a_sandbox_account_has_no_platform(town: AppContext) -> None:
    crisis = lifecycle.establish(town, "kari", request())
    row = (
        "INSERT INTO platform_lock (id, account_id, sandbox, crisis_id, status, wanted_at, due_at, attempts) "
        "VALUES ('p-x', 'tavle-ovelse', {0}, :crisis, 'wanted', '2026-01-01', '2026-01-01', 0)"
    )
    for sandbox in ("true", "false"):
        with pytest.raises(DBAPIError), town.engine.begin() as connection:
            connection.execute(text(row.format(sandbox)), {"crisis": crisis.id})
