"""Waking the dispatcher, and the desk, the moment something is written, without a slow poll.

SQLite: `PRAGMA data_version` changes when another connection commits; reading it costs microseconds.
PostgreSQL: LISTEN on a channel that a trigger notifies, the outbox' or the log's.
A feed outlives its database: it is opened again when the database is back.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from threading import Event
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from store.db.database import ALIVE

_LOOK = 0.005
"""Seconds between looks at SQLite's data_version."""
_AGAIN = 0.5
"""Seconds between two tries to open the feed again."""
OUTBOX, LOG = "krisekanal_outbox", "krisekanal_log"
"""What PostgreSQL is listened to for: triggers tell. SQLite tells of every commit, whatever it is asked for."""


class ChangeFeed:
    """`wait` returns True at a commit elsewhere; False when `stop` is set or after the time given (seconds)."""

    def wait(self, seconds: float, stop: Event) -> bool:
        raise NotImplementedError

    def close(self) -> None:
        raise NotImplementedError


class SqliteChangeFeed(ChangeFeed):
    def __init__(self, engine: Engine) -> None:
        self._connection = engine.raw_connection()
        self._seen = self._version()

    def wait(self, seconds: float, stop: Event) -> bool:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and not stop.is_set():
            version = self._version()
            if version != self._seen:
                self._seen = version
                return True
            time.sleep(_LOOK)
        return False

    def close(self) -> None:
        self._connection.close()

    def _version(self) -> int:
        return int(self._connection.cursor().execute("PRAGMA data_version").fetchone()[0])


class PostgresChangeFeed(ChangeFeed):
    def __init__(self, engine: Engine, channel: str) -> None:
        dsn = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._connection: Any = _driver(engine).connect(dsn, autocommit=True, **ALIVE)
        self._connection.execute(f"LISTEN {channel}")

    def wait(self, seconds: float, stop: Event) -> bool:
        deadline = time.monotonic() + seconds
        while not stop.is_set() and (left := deadline - time.monotonic()) > 0:
            for _ in self._connection.notifies(timeout=min(left, 0.5), stop_after=1):
                return True
        return False

    def close(self) -> None:
        self._connection.close()


class LastingChangeFeed(ChangeFeed):
    """Never raises. A feed that had to be opened again counts as a change: one may have been missed."""

    def __init__(self, engine: Engine, open_one: Callable[[], ChangeFeed]) -> None:
        self._open_one = open_one
        self._gone = (SQLAlchemyError, OSError, _driver(engine).Error)
        self._feed: ChangeFeed | None = None
        self._reopen()

    def wait(self, seconds: float, stop: Event) -> bool:
        if self._feed is None:
            stop.wait(min(seconds, _AGAIN))
            return self._reopen()
        try:
            return self._feed.wait(seconds, stop)
        except self._gone:
            self.close()
            return True

    def close(self) -> None:
        feed, self._feed = self._feed, None
        if feed is not None:
            with suppress(*self._gone):
                feed.close()

    def _reopen(self) -> bool:
        with suppress(*self._gone):
            self._feed = self._open_one()
        return self._feed is not None


def open_feed(engine: Engine, channel: str = OUTBOX) -> ChangeFeed:
    """Raises nothing, also while the database is away."""
    if engine.dialect.name == "sqlite":
        return LastingChangeFeed(engine, lambda: SqliteChangeFeed(engine))
    return LastingChangeFeed(engine, lambda: PostgresChangeFeed(engine, channel))


def _driver(engine: Engine) -> Any:
    """The module that speaks with this database: who has no PostgreSQL pays for none of psycopg."""
    return engine.dialect.loaded_dbapi
