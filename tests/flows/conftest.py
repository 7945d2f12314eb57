from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, make_url

from store.db.database import open_engine
from tests.cast import MUNICIPALITY
from tests.flows.stage import Stage


@pytest.fixture
def stage(engine: Engine, tmp_path: Path) -> Stage:
    return Stage(engine, tmp_path, MUNICIPALITY)


@pytest.fixture
def small(migrated_sqlite: bytes, tmp_path: Path) -> Iterator[Path]:
    """An empty SQLite database for tests that say nothing new about PostgreSQL."""
    path = tmp_path / "small.db"
    path.write_bytes(migrated_sqlite)
    yield path


def opened(path: Path) -> Engine:
    return open_engine(make_url(f"sqlite:///{path}").render_as_string(False), busy_timeout_ms=2000)
