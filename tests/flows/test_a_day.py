"""A day and a night of steady work in fast motion: what the process holds levels off."""

import gc
import resource
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from flows.steps.sweep import sweep, sweep_files, sweep_outbox
from flows.steps.webhooks import enqueue_behind
from schemas.states import DeliveryStatus
from store.approvals import approvals
from store.crises import lifecycle
from store.drafts import drafts
from store.evidence import audit
from store.messages import messages
from store.outbox import workers
from tests.cast import MUNICIPALITY, content, request
from tests.flows.conftest import opened
from tests.flows.stage import LEASE, Stage

EVERY = timedelta(minutes=20)
WARM = timedelta(hours=16)
"""After which nothing more is filled for the first time."""
MAY_GROW = {"MiB": 5.0, "threads": 0, "files": 2, "WAL, MiB": 1.0}
LARGEST_WAL = 6.0
"""MiB: SQLite takes it into the database at four."""


def _held(database: Path) -> dict[str, float]:
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    wal = database.with_name(f"{database.name}-wal")
    return {
        "MiB": pages * resource.getpagesize() / 2**20,
        "threads": threading.active_count(),
        "files": len(list(Path("/proc/self/fd").iterdir())),
        "WAL, MiB": wal.stat().st_size / 2**20,
    }


@pytest.mark.slow
def test_a_day_and_a_night(small: Path, tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    stage = Stage(opened(small), tmp_path, MUNICIPALITY)
    crisis = lifecycle.establish(stage.ctx, "kari", request())
    began, sent, warm = stage.clock.now, list[str](), dict[str, float]()
    while (passed := stage.clock.now - began) < timedelta(hours=24):
        if passed >= WARM and not warm:
            warm = _held(small)
        sent.append(_message(stage, crisis.id, len(sent)))
        _keep_house(stage)
        stage.forward(seconds=EVERY.total_seconds())
    held = _held(small)
    record_property("reached", {"messages": len(sent), **{f"{n} then": round(v) for n, v in warm.items()}, **held})
    assert {name: held[name] - warm[name] > most for name, most in MAY_GROW.items()} == dict.fromkeys(
        MAY_GROW, False
    ), (
        warm,
        held,
    )
    assert held["WAL, MiB"] < LARGEST_WAL
    out = [{d.status for d in messages.show(stage.ctx, each).deliveries} for each in sent[:-1]]
    assert out == [{DeliveryStatus.DELIVERED}] * len(out) and len(out) > 70
    assert audit.verify(stage.ctx).whole


def _message(stage: Stage, crisis_id: str, number: int) -> str:
    text = content(f"Kok vannet, melding {number}.")
    draft = drafts.submit(stage.ctx, "anne", drafts.new(stage.ctx, "anne", crisis_id, text, ["side", "tavle"]).id)
    return approvals.approve(stage.ctx, "ola", draft.id, draft.revision.seen).id


def _keep_house(stage: Stage) -> None:
    """What the dispatcher does beside the outbox."""
    worker = stage.worker
    workers.beat(worker.ctx, worker.name, "plain", LEASE, [])
    for look in (sweep, sweep_files, sweep_outbox, enqueue_behind):
        look(worker)
