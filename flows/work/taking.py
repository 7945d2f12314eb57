"""Who takes an event's work: the flow that Prefect has started, here or in another process, or the worker, plainly."""

from collections.abc import Callable

from flows.work.context import WorkerContext
from flows.work.written_down import written_down
from schemas.event import RunMode
from store.outbox import offers


def take(worker: WorkerContext, event_id: str, work: Callable[[], object]) -> bool:
    """For a flow. False where somebody was first; raises what the work raises."""
    if worker.handovers.offers(event_id):
        return worker.handovers.do(event_id, work)
    return worker.settings.prefect == "pool" and _from_its_row(worker, event_id, work)


def _from_its_row(worker: WorkerContext, event_id: str, work: Callable[[], object]) -> bool:
    """A run of the pool has the event as its own, by lease, like the worker that claimed it. Who is to stop takes nothing more."""
    if worker.stopping.is_set():
        return False
    if not offers.take_over(worker.ctx, event_id, worker.name, worker.lease):
        return False

    def by_prefect() -> str:
        work()
        return RunMode.PREFECT.value

    worker.in_hand.join(event_id)
    try:
        written_down(worker, event_id, by_prefect)
    finally:
        worker.in_hand.release(event_id)
    return True
