"""A head of the log, taken and written outside: it proves the log to whoever does not trust the one who runs the database."""

from datetime import timedelta

import structlog

from flows.work.context import WorkerContext
from schemas.evidence.log_head import LogHead, Occasion
from store.evidence import head_files, heads
from store.notices import log_heads
from store.outbox import steps

log = structlog.get_logger()


def plan_next(worker: WorkerContext) -> None:
    log_heads.plan_next(worker.ctx, timedelta(minutes=worker.settings.log_head_minutes))


def take(worker: WorkerContext, occasion: str) -> None:
    """The public page's folder first, then the log, and with it the webhooks and the log keeper's letter."""
    if steps.taken(worker.ctx, log_heads.STEP):
        return
    head = heads.take(worker.ctx, worker.settings.key_file, Occasion(occasion))
    if head is not None:
        log_heads.note(worker.ctx, head, written=_write(worker, head))


def _write(worker: WorkerContext, head: LogHead) -> bool:
    """A folder that cannot be written to stops nothing: the letter and the webhooks go out, and `doctor` says so."""
    try:
        head_files.write(worker.settings.public_dir, head)
    except OSError as error:
        log.warning("log_head.not_written", sequence=head.sequence, error=error.strerror)
        return False
    return True
