"""Tables, one noun a file. Import this package to have all of them in SQLModel's metadata."""

from store.db.tables.account import AccountLockRow, AccountRow, GateRow
from store.db.tables.audit import AuditRow
from store.db.tables.crisis import CrisisRow
from store.db.tables.delivery import AttemptRow, DeliveryRow
from store.db.tables.draft import ApprovalRow, DraftLookRow, DraftRow, RevisionRow, UnfinishedRow
from store.db.tables.exercise import ExerciseRunRow, FaultRow, InjectRow
from store.db.tables.files import ShownFileRow, TakenInRow
from store.db.tables.finding import FindingRow
from store.db.tables.interface import ProposalRow, RepeatRow, TokenRow, WebhookRow
from store.db.tables.keeping import CredentialRow, EpochRow, PressedFormRow, WorkerRow
from store.db.tables.login import (
    BreakGlassRow,
    LoginNoiseRow,
    LoginRequestRow,
    LoginRow,
    LoginTryRow,
    OpeningRow,
    PasskeyRow,
    SessionRow,
    TicketRow,
)
from store.db.tables.message import MessageRow
from store.db.tables.notice import NoticeRow
from store.db.tables.outbox import OutboxRow, StepRow
from store.db.tables.platform_lock import PlatformLockRow
from store.db.tables.rendering import RenderingRow
from store.db.tables.request import AccountRequestRow
from store.db.tables.watch import AccountWatchRow, ForeignPostRow, WatchRow

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
    "DraftLookRow",
    "DraftRow",
    "EpochRow",
    "ExerciseRunRow",
    "FaultRow",
    "FindingRow",
    "ForeignPostRow",
    "GateRow",
    "InjectRow",
    "LoginNoiseRow",
    "LoginRequestRow",
    "LoginRow",
    "LoginTryRow",
    "MessageRow",
    "NoticeRow",
    "OpeningRow",
    "OutboxRow",
    "StepRow",
    "UnfinishedRow",
    "PasskeyRow",
    "PlatformLockRow",
    "PressedFormRow",
    "ProposalRow",
    "RenderingRow",
    "RepeatRow",
    "RevisionRow",
    "SessionRow",
    "ShownFileRow",
    "TakenInRow",
    "TicketRow",
    "TokenRow",
    "WatchRow",
    "WebhookRow",
    "WorkerRow",
]
