from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from sqlalchemy import Engine, make_url

from notifiers.facade import Channels
from schemas.accounts.account import Platform
from store.db.database import open_engine
from tests.cast import ACCOUNTS, MUNICIPALITY, account
from tests.flows.stage import Stage
from tests.servers.recorder import Recorder


@pytest.fixture
def stage(engine: Engine, tmp_path: Path) -> Stage:
    return Stage(engine, tmp_path, MUNICIPALITY)


@pytest.fixture
def server() -> Iterator[Recorder]:
    with Recorder() as running:
        yield running


def hooked(engine: Engine, folder: Path, server: Recorder, names: Sequence[str]) -> Stage:
    """A stage with a webhook of each name beside the usual accounts, all at this server."""
    hooks = (account(name, Platform.WEBHOOK, url=None, secret=name) for name in names)
    made = Stage(engine, folder, MUNICIPALITY.model_copy(update={"accounts": (*ACCOUNTS, *hooks)}))
    assert isinstance(made.ctx.channels, Channels)
    made.ctx.channels._secret = lambda name: f"json://127.0.0.1:{server.port}/{name}" if name in names else None
    return made


@pytest.fixture
def small(migrated_sqlite: bytes, tmp_path: Path) -> Iterator[Path]:
    """An empty SQLite database for tests that say nothing new about PostgreSQL."""
    path = tmp_path / "small.db"
    path.write_bytes(migrated_sqlite)
    yield path


def opened(path: Path) -> Engine:
    return open_engine(make_url(f"sqlite:///{path}").render_as_string(False), busy_timeout_ms=2000)
