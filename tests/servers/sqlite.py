"""A SQLite database at the newest version, to copy: bringing one there costs more than most tests."""

from functools import cache
from pathlib import Path

from store.db import migrate
from store.db.database import open_engine
from tests import kept

_FILE = "kk.db"


@cache
def migrated() -> bytes:
    """Made once in a run."""
    return (kept.once("sqlite", _made) / _FILE).read_bytes()


def _made(folder: Path) -> None:
    engine = open_engine(f"sqlite:///{folder / _FILE}")
    migrate.upgrade(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
