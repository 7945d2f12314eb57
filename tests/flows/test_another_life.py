"""A machine that still runs when its backup lives elsewhere: it sees that at the public page, and sends nothing more."""

from pathlib import Path

import pytest

from config.machine.settings import Settings
from flows.runtime import worker
from flows.runtime.relay import Dispatcher
from flows.steps import another_life
from notifiers import published
from schemas.errors import AlreadyRunning
from schemas.life import Life
from store.backups import new_life
from store.evidence import archive_key
from store.outbox import epochs, workers
from store.upkeep import lives
from tests.flows.stage import Stage


@pytest.fixture
def restored(stage: Stage) -> Life:
    """What the new machine says, with the key that it has of the backup."""
    archive_key.open_key(stage.worker.settings.key_file)
    new_life.begin(stage.ctx, "kari")
    found = lives.own(stage.ctx, stage.worker.settings.key_file)
    assert found is not None and found.number == 1
    return found


def test_before_the_first_restore_nothing_is_said(stage: Stage) -> None:
    assert another_life.later(stage.worker) is None
    assert not (stage.worker.settings.public_dir / lives.FILE).exists()


def test_the_old_machine_stops_and_the_new_one_goes_on(stage: Stage, restored: Life) -> None:
    public = stage.worker.settings.public_dir
    assert another_life.later(stage.worker) is None, "its own life ends nobody"
    assert lives.read(public) is not None
    _back_to_the_old_life(stage)
    found = another_life.later(stage.worker)
    assert found == restored
    with pytest.raises(AlreadyRunning, match="Another machine carries on"):
        worker._must_be_the_last_life(stage.worker)
    assert workers.at_work(stage.ctx) == [], "it has signed out again"
    dispatcher = Dispatcher(stage.worker)
    dispatcher._look_for_another_life()
    assert dispatcher.stop.is_set() and dispatcher.ended_by == found
    assert "life 1" in str(another_life.sentence(found))
    assert lives.read(public) == (restored.model_dump_json(indent=1) + "\n").encode(), "and is not written over"


@pytest.mark.parametrize(
    "changed", [{"number": 7}, {"municipality": "0301"}, {"key": "0" * 64}, {"signature": "0" * 128}]
)
def test_nobody_without_our_key_stops_us(stage: Stage, restored: Life, changed: dict[str, object]) -> None:
    _back_to_the_old_life(stage)
    forged = restored.model_copy(update=changed)
    assert lives.later(stage.ctx, stage.worker.settings.key_file, forged.model_dump_json().encode()) is None
    assert lives.later(stage.ctx, stage.worker.settings.key_file, b"<html>") is None


def test_a_worker_on_a_database_that_was_put_back_ends(stage: Stage) -> None:
    assert not another_life.restored_below(stage.worker)
    new_life.begin(stage.ctx, "kari")
    assert epochs.number(stage.ctx) == 1 and another_life.restored_below(stage.worker)


def test_at_the_address_of_this_machine_nobody_looks(tmp_path: Path) -> None:
    assert published.fetch(Settings.model_validate({"data": tmp_path}).public_url, lives.FILE) is None


def _back_to_the_old_life(stage: Stage) -> None:
    with stage.ctx.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM epoch")
