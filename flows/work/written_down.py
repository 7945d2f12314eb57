"""What became of an event is written into its row, whatever the database says meanwhile."""

from collections.abc import Callable

import structlog

from flows.work.context import WorkerContext
from flows.work.until_written import until_written
from schemas.errors import StoreUnavailable
from store.notices import troubles
from store.outbox import outbox

log = structlog.get_logger()
ELSEWHERE = "elsewhere"
"""Another process has taken the event over, and writes down itself what becomes of it."""


def written_down(worker: WorkerContext, event_id: str, work: Callable[[], str]) -> str:
    """`work` says by what the event was run. What it raises is written down too, and raised again."""
    try:
        ran_by = work()
        if ran_by != ELSEWHERE:
            until_written(lambda: outbox.finish(worker.ctx, event_id, ran_by), worker.stopping)
        return ran_by
    except Exception as error:
        _give_back(worker, event_id, type(error).__name__)
        raise


def _give_back(worker: WorkerContext, event_id: str, error: str) -> None:
    try:
        until_written(lambda: troubles.give_back(worker.ctx, event_id, error, worker.name), worker.stopping)
    except StoreUnavailable:
        log.warning("event.not_given_back", event_id=event_id)
