"""`krisekanal upgrade` on a filled database of an old version: a backup of it, all rows there, or the one of before again."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from config.machine.settings import Settings
from schemas.errors import ConfigInvalid, StoreUnavailable
from schemas.sentence import say
from store.backups import archive, upgrading
from store.context import AppContext
from store.db import migrate
from store.db.database import open_engine
from store.evidence import audit
from tests.cast import MUNICIPALITY
from tests.fakes import FakeChannels, FakeClock
from tests.store.test_old_database import VERSION, fill


@pytest.fixture(params=["sqlite", "postgresql"])
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """A municipality that has not upgraded for long."""
    url = {"database_url": request.getfixturevalue("postgres").fresh()} if request.param == "postgresql" else {}
    settings = Settings.model_validate({"data": tmp_path / "krise"} | url)
    settings.data.mkdir()
    engine = open_engine(settings.database_url)
    migrate.upgrade(engine, VERSION)
    fill(engine)
    engine.dispose()
    return settings


def opened(settings: Settings) -> AppContext:
    return AppContext(open_engine(settings.database_url), MUNICIPALITY, FakeChannels(), FakeClock())


def lines(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.execute(text("SELECT count(*) FROM audit")).scalar_one())


def test_to_this_version_with_a_backup_of_before(old: Settings, tmp_path: Path) -> None:
    before = opened(old)
    there = lines(before.engine)
    made = upgrading.upgrade(before, old, lambda: before)
    assert made is not None and migrate.version(before.engine) == migrate.newest()
    assert lines(before.engine) == there and audit.verify(before).whole
    (tmp_path / "out").mkdir()
    manifest = archive.unpack(Path(made.file), tmp_path / "out")
    assert manifest.version == VERSION
    assert upgrading.upgrade(before, old, lambda: before) is None, "once is enough"
    assert [path.name for path in (old.data / "backups").iterdir()] == [Path(made.file).name]


def test_back_where_the_look_afterwards_finds_fault(old: Settings) -> None:
    before = opened(old)
    there = lines(before.engine)

    def wrong() -> AppContext:
        raise ConfigInvalid(say("The municipality file does not fit."))

    said = "the one of before again" if old.database_file else r"The database of before is in .*before-.*tar.gz"
    with pytest.raises(StoreUnavailable, match=said) as failed:
        upgrading.upgrade(before, old, wrong)
    assert "The municipality file does not fit" in str(failed.value)
    if not old.database_file:  # PostgreSQL's is at the new version, whole, and the backup is there
        assert migrate.version(before.engine) == migrate.newest() and audit.verify(before).whole
        return
    after = opened(old)
    assert migrate.version(after.engine) == VERSION and lines(after.engine) == there
    assert upgrading.upgrade(after, old, lambda: replace(after)) is not None, "and it can be tried again"
