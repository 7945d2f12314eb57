"""Tables, one noun a file. Import this package to have all of them in SQLModel's metadata."""

from store.tables.account import AccountLockRow, AccountRow, GateRow
from store.tables.audit import AuditRow
from store.tables.crisis import CrisisRow
from store.tables.delivery import AttemptRow, DeliveryRow
from store.tables.draft import ApprovalRow, DraftRow, RevisionRow
from store.tables.exercise import ExerciseRunRow, FaultRow, InjectRow
from store.tables.interface import ProposalRow, RepeatRow, TokenRow, WebhookRow
from store.tables.keeping import CredentialRow, WorkerRow
from store.tables.login import BreakGlassRow, LoginFailureRow, LoginRow, PasskeyRow, SessionRow, TicketRow
from store.tables.message import MessageRow
from store.tables.notice import NoticeRow
from store.tables.outbox import OutboxRow

__all__ = [
    "AccountLockRow",
    "AccountRow",
    "ApprovalRow",
    "AttemptRow",
    "AuditRow",
    "BreakGlassRow",
    "CredentialRow",
    "CrisisRow",
    "DeliveryRow",
    "DraftRow",
    "ExerciseRunRow",
    "FaultRow",
    "GateRow",
    "InjectRow",
    "LoginFailureRow",
    "LoginRow",
    "MessageRow",
    "NoticeRow",
    "OutboxRow",
    "PasskeyRow",
    "ProposalRow",
    "RepeatRow",
    "RevisionRow",
    "SessionRow",
    "TicketRow",
    "TokenRow",
    "WebhookRow",
    "WorkerRow",
]
