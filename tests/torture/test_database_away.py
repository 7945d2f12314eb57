"""The database goes away and comes back: the same worker goes on by itself, without a restart."""

import os
import time
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from schemas.errors import StoreUnavailable
from schemas.states import DeliveryStatus
from store.crises import lifecycle
from store.evidence import audit
from tests.cast import request
from tests.servers.postgres import Postgres
from tests.servers.warm import Program
from tests.torture.scene import Scene, open_scene, publish, settle_all, start_worker

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
RESTARTS = 3


def test_a_postgresql_that_restarts_ends_no_worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KRISEKANAL_TEST_POSTGRES", raising=False)  # a server that others use is not restarted
    with Postgres() as server, open_scene(tmp_path, monkeypatch, server.fresh()) as scene:
        crisis = lifecycle.establish(scene.opened.ctx, "kari", request())
        worker = start_worker(scene)
        try:
            for number in range(RESTARTS):
                server.restart()
                found = settle_all(scene, [_publish_when_possible(scene, crisis.id, number)])
                assert {d.status for m in found for d in m.deliveries} == {DeliveryStatus.DELIVERED}
                assert worker.poll() is None, (scene.data / "worker.log").read_text()
        finally:
            worker.terminate()
            worker.wait(30)
        assert audit.verify(scene.opened.ctx).first_bad is None


def test_a_log_on_a_full_disk_ends_no_worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`/dev/full` answers every write with “no space left on device”."""
    with open_scene(tmp_path, monkeypatch) as scene:
        crisis = lifecycle.establish(scene.opened.ctx, "kari", request())
        worker = Program("flows.runtime.worker", (), dict(os.environ), Path("/dev/full"), Path("/dev/full"))
        try:
            found = settle_all(scene, [publish(scene, crisis.id, 1)])
            assert {d.status for m in found for d in m.deliveries} == {DeliveryStatus.DELIVERED}
            assert worker.poll() is None
        finally:
            worker.terminate()
            worker.wait(30)


def _publish_when_possible(scene: Scene, crisis_id: str, number: int) -> str:
    """The first connections out of the pool may be dead ones."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            return publish(scene, crisis_id, number)
        except (StoreUnavailable, DBAPIError):
            time.sleep(0.1)
    raise AssertionError("the database did not come back")
