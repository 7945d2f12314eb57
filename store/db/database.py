"""Opening the database: SQLite (WAL) or PostgreSQL, and one writer at a time (docs/adr/0002)."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlmodel import Session, SQLModel

from store.db.clock import clock_of

T = TypeVar("T")

WRITER = 0x4B52_4953
"""PostgreSQL advisory lock number of the one writer (“KRIS”)."""
_TURN = f"WITH turn AS MATERIALIZED (SELECT pg_advisory_xact_lock({WRITER})) SELECT clock_timestamp() FROM turn"  # noqa: S608  # a number of ours
"""Takes the writer's turn, and answers with the time at which it had it."""
ALIVE: dict[str, Any] = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
}
"""libpq's words (seconds, the last one milliseconds): a server that is gone without a word is noticed within 25 s."""


_turns: WeakKeyDictionary[Engine, Lock] = WeakKeyDictionary()


def turn(engine: Engine) -> Lock:
    """Threads of one process queue here, in order, instead of each polling the database for its turn."""
    return _turns.setdefault(engine, Lock())


@contextmanager
def part_of(session: Session) -> Iterator[None]:
    """All or nothing within a transaction that goes on; what was noted about it is looked up again after a nothing."""
    try:
        with session.begin_nested():
            yield
    except BaseException:
        session.info.clear()
        raise


def count_anew(session: Session, *tables: type[SQLModel]) -> None:
    """For whoever has put many rows in, within the same transaction.

    PostgreSQL plans a question by the rows a table had when it was last counted. Where that was after the last list had gone,
    each row of the next is compared with every other one. SQLite has no such memory.
    """
    if session.get_bind().dialect.name != "postgresql":
        return
    for table in tables:
        session.connection().execute(text(f"ANALYZE {table.__tablename__}"))


def open_engine(url: str, busy_timeout_ms: int = 5000) -> Engine:
    """`busy_timeout_ms` is how long a writer waits for its turn before `StoreUnavailable`."""
    if make_url(url).get_backend_name() == "sqlite":
        return _sqlite(url, busy_timeout_ms)
    return _postgresql(url, busy_timeout_ms)


def _sqlite(url: str, busy_timeout_ms: int) -> Engine:
    path = make_url(url).database
    if path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"check_same_thread": False}, pool_size=20, max_overflow=20)

    @event.listens_for(engine, "connect")
    def _pragmas(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        for pragma in (
            f"busy_timeout={busy_timeout_ms}",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "recursive_triggers=ON",  # what replaces a row deletes one, and meets the guard of that
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writing = connection.get_execution_options().get("writing")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


def _postgresql(url: str, busy_timeout_ms: int) -> Engine:
    engine = create_engine(url, pool_size=10, max_overflow=30, pool_pre_ping=True, connect_args=ALIVE)
    clock = clock_of(engine)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if connection.get_execution_options().get("snapshot"):
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        if connection.get_execution_options().get("writing"):
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = {int(busy_timeout_ms)}")
            clock.ask(connection, _TURN)
        elif clock.is_old():
            clock.ask(connection)

    return engine


def paged(found: Iterable[T], size: int) -> Iterator[list[T]]:
    """So many at a time, in their order: a statement takes no more values, and a transaction is to hold no more rows."""
    coming = iter(found)
    while page := list(islice(coming, size)):
        yield page
