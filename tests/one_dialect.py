"""Imported, it lets all engines of a kind in this process share what SQLAlchemy once compiled, and SQLite keep its writes to itself.

Every test has its own database and so its own engine: each would compile every statement anew, a third of what a short
test costs. What is committed reaches the disk when the system likes: whoever tests a power cut does it with processes
of their own, which know nothing of this.
"""

from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.util import LRUCache

from store.db import database

_STATEMENTS = 5000
_known: dict[str, Engine] = {}


def _shared(engine: Engine) -> Engine:
    """A dialect knows its server only once it is connected: the first that is, is everybody's."""
    if known := _known.get(engine.dialect.name):
        engine.dialect = engine.pool._dialect = known.dialect
        engine._compiled_cache = known._compiled_cache
        return engine
    engine._compiled_cache = LRUCache(_STATEMENTS)
    event.listen(engine, "engine_connect", lambda _connection: _known.setdefault(engine.dialect.name, engine))
    return engine


def _to_itself(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA synchronous=OFF")


_sqlite, _postgresql = database._sqlite, database._postgresql


def _shared_sqlite(url: str, busy_timeout_ms: int) -> Engine:
    engine = _shared(_sqlite(url, busy_timeout_ms))
    event.listen(engine, "connect", _to_itself)
    return engine


def _shared_postgresql(url: str, busy_timeout_ms: int) -> Engine:
    return _shared(_postgresql(url, busy_timeout_ms))


database._sqlite, database._postgresql = _shared_sqlite, _shared_postgresql
