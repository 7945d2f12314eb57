"""The database goes away and comes back: the same worker goes on by itself, without a restart."""

import os
from itertools import count
from pathlib import Path

import pytest

from schemas.states import DeliveryStatus
from store.crises import lifecycle
from store.evidence import audit
from tests.cast import request
from tests.servers.postgres import Postgres
from tests.servers.warm import Program
from tests.torture.scene import open_scene, publish, publish_when_possible, settle_all, start_worker

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
RESTARTS = 3


def test_a_postgresql_that_restarts_ends_no_worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KRISEKANAL_TEST_POSTGRES", raising=False)  # a server that others use is not restarted
    with Postgres() as server, open_scene(tmp_path, monkeypatch, server.fresh()) as scene:
        crisis = lifecycle.establish(scene.opened.ctx, "kari", request())
        worker, numbers = start_worker(scene), count()
        try:
            settle_all(
                scene, [publish(scene, crisis.id, next(numbers))]
            )  # one that just begins says that there is none, and ends
            for _ in range(RESTARTS):
                server.restart()
                found = settle_all(scene, [publish_when_possible(scene, crisis.id, numbers)])
                assert {d.status for m in found for d in m.deliveries} == {DeliveryStatus.DELIVERED}
                assert worker.poll() is None, (scene.data / "worker.log").read_text()
        finally:
            worker.terminate()
            worker.wait(120)
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
            worker.wait(120)
