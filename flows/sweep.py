"""Flow: the safety net, on a schedule."""

from prefect import flow

from flows import waiting
from flows.steps import sweep as steps
from flows.work.context import current_worker


@flow(name="sweep")
def sweep() -> int:
    worker = current_worker()
    steps.sweep_files(worker)
    steps.sweep_register(worker)
    moved = steps.sweep(worker)
    waiting.catch_up(worker.ctx)
    return moved
