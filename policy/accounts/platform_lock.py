"""The lock at the platform: what follows a step, a failure, a crisis more and a crisis less."""

from datetime import datetime, timedelta

from policy.sending.retry import PAUSES, after_failure
from schemas.errors import RetryClass
from schemas.states import DeliveryStatus, PlatformLockStatus

MOVING = (PlatformLockStatus.WANTED, PlatformLockStatus.STORED, PlatformLockStatus.RESTORING)
"""There is something to be done at the platform."""
AFTER = {
    PlatformLockStatus.WANTED: PlatformLockStatus.STORED,
    PlatformLockStatus.STORED: PlatformLockStatus.LOCKED,
    PlatformLockStatus.RESTORING: PlatformLockStatus.RESTORED,
}
"""What a step that held leads to."""
_TELL_AGAIN = 6


def wanted_again(status: PlatformLockStatus, *, stored: bool) -> PlatformLockStatus:
    """A crisis wants the account locked that has an open row already. What was stored is never read anew."""
    if status is PlatformLockStatus.RESTORING:
        return PlatformLockStatus.STORED
    if status is PlatformLockStatus.FAILED:
        return PlatformLockStatus.STORED if stored else PlatformLockStatus.WANTED
    return status


def released(status: PlatformLockStatus, *, stored: bool) -> PlatformLockStatus:
    """No crisis holds the account any more. Where nothing was stored nothing was touched."""
    if status is PlatformLockStatus.RESTORED:
        return status
    return PlatformLockStatus.RESTORING if stored else PlatformLockStatus.RESTORED


def after_error(
    status: PlatformLockStatus, kind: RetryClass, attempts: int, now: datetime
) -> tuple[PlatformLockStatus, datetime]:
    """(status, when to try again). Restoring is tried until it holds; locking as long as a delivery would be.

    Each step is safe to do again, so that an answer that never came is simply asked for anew.
    """
    if status is PlatformLockStatus.RESTORING:
        return status, now + timedelta(seconds=PAUSES[min(attempts, len(PAUSES)) - 1])
    again = RetryClass.RETRY_BACKOFF if kind is RetryClass.AMBIGUOUS else kind
    then = after_failure(again, attempts, now)
    if then.status is DeliveryStatus.FAILED or then.due_at is None:
        return PlatformLockStatus.FAILED, now
    return status, then.due_at


def is_alarm(before: PlatformLockStatus, after: PlatformLockStatus, attempts: int) -> bool:
    """The desk is told of the first failure, of the last one, and now and then of roles that cannot be restored."""
    if after is PlatformLockStatus.FAILED or attempts == 1:
        return True
    return before is PlatformLockStatus.RESTORING and attempts % _TELL_AGAIN == 0
