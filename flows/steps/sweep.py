"""The safety net: what should be moving and is not, is announced again."""

from flows.context import WorkerContext
from store.messages import deliveries


def sweep(worker: WorkerContext) -> int:
    """How many deliveries were announced again."""
    return deliveries.announce_stranded(worker.ctx)
