"""The lock at the platform: what follows a step, a failure, a crisis more and a crisis less."""

from datetime import datetime, timedelta

from policy.retry import PAUSES, after_failure
from schemas.errors import RetryClass
from schemas.states import DeliveryStatus
from schemas.states import PlatformLockStatus as Status

MOVING = (Status.WANTED, Status.STORED, Status.RESTORING)
"""There is something to be done at the platform."""
AFTER = {Status.WANTED: Status.STORED, Status.STORED: Status.LOCKED, Status.RESTORING: Status.RESTORED}
"""What a step that held leads to."""
_TELL_AGAIN = 6


def wanted_again(status: Status, *, stored: bool) -> Status:
    """A crisis wants the account locked that has an open row already. What was stored is never read anew."""
    if status is Status.RESTORING:
        return Status.STORED
    if status is Status.FAILED:
        return Status.STORED if stored else Status.WANTED
    return status


def released(status: Status, *, stored: bool) -> Status:
    """No crisis holds the account any more. Where nothing was stored nothing was touched."""
    if status is Status.RESTORED:
        return status
    return Status.RESTORING if stored else Status.RESTORED


def after_error(status: Status, kind: RetryClass, attempts: int, now: datetime) -> tuple[Status, datetime]:
    """(status, when to try again). Restoring is tried until it holds; locking as long as a delivery would be.

    Each step is safe to do again, so that an answer that never came is simply asked for anew.
    """
    if status is Status.RESTORING:
        return status, now + timedelta(seconds=PAUSES[min(attempts, len(PAUSES)) - 1])
    again = RetryClass.RETRY_BACKOFF if kind is RetryClass.AMBIGUOUS else kind
    then = after_failure(again, attempts, now)
    if then.status is DeliveryStatus.FAILED or then.due_at is None:
        return Status.FAILED, now
    return status, then.due_at


def is_alarm(before: Status, after: Status, attempts: int) -> bool:
    """The desk is told of the first failure, of the last one, and now and then of roles that cannot be restored."""
    if after is Status.FAILED or attempts == 1:
        return True
    return before is Status.RESTORING and attempts % _TELL_AGAIN == 0
