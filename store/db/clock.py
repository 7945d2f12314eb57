"""One clock for all machines: the database's (docs/ledger.md).

PostgreSQL is asked for its time in the question that takes the writer's turn, and at the beginning of a read now and then. In
between, its time is carried on by the seconds since boot, which nobody sets and which go on while the machine sleeps. SQLite
has the clock of the machine that it lies on.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine

ASK = "SELECT clock_timestamp()"
_OLD = timedelta(seconds=10)
"""A read that begins this long after the last answer asks again."""


def machine_time() -> datetime:
    """What this machine believes; others may believe otherwise."""
    return datetime.now(UTC)


def since_boot() -> timedelta:
    return timedelta(microseconds=time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1000)


class DatabaseClock:
    """Called, it says the time by what the database last said; it never asks, and goes on while the database is away."""

    def __init__(self, since_boot: Callable[[], timedelta] = since_boot) -> None:
        self._since_boot = since_boot
        self._known: tuple[datetime, timedelta] | None = None

    def __call__(self) -> datetime:
        return self._at(self._since_boot()) or machine_time()

    def ask(self, connection: Connection, question: str = ASK) -> None:
        """`question` answers with the database's time."""
        asked = self._since_boot()
        moment: datetime = connection.exec_driver_sql(question).scalar_one()
        self.heard(moment.astimezone(UTC), asked)

    def heard(self, moment: datetime, asked: timedelta) -> None:
        """`moment` was the database's time some time between `asked` and now: we move no further than we must to agree."""
        now = self._since_boot()
        latest = moment + (now - asked)
        reckoned = self._at(now) or moment
        self._known = (min(max(reckoned, moment), latest), now)

    def is_old(self) -> bool:
        known = self._known
        return known is None or self._since_boot() - known[1] > _OLD

    def machine_ahead(self) -> timedelta:
        """How far this machine's own clock is before the database's; negative where it is behind."""
        return machine_time() - self() if self._known else timedelta(0)

    def _at(self, boot: timedelta) -> datetime | None:
        known = self._known
        return known[0] + (boot - known[1]) if known else None


_clocks: WeakKeyDictionary[Engine, DatabaseClock] = WeakKeyDictionary()


def clock_of(engine: Engine) -> DatabaseClock:
    """The one that this engine's transactions set."""
    return _clocks.setdefault(engine, DatabaseClock())
