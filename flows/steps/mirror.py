"""The public page is copied to a second host; one that cannot be reached is told in the log and by the doctor, and stops nothing."""

import structlog

from flows.work.context import WorkerContext
from notifiers import mirror
from schemas.errors import NotifierError

log = structlog.get_logger()


def copy_page(worker: WorkerContext) -> bool:
    """True where something had changed and is there now."""
    settings = worker.settings
    try:
        return mirror.look(settings.public_dir, settings.mirror, settings.data)
    except NotifierError as error:
        log.warning("mirror.failed", error=str(error))
        return False
