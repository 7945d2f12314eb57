"""Locking an account at its platform and restoring it, one step after the other, each safe to do again."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread
from typing import Any

from flows.work.context import WorkerContext
from schemas.accounts.platform_lock import PlatformLock
from schemas.errors import KrisekanalError, NotifierError, RetryClass
from schemas.states import PlatformLockStatus
from store.accounts import platform_locks


def carry(worker: WorkerContext, lock_id: str) -> None:
    """Until there is nothing more to do at the platform, or it did not do as asked."""
    step = platform_locks.claim(worker.ctx, lock_id, worker.lease)
    while step:
        step = _make(worker, step)


def _make(worker: WorkerContext, step: PlatformLock) -> PlatformLock | None:
    try:
        with _held(worker, step):
            before = _at_platform(worker, step)
    except KrisekanalError as error:
        kind = error.kind if isinstance(error, NotifierError) else RetryClass.OPERATOR
        platform_locks.fail(worker.ctx, step, error.sentence, kind)
        return None
    except Exception:
        platform_locks.let_go(worker.ctx, step)
        raise
    return platform_locks.record(worker.ctx, step, worker.lease, before)


def _at_platform(worker: WorkerContext, step: PlatformLock) -> dict[str, Any] | None:
    account = worker.ctx.account(step.account_id)
    match step.status:
        case PlatformLockStatus.WANTED:
            return worker.channels.roles(account)
        case PlatformLockStatus.STORED:
            worker.channels.lock(account, step.before or {})
        case PlatformLockStatus.RESTORING:
            worker.channels.unlock(account, step.before or {})
    return None


@contextmanager
def _held(worker: WorkerContext, step: PlatformLock) -> Iterator[None]:
    """Keeps the step ours however long the platform takes; a process that dies lets it go by itself."""
    done = Event()

    def keep() -> None:
        while not done.wait(worker.lease.total_seconds() / 3):
            with suppress(KrisekanalError):
                platform_locks.renew(worker.ctx, step, worker.lease)

    Thread(target=keep, name="lease", daemon=True).start()
    try:
        yield
    finally:
        done.set()
