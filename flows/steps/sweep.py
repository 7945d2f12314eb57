"""The safety net: what should be moving and is not, is announced again; files and work that nothing needs any more are removed."""

from datetime import timedelta

import structlog

from flows.work.context import WorkerContext
from store.deliveries import deliveries
from store.files import unused
from store.lists import endings, importing
from store.monitoring import alarms
from store.recipients import privacy
from store.remarks.privacy import erase_what_is_over
from store.upkeep import pruning

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


def sweep_remarks(worker: WorkerContext) -> int:
    """How many of what others wrote were erased: the municipality's time for them is over."""
    erased = erase_what_is_over(worker.ctx)
    if erased:
        log.info("remarks.erased", count=erased)
    return erased


def sweep_register(worker: WorkerContext) -> int:
    """How many entries were taken out of the register of recipients: their day had come. Lists that nobody took in are forgotten, and
    the addresses in old sets.

    Whose day is near is asked whether they go on, where there is a page to do that on.
    """
    importing.forget_what_waits(worker.ctx)
    endings.tell_of_lists(worker.ctx)
    if worker.settings.signup_url and (asked := endings.ask_residents(worker.ctx)):
        log.info("register.asked_to_renew", count=asked)
    if emptied := endings.empty_old_sets(worker.ctx):
        log.info("recipients.emptied", count=emptied)
    ended = privacy.end_what_is_over(worker.ctx)
    if ended:
        log.info("register.ended", count=ended)
    return ended


def sweep_outbox(worker: WorkerContext) -> int:
    """How many rows of finished work were removed."""
    removed = pruning.prune(worker.ctx, timedelta(days=worker.settings.outbox_days))
    if removed:
        log.info("outbox.pruned", count=removed)
    return removed
