"""Tables, one noun a file. Import this package to have all of them in SQLModel's metadata."""

from store.tables.account import AccountLockRow, AccountRow, GateRow
from store.tables.audit import AuditRow
from store.tables.crisis import CrisisRow
from store.tables.delivery import AttemptRow, DeliveryRow
from store.tables.draft import ApprovalRow, DraftRow, RevisionRow
from store.tables.keeping import CredentialRow, WorkerRow
from store.tables.message import MessageRow
from store.tables.notice import NoticeRow
from store.tables.outbox import OutboxRow

__all__ = [
    "AccountLockRow",
    "AccountRow",
    "ApprovalRow",
    "AttemptRow",
    "AuditRow",
    "CredentialRow",
    "CrisisRow",
    "DeliveryRow",
    "DraftRow",
    "GateRow",
    "MessageRow",
    "NoticeRow",
    "OutboxRow",
    "RevisionRow",
    "WorkerRow",
]
