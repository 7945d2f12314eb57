"""Waking the dispatcher the moment something is written, without a slow poll.

SQLite: `PRAGMA data_version` changes when another connection commits; reading it costs microseconds.
PostgreSQL: LISTEN on a channel that the outbox trigger notifies.
"""

import time
from threading import Event

import psycopg
from sqlalchemy import Engine

_LOOK = 0.005
"""Seconds between looks at SQLite's data_version."""
CHANNEL = "krisekanal_outbox"


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
    def __init__(self, engine: Engine) -> None:
        dsn = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._connection = psycopg.connect(dsn, autocommit=True)
        self._connection.execute(f"LISTEN {CHANNEL}")

    def wait(self, seconds: float, stop: Event) -> bool:
        deadline = time.monotonic() + seconds
        while not stop.is_set() and (left := deadline - time.monotonic()) > 0:
            for _ in self._connection.notifies(timeout=min(left, 0.5), stop_after=1):
                return True
        return False

    def close(self) -> None:
        self._connection.close()


def open_feed(engine: Engine) -> ChangeFeed:
    return SqliteChangeFeed(engine) if engine.dialect.name == "sqlite" else PostgresChangeFeed(engine)
