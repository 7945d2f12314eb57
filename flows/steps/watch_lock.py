"""Looking after the lock: is every account locked, has every unit leader confirmed."""

from flows.context import WorkerContext
from store.accounts import accounts
from store.drafts import reminders


def check_locks(worker: WorkerContext, crisis_id: str) -> int:
    """How many accounts this crisis holds locked now."""
    found = accounts.statuses(worker.ctx) + accounts.statuses(worker.ctx, sandbox=True)
    return sum(1 for status in found for lock in status.locks if lock.crisis_id == crisis_id)


def chase(worker: WorkerContext, crisis_id: str) -> list[str]:
    """Remind the leaders who have not confirmed. Returns the accounts still unconfirmed."""
    return reminders.chase_confirmations(worker.ctx, crisis_id)
