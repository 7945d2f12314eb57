"""The attacks act on the same desk as its own tests do."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from store.context import AppContext
from store.db.database import open_engine
from tests.attacks.door import FileDoor
from tests.cast import MUNICIPALITY
from tests.desk.web.conftest import inside, running, web, with_passwords
from tests.fakes import FakeChannels, FakeClock

__all__ = ["inside", "running", "web", "with_passwords"]


@pytest.fixture
def door(migrated_sqlite: bytes, tmp_path: Path) -> Iterator[FileDoor]:
    """On SQLite alone, for what says nothing new about PostgreSQL."""
    path = tmp_path / "door.db"
    path.write_bytes(migrated_sqlite)
    engine = open_engine(f"sqlite:///{path}")
    yield FileDoor(AppContext(engine, MUNICIPALITY, FakeChannels(), FakeClock()), tmp_path)
    engine.dispose()
