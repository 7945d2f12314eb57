"""Locking an account at its platform and restoring it, one step after the other, each safe to do again."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread
from typing import Any

from flows.context import Place
from schemas.errors import KrisekanalError, NotifierError, RetryClass
from schemas.platform_lock import PlatformLock
from schemas.states import PlatformLockStatus
from store.accounts import platform_locks


def carry(place: Place, lock_id: str) -> None:
    """Until there is nothing more to do at the platform, or it did not do as asked."""
    step = platform_locks.claim(place.house, lock_id, place.lease)
    while step:
        step = _make(place, step)


def _make(place: Place, step: PlatformLock) -> PlatformLock | None:
    try:
        with _held(place, step):
            before = _at_platform(place, step)
    except KrisekanalError as error:
        kind = error.kind if isinstance(error, NotifierError) else RetryClass.OPERATOR
        platform_locks.fail(place.house, step, error.sentence, kind)
        return None
    except Exception:
        platform_locks.let_go(place.house, step)
        raise
    return platform_locks.record(place.house, step, place.lease, before)


def _at_platform(place: Place, step: PlatformLock) -> dict[str, Any] | None:
    account = place.house.account(step.account_id)
    match step.status:
        case PlatformLockStatus.WANTED:
            return place.channels.roles(account)
        case PlatformLockStatus.STORED:
            place.channels.lock(account, step.before or {})
        case PlatformLockStatus.RESTORING:
            place.channels.unlock(account, step.before or {})
    return None


@contextmanager
def _held(place: Place, step: PlatformLock) -> Iterator[None]:
    """Keeps the step ours however long the platform takes; a process that dies lets it go by itself."""
    done = Event()

    def keep() -> None:
        while not done.wait(place.lease.total_seconds() / 3):
            with suppress(KrisekanalError):
                platform_locks.renew(place.house, step, place.lease)

    Thread(target=keep, name="lease", daemon=True).start()
    try:
        yield
    finally:
        done.set()
