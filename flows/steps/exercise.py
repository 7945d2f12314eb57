"""An exercise is held, or not and why; then the next ones are planned."""

from datetime import datetime

from flows.work.context import WorkerContext
from schemas.crises.crisis import Crisis
from schemas.exercises.run import SkipReason
from store.exercises import injects, plans

Held = Crisis | SkipReason | None
"""What became of it: held, left out and why, or left to the worker."""


def start(worker: WorkerContext, plan_id: str, occurrence: str) -> Held:
    return _and_plan_on(worker, plans.start_scheduled(worker.ctx, plan_id, occurrence))


def on_schedule(worker: WorkerContext, plan_id: str, scheduled: datetime) -> Held:
    return _and_plan_on(worker, plans.on_schedule(worker.ctx, plan_id, scheduled))


def happen(worker: WorkerContext, crisis_id: str, inject_id: str) -> bool:
    """What residents write stands on the sandbox account first: done again it is the same remark."""
    for account, written in injects.as_remarks(worker.ctx, crisis_id, inject_id):
        worker.channels.give(account, written)
    return injects.happen(worker.ctx, crisis_id, inject_id)


def _and_plan_on(worker: WorkerContext, held: Held) -> Held:
    plans.plan_ahead(worker.ctx)
    return held
