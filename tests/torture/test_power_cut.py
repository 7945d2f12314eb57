"""Everything at once is gone in the middle of its work, database included: the next start loses nothing and doubles nothing."""

import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from schemas.states import DeliveryStatus
from store.crises import lifecycle
from store.evidence import audit
from store.messages import messages
from tests.cast import request
from tests.servers.postgres import Postgres
from tests.torture.scene import Scene, open_scene, publish, settle_all, start_worker, working
from tests.torture.tally import compare, received

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
CUTS = 2
MAY_BE_UNCERTAIN = {"epost", "varsling"}
"""Where nothing can be read back and no key is known."""


def _under_way(scene: Scene, message_id: str) -> bool:
    return any(d.status != DeliveryStatus.QUEUED for d in messages.show(scene.opened.ctx, message_id).deliveries)


def _cut(scene: Scene, crisis_id: str, number: int, others: Callable[[], list[int]]) -> str:
    """Two workers at a fan-out, then every process of it is killed before any of them can do anything about it."""
    both = [start_worker(scene), start_worker(scene)]
    message = publish(scene, crisis_id, number)
    deadline = time.monotonic() + 180
    while not _under_way(scene, message) and time.monotonic() < deadline:
        time.sleep(0.005)
    scene.opened.ctx.engine.dispose()
    pids = [*(worker.pid for worker in both), *others()]
    for number_ in (signal.SIGSTOP, signal.SIGKILL):
        for pid in pids:
            with suppress(ProcessLookupError):  # one of the server's own that had just ended by itself
                os.kill(pid, number_)
    for worker in both:
        worker.wait(60)
    return message


def _check(scene: Scene, ids: list[str], record: Callable[[str, object], None]) -> None:
    with working(scene):
        found = settle_all(scene, ids)
    tally = compare(found, received(scene), MAY_BE_UNCERTAIN)
    record("reached", tally.words())
    assert tally.holds(), tally
    assert audit.verify(scene.opened.ctx).whole


def test_sqlite(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, record_property: Callable[[str, object], None]
) -> None:
    with open_scene(tmp_path, monkeypatch) as scene:
        crisis = lifecycle.establish(scene.opened.ctx, "kari", request())
        _check(scene, [_cut(scene, crisis.id, number, list) for number in range(CUTS)], record_property)


def test_postgresql_with_its_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, record_property: Callable[[str, object], None]
) -> None:
    monkeypatch.delenv("KRISEKANAL_TEST_POSTGRES", raising=False)  # a server that others use is not killed
    with Postgres() as server, open_scene(tmp_path, monkeypatch, server.fresh()) as scene:
        crisis, ids = lifecycle.establish(scene.opened.ctx, "kari", request()), list[str]()
        for number in range(CUTS):
            ids.append(_cut(scene, crisis.id, number, server.pids))
            server.start_again()
        _check(scene, ids, record_property)
