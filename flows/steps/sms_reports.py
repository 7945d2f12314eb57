"""Fetching delivery reports from SMS centres that bring them only over a line of their own. Two workers that fetch count each once."""

from functools import partial

import structlog

from flows.work.context import WorkerContext
from schemas.accounts.account import OWN_ADDRESS
from schemas.errors import KrisekanalError
from store.reached import reports

log = structlog.get_logger()


def fetch_reports(worker: WorkerContext) -> None:
    """Of the accounts that have sent something of late; what is written down is acknowledged, what is not is brought again."""
    for account in worker.ctx.municipality.accounts:
        if OWN_ADDRESS.get(account.platform) != "mobile" or worker.channels.why_not(account):
            continue
        if reports.awaited(worker.ctx, account.id):
            try:
                worker.channels.fetch_reports(account, partial(reports.take_one, worker.ctx, account.id))
            except KrisekanalError as error:
                log.warning("sms_reports.not_fetched", account=account.id, error=type(error).__name__)
