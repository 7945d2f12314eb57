"""A SQLite database at the newest version, to copy: bringing one there costs more than most tests."""

import tempfile
from functools import cache
from pathlib import Path

from store.db import migrate
from store.db.database import open_engine


@cache
def migrated() -> bytes:
    """Made once in a process."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "kk.db"
        engine = open_engine(f"sqlite:///{path}")
        migrate.upgrade(engine)
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        engine.dispose()
        return path.read_bytes()
