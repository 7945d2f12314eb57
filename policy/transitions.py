"""Which status may follow which: the tables behind one door (`store.db.status`).

Whether an account is locked is no status of its own: it follows from the locks in force (`policy.accounts.lock`).
"""

from collections.abc import Mapping
from enum import StrEnum

from policy.decision import YES, Decision, no
from policy.dialogue.states import REMARK
from schemas.messages.notice import NoticeStatus
from schemas.sentence import say
from schemas.states import (
    CrisisStatus,
    DeliveryStatus,
    DraftStatus,
    ForeignStatus,
    MessageStatus,
    Outcome,
    PlatformLockStatus,
    RemarkStatus,
    RequestStatus,
)

TransitionTable = Mapping[StrEnum, frozenset[StrEnum]]


def _table(pairs: Mapping[StrEnum, set[StrEnum]]) -> TransitionTable:
    return {status: frozenset(after) for status, after in pairs.items()}


CRISIS = _table(
    {
        CrisisStatus.ESTABLISHED: {CrisisStatus.STOOD_DOWN},
        CrisisStatus.STOOD_DOWN: {CrisisStatus.EVALUATED},
        CrisisStatus.EVALUATED: set(),
    }
)
DRAFT = _table(
    {
        DraftStatus.DRAFT: {DraftStatus.SUBMITTED, DraftStatus.WITHDRAWN},
        DraftStatus.SUBMITTED: {
            DraftStatus.APPROVED,
            DraftStatus.RETURNED,
            DraftStatus.REJECTED,
            DraftStatus.WITHDRAWN,
        },
        DraftStatus.RETURNED: {DraftStatus.SUBMITTED, DraftStatus.WITHDRAWN},
        DraftStatus.APPROVED: set(),
        DraftStatus.REJECTED: set(),
        DraftStatus.WITHDRAWN: set(),
    }
)
_OUT = {MessageStatus.CORRECTED, MessageStatus.RETRACTED}
MESSAGE = _table(
    {
        MessageStatus.APPROVED: {MessageStatus.PUBLISHING, MessageStatus.CANCELLED},
        MessageStatus.PUBLISHING: {
            MessageStatus.PUBLISHED,
            MessageStatus.PARTLY_PUBLISHED,
            MessageStatus.CANCELLED,
        },
        MessageStatus.PARTLY_PUBLISHED: {MessageStatus.PUBLISHED, *_OUT},
        MessageStatus.PUBLISHED: {MessageStatus.PARTLY_PUBLISHED, *_OUT},
        MessageStatus.CORRECTED: {MessageStatus.RETRACTED},
        MessageStatus.RETRACTED: set(),
        MessageStatus.CANCELLED: set(),
    }
)
DELIVERY = _table(
    {
        DeliveryStatus.QUEUED: {
            DeliveryStatus.SENDING,
            DeliveryStatus.CANCELLED,
            DeliveryStatus.HELD,
            DeliveryStatus.UNCERTAIN,
        },
        DeliveryStatus.HELD: {DeliveryStatus.QUEUED, DeliveryStatus.CANCELLED},
        DeliveryStatus.SENDING: {
            DeliveryStatus.DELIVERED,
            DeliveryStatus.FAILED,
            DeliveryStatus.UNCERTAIN,
            DeliveryStatus.QUEUED,
        },
        DeliveryStatus.UNCERTAIN: {DeliveryStatus.DELIVERED, DeliveryStatus.QUEUED, DeliveryStatus.FAILED},
        DeliveryStatus.FAILED: {DeliveryStatus.QUEUED, DeliveryStatus.DELIVERED},
        DeliveryStatus.DELIVERED: {DeliveryStatus.FAILED},
        DeliveryStatus.CANCELLED: set(),
    }
)
"""Delivered and failed follow one another as delivery reports and bounces come in, hours later (`store.sending.conclusion`)."""
ATTEMPT = _table(
    {
        Outcome.IN_DOUBT: {Outcome.DELIVERED, Outcome.AGAIN, Outcome.UNCERTAIN, Outcome.FAILED},
        Outcome.UNCERTAIN: {Outcome.DELIVERED, Outcome.AGAIN, Outcome.FAILED},
        Outcome.AGAIN: {Outcome.DELIVERED},
        Outcome.FAILED: {Outcome.DELIVERED, Outcome.AGAIN},
        Outcome.DELIVERED: {Outcome.FAILED},
    }
)
"""From no outcome, which is how a try begins, to any. A receipt counts whenever it comes, a report of what became of it too."""
NOTICE = _table(
    {
        NoticeStatus.QUEUED: {NoticeStatus.SENDING},
        NoticeStatus.SENDING: {
            NoticeStatus.SENT,
            NoticeStatus.QUEUED,
            NoticeStatus.FAILED,
            NoticeStatus.UNCERTAIN,
        },
        NoticeStatus.SENT: set(),
        NoticeStatus.FAILED: {NoticeStatus.QUEUED},
        NoticeStatus.UNCERTAIN: {NoticeStatus.QUEUED, NoticeStatus.SENT},
    }
)
PLATFORM_LOCK = _table(
    {
        PlatformLockStatus.WANTED: {PlatformLockStatus.STORED, PlatformLockStatus.RESTORED, PlatformLockStatus.FAILED},
        PlatformLockStatus.STORED: {PlatformLockStatus.LOCKED, PlatformLockStatus.RESTORING, PlatformLockStatus.FAILED},
        PlatformLockStatus.LOCKED: {PlatformLockStatus.RESTORING},
        PlatformLockStatus.RESTORING: {PlatformLockStatus.RESTORED, PlatformLockStatus.STORED},
        PlatformLockStatus.RESTORED: set(),
        PlatformLockStatus.FAILED: {
            PlatformLockStatus.WANTED,
            PlatformLockStatus.STORED,
            PlatformLockStatus.RESTORING,
            PlatformLockStatus.RESTORED,
        },
    }
)
"""`restoring` never fails for good: it is tried until it holds, or another crisis wants the lock again."""
FOREIGN = _table(
    {
        ForeignStatus.FOUND: {ForeignStatus.TAKEN_OVER, ForeignStatus.RETRACTING, ForeignStatus.IGNORED},
        ForeignStatus.TAKEN_OVER: {ForeignStatus.RETRACTING},
        ForeignStatus.RETRACTING: {ForeignStatus.RETRACTED, ForeignStatus.FOUND},
        ForeignStatus.RETRACTED: set(),
        ForeignStatus.IGNORED: {ForeignStatus.TAKEN_OVER, ForeignStatus.RETRACTING},
    }
)
REQUEST = _table(
    {
        RequestStatus.REQUESTED: {RequestStatus.APPROVED, RequestStatus.REJECTED, RequestStatus.OPENED},
        RequestStatus.APPROVED: {RequestStatus.OPENED},
        RequestStatus.REJECTED: set(),
        RequestStatus.OPENED: set(),
    }
)

_TABLES: dict[type[StrEnum], TransitionTable] = {
    CrisisStatus: CRISIS,
    DraftStatus: DRAFT,
    MessageStatus: MESSAGE,
    DeliveryStatus: DELIVERY,
    Outcome: ATTEMPT,
    NoticeStatus: NOTICE,
    PlatformLockStatus: PLATFORM_LOCK,
    ForeignStatus: FOREIGN,
    RequestStatus: REQUEST,
    RemarkStatus: REMARK,
}


def may_become(now: StrEnum, then: StrEnum) -> Decision:
    """Both statuses belong to the same noun; a step to the same status is never allowed."""
    if then in _TABLES[type(now)][now]:
        return YES
    if then is now:
        return no(say("This is “{now}” already.", now=now))
    return no(say("This is “{now}” and cannot become “{then}”.", now=now, then=then))
