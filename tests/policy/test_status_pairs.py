"""Every pair of statuses of every noun, the forbidden ones too."""

from enum import StrEnum
from itertools import product

import pytest

from policy.transitions import may_become
from schemas.errors import Refused
from schemas.messages.notice import NoticeStatus as N
from schemas.states import CrisisStatus as C
from schemas.states import DeliveryStatus as L
from schemas.states import DraftStatus as D
from schemas.states import ForeignStatus as F
from schemas.states import MessageStatus as M
from schemas.states import PlatformLockStatus as P
from schemas.states import RemarkStatus as B
from schemas.states import RequestStatus as R

ALLOWED: list[tuple[StrEnum, StrEnum]] = [
    (C.ESTABLISHED, C.STOOD_DOWN),
    (C.STOOD_DOWN, C.EVALUATED),
    (D.DRAFT, D.SUBMITTED),
    (D.DRAFT, D.WITHDRAWN),
    (D.SUBMITTED, D.APPROVED),
    (D.SUBMITTED, D.RETURNED),
    (D.SUBMITTED, D.REJECTED),
    (D.SUBMITTED, D.WITHDRAWN),
    (D.RETURNED, D.SUBMITTED),
    (D.RETURNED, D.WITHDRAWN),
    (M.APPROVED, M.PUBLISHING),
    (M.APPROVED, M.CANCELLED),
    (M.PUBLISHING, M.PUBLISHED),
    (M.PUBLISHING, M.PARTLY_PUBLISHED),
    (M.PUBLISHING, M.CANCELLED),
    (M.PARTLY_PUBLISHED, M.PUBLISHED),
    (M.PARTLY_PUBLISHED, M.CORRECTED),
    (M.PARTLY_PUBLISHED, M.RETRACTED),
    (M.PUBLISHED, M.PARTLY_PUBLISHED),
    (M.PUBLISHED, M.CORRECTED),
    (M.PUBLISHED, M.RETRACTED),
    (M.CORRECTED, M.RETRACTED),
    (L.QUEUED, L.SENDING),
    (L.QUEUED, L.CANCELLED),
    (L.QUEUED, L.HELD),
    (L.QUEUED, L.UNCERTAIN),
    (L.HELD, L.QUEUED),
    (L.HELD, L.CANCELLED),
    (L.SENDING, L.DELIVERED),
    (L.SENDING, L.FAILED),
    (L.SENDING, L.UNCERTAIN),
    (L.SENDING, L.QUEUED),
    (L.UNCERTAIN, L.DELIVERED),
    (L.UNCERTAIN, L.QUEUED),
    (L.UNCERTAIN, L.FAILED),
    (L.FAILED, L.QUEUED),
    (L.FAILED, L.DELIVERED),
    (L.DELIVERED, L.FAILED),
    (N.QUEUED, N.SENDING),
    (N.SENDING, N.SENT),
    (N.SENDING, N.QUEUED),
    (N.SENDING, N.FAILED),
    (N.SENDING, N.UNCERTAIN),
    (N.FAILED, N.QUEUED),
    (N.UNCERTAIN, N.QUEUED),
    (N.UNCERTAIN, N.SENT),
    (P.WANTED, P.STORED),
    (P.WANTED, P.RESTORED),
    (P.WANTED, P.FAILED),
    (P.STORED, P.LOCKED),
    (P.STORED, P.RESTORING),
    (P.STORED, P.FAILED),
    (P.LOCKED, P.RESTORING),
    (P.RESTORING, P.RESTORED),
    (P.RESTORING, P.STORED),
    (P.FAILED, P.WANTED),
    (P.FAILED, P.STORED),
    (P.FAILED, P.RESTORING),
    (P.FAILED, P.RESTORED),
    (F.FOUND, F.TAKEN_OVER),
    (F.FOUND, F.RETRACTING),
    (F.FOUND, F.IGNORED),
    (F.TAKEN_OVER, F.RETRACTING),
    (F.RETRACTING, F.RETRACTED),
    (F.RETRACTING, F.FOUND),
    (F.IGNORED, F.TAKEN_OVER),
    (F.IGNORED, F.RETRACTING),
    (R.REQUESTED, R.APPROVED),
    (R.REQUESTED, R.REJECTED),
    (R.REQUESTED, R.OPENED),
    (R.APPROVED, R.OPENED),
    (B.NEW, B.ASSIGNED),
    (B.NEW, B.WAITING),
    (B.NEW, B.ANSWERED),
    (B.NEW, B.CLOSED),
    (B.NEW, B.HIDDEN),
    (B.NEW, B.QUESTION),
    (B.NEW, B.RUMOUR),
    (B.NEW, B.MENDING),
    (B.ASSIGNED, B.NEW),
    (B.ASSIGNED, B.WAITING),
    (B.ASSIGNED, B.ANSWERED),
    (B.ASSIGNED, B.CLOSED),
    (B.ASSIGNED, B.HIDDEN),
    (B.ASSIGNED, B.QUESTION),
    (B.ASSIGNED, B.RUMOUR),
    (B.ASSIGNED, B.MENDING),
    (B.WAITING, B.ANSWERED),
    (B.WAITING, B.NEW),
    (B.WAITING, B.ASSIGNED),
    (B.WAITING, B.QUESTION),
    (B.WAITING, B.RUMOUR),
    (B.ANSWERED, B.NEW),
    (B.ANSWERED, B.WAITING),
    (B.ANSWERED, B.HIDDEN),
    (B.ANSWERED, B.MENDING),
    (B.CLOSED, B.NEW),
    (B.CLOSED, B.ASSIGNED),
    (B.CLOSED, B.HIDDEN),
    (B.HIDDEN, B.NEW),
    (B.QUESTION, B.NEW),
    (B.QUESTION, B.ASSIGNED),
    (B.QUESTION, B.WAITING),
    (B.QUESTION, B.ANSWERED),
    (B.QUESTION, B.CLOSED),
    (B.QUESTION, B.HIDDEN),
    (B.RUMOUR, B.NEW),
    (B.RUMOUR, B.ASSIGNED),
    (B.RUMOUR, B.WAITING),
    (B.RUMOUR, B.ANSWERED),
    (B.RUMOUR, B.CLOSED),
    (B.RUMOUR, B.HIDDEN),
    (B.MENDING, B.NEW),
    (B.MENDING, B.ASSIGNED),
    (B.MENDING, B.WAITING),
    (B.MENDING, B.ANSWERED),
    (B.MENDING, B.CLOSED),
    (B.MENDING, B.HIDDEN),
]
PAIRS = [pair for kind in (C, D, M, L, N, P, F, R, B) for pair in product(kind, kind)]


@pytest.mark.parametrize(("now", "then"), PAIRS, ids=lambda status: f"{type(status).__name__}.{status}")
def test_pair(now: StrEnum, then: StrEnum) -> None:
    decision = may_become(now, then)
    allowed = {pair for pair in ALLOWED if type(pair[0]) is type(now)}
    assert decision.allowed == ((now, then) in allowed)
    if not decision.allowed:
        with pytest.raises(Refused):
            decision.or_raise()
