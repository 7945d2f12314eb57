"""Looking after the lock: is every account locked, has every unit leader confirmed."""

from flows.work.context import WorkerContext
from schemas.states import PlatformLockStatus
from store.accounts import locks, platform_locks
from store.crises import find
from store.notices import notices


def check_locks(worker: WorkerContext, crisis_id: str) -> list[str]:
    """Lock what came into the municipality file while the staff was set up; returns those account ids."""
    return locks.complete(worker.ctx, crisis_id)


def expected(worker: WorkerContext, crisis_id: str) -> list[str]:
    """Account ids, in the order of the municipality file."""
    return [account.id for account in locks.to_lock(worker.ctx, find.show(worker.ctx, crisis_id).exercise)]


def reach(worker: WorkerContext, crisis_id: str, account_id: str) -> str | None:
    """The lock's mode; None where the crisis never locked the account."""
    lock = locks.of_account(worker.ctx, crisis_id, account_id)
    return lock.mode.value if lock else None


def still_held(worker: WorkerContext, crisis_id: str, account_id: str) -> bool:
    """By this crisis, whatever others hold it."""
    lock = locks.of_account(worker.ctx, crisis_id, account_id)
    return lock is not None and lock.unlocked_at is None


def called_out(worker: WorkerContext, crisis_id: str) -> int:
    """How many notices the crisis has brought so far."""
    return notices.count(worker.ctx, crisis_id)


def at_platform(worker: WorkerContext, lock_id: str) -> tuple[str, PlatformLockStatus]:
    """The account, and how far the lock at its platform has come."""
    return platform_locks.how_far(worker.ctx, lock_id)
