"""When to try our own errands again, and when to give up: notices, locks, removals. Messages: `policy.sending.patience`."""

from datetime import datetime, timedelta

from schemas.base import Noun
from schemas.errors import RetryClass
from schemas.states import DeliveryStatus

PAUSES = (1.0, 2.0, 5.0, 15.0, 60.0, 300.0, 900.0, 1800.0)
"""Seconds before try 2, 3, …; after the last one it has failed and a person is asked."""
LONGEST_WAIT = timedelta(hours=6)
"""A platform that asks for more than this is treated as down."""

REPEATED = frozenset({RetryClass.RETRY_NOW, RetryClass.RETRY_AFTER, RetryClass.RETRY_BACKOFF})
"""Surely not taken, and perhaps taken later."""


class NextTry(Noun):
    """`status` is what becomes of it; `due_at` is set when that is `queued`."""

    status: DeliveryStatus
    due_at: datetime | None = None


def after_failure(kind: RetryClass, attempts: int, now: datetime, retry_after: float | None = None) -> NextTry:
    """`attempts` counts those made so far, this one included."""
    if kind not in REPEATED or attempts > len(PAUSES):
        return NextTry(status=DeliveryStatus.FAILED)
    wait = timedelta(seconds=retry_after if retry_after is not None else PAUSES[attempts - 1])
    if wait > LONGEST_WAIT:
        return NextTry(status=DeliveryStatus.FAILED)
    return NextTry(status=DeliveryStatus.QUEUED, due_at=now + wait)
