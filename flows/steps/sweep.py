"""The safety net: what should be moving and is not, is announced again; files that nothing came of are removed."""

from datetime import timedelta

import structlog

from flows.context import WorkerContext
from store.files import unused
from store.messages import deliveries
from store.monitoring import alarms

log = structlog.get_logger()


def sweep(worker: WorkerContext) -> int:
    """How many deliveries were announced again."""
    alarms.look_for_unrenewed(worker.ctx)
    return deliveries.announce_stranded(worker.ctx)


def sweep_files(worker: WorkerContext) -> int:
    """How many files were removed."""
    settings = worker.settings
    removed = unused.remove(worker.ctx, settings.media, timedelta(days=settings.files_unused_days))
    if removed:
        log.info("files.removed", count=removed)
    return removed
