"""Helping to send to many: whoever is called joins in, and every worker where it sees that others are at it."""

from flows.work.context import WorkerContext
from store.batches import figures


def join(worker: WorkerContext, account_id: str) -> None:
    worker.drains.start(account_id)


def join_in(worker: WorkerContext) -> None:
    """Looked at once a second, whoever was called: one small row for each delivery under way."""
    for account_id in figures.accounts_under_way(worker.ctx):
        join(worker, account_id)


def until_drained(worker: WorkerContext, account_id: str) -> int:
    """Until nothing of it is left to this process; how many batches it has sent meanwhile."""
    before = worker.drains.sent(account_id)
    worker.drains.join(account_id)
    return worker.drains.sent(account_id) - before
