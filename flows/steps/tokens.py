"""Exchanging every channel's token that ends soon, each by itself: one that fails takes none with it."""

from flows.work.context import WorkerContext
from policy.accounts.renewal import is_due
from schemas.accounts.account import Account
from schemas.errors import KrisekanalError
from store.accounts import renewals
from store.evidence import audit


def renew_tokens(worker: WorkerContext) -> int:
    """How many were renewed."""
    return sum(renew(worker, account) for account in worker.ctx.municipality.accounts if account.secret)


def renew(worker: WorkerContext, account: Account) -> bool:
    expires = worker.channels.expires(account)
    if expires is None or not is_due(expires, worker.ctx.clock()):
        return False
    try:
        worker.vault.put(worker.ctx, audit.SYSTEM, str(account.secret), worker.channels.renew(account))
    except KrisekanalError as error:
        renewals.not_renewed(worker.ctx, account, expires, error.sentence)
        return False
    renewals.renewed(worker.ctx, account, worker.channels.expires(account))
    return True
