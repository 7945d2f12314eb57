"""One clock for all machines: the database's; and a log whose times never run backwards."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from policy.monitoring import clocks
from store.context import AppContext
from store.crises import lifecycle
from store.db.clock import DatabaseClock, clock_of
from store.evidence import audit
from tests.cast import request
from tests.fakes import FakeClock

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


class Boot:
    """Fake seconds since boot."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> timedelta:
        return timedelta(seconds=self.seconds)


def at_noon() -> tuple[DatabaseClock, Boot]:
    boot = Boot()
    clock = DatabaseClock(boot)
    clock.heard(NOON, boot())
    return clock, boot


def test_it_is_carried_on_by_the_time_since_boot() -> None:
    clock, boot = at_noon()
    boot.seconds += 3600
    assert clock() == NOON + timedelta(hours=1)


def test_it_moves_no_further_than_an_answer_proves() -> None:
    """Two seconds passed between question and answer: the database's time lies somewhere in between."""
    for said, then in ((-10, -8), (-1, 0), (0, 0), (9, 9)):
        clock, boot = at_noon()
        asked = boot()
        boot.seconds += 2
        arrived = NOON + timedelta(seconds=2)
        clock.heard(arrived + timedelta(seconds=said), asked)
        assert clock() == arrived + timedelta(seconds=then)


def test_an_old_answer_is_asked_for_again() -> None:
    clock, boot = at_noon()
    assert not clock.is_old()
    boot.seconds += 11
    assert clock.is_old() and DatabaseClock(boot).is_old()


def test_every_write_and_a_first_read_hear_the_database(ctx: AppContext, engine: Engine) -> None:
    """As long as nothing is heard it is the machine's clock; SQLite has that one for good."""
    fresh = DatabaseClock()
    assert fresh.machine_ahead() == timedelta(0)
    clock = clock_of(engine)
    asks = engine.dialect.name == "postgresql"
    wrong = NOON - timedelta(days=3650)
    for enter in (ctx.write, ctx.read):
        clock._known = (wrong, timedelta(0)) if asks else None
        with enter() as session:
            session.connection()
        assert clock() - NOON > timedelta(days=-1000)
    assert clocks.judge(clock.machine_ahead()) == "ok", "the test's own server has the clock of this machine"


@pytest.mark.parametrize("seconds, level", [(0, "ok"), (2, "ok"), (3, "warning"), (-3, "warning"), (-31, "error")])
def test_a_machine_that_is_off_is_told_of(seconds: int, level: str) -> None:
    ahead = timedelta(seconds=seconds)
    assert clocks.judge(ahead) == level
    assert ("behind" in clocks.sentence(ahead).msgid) == (seconds <= 0)


def test_the_log_never_runs_backwards(ctx: AppContext, clock: FakeClock) -> None:
    """Also where the database's own clock is set back, within a transaction and between two."""
    crisis = lifecycle.establish(ctx, "kari", request())
    behind = replace(ctx, clock=FakeClock())
    before = audit.events(ctx)[-1].at
    clock.forward(minutes=-5)
    with behind.write() as session:
        for text in ("en", "to"):
            audit.append(session, ctx, "kari", "log.entry", crisis.id, crisis.id, text=text)
    clock.forward(minutes=10)
    lifecycle.stand_down(ctx, "kari", crisis.id)
    times = [event.at for event in audit.events(ctx)]
    assert times == sorted(times)
    assert times.count(before) >= 3 and times[-1] > before + timedelta(minutes=4)
    assert audit.verify(ctx).first_bad is None
