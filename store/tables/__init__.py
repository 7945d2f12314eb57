"""Tables, one noun a file. Import this package to have all of them in SQLModel's metadata."""

from store.tables.account import AccountLockRow, AccountRow, GateRow
from store.tables.audit import AuditRow
from store.tables.crisis import CrisisRow
from store.tables.delivery import AttemptRow, DeliveryRow
from store.tables.draft import ApprovalRow, DraftRow, RevisionRow
from store.tables.exercise import ExerciseRunRow, FaultRow, InjectRow
from store.tables.finding import FindingRow
from store.tables.interface import ProposalRow, RepeatRow, TokenRow, WebhookRow
from store.tables.keeping import CredentialRow, WorkerRow
from store.tables.login import BreakGlassRow, LoginFailureRow, LoginRow, PasskeyRow, SessionRow, TicketRow
from store.tables.message import MessageRow
from store.tables.notice import NoticeRow
from store.tables.outbox import OutboxRow
from store.tables.platform_lock import PlatformLockRow
from store.tables.request import AccountRequestRow
from store.tables.watch import AccountWatchRow, ForeignPostRow, WatchRow

__all__ = [
    "AccountLockRow",
    "AccountRequestRow",
    "AccountRow",
    "AccountWatchRow",
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
    "FindingRow",
    "ForeignPostRow",
    "GateRow",
    "InjectRow",
    "LoginFailureRow",
    "LoginRow",
    "MessageRow",
    "NoticeRow",
    "OutboxRow",
    "PasskeyRow",
    "PlatformLockRow",
    "ProposalRow",
    "RepeatRow",
    "RevisionRow",
    "SessionRow",
    "TicketRow",
    "TokenRow",
    "WatchRow",
    "WebhookRow",
    "WorkerRow",
]
