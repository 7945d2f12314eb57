"""Tables, one noun a file. A file is read when one of its tables is asked for; `everything` has all of them in SQLModel's metadata.

Each costs SQLAlchemy and pydantic a hundredth of a second, and a command that reads needs two or three (adr 0025).
"""

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from store.db.tables.account import AccountLockRow, AccountRow, GateRow
    from store.db.tables.audit import AuditRow
    from store.db.tables.bulk import BatchRow, BatchState, BulkRow, PaceRow
    from store.db.tables.crisis import CrisisRow
    from store.db.tables.delivery import AttemptRow, DeliveryRow
    from store.db.tables.draft import ApprovalRow, DraftLookRow, DraftRow, RevisionRow, UnfinishedRow
    from store.db.tables.exercise import ExerciseRunRow, FaultRow, InjectRow
    from store.db.tables.files import ShownFileRow, TakenInRow
    from store.db.tables.finding import FindingRow
    from store.db.tables.imported import ImportedListRow
    from store.db.tables.interface import IdempotencyRow, ProposalRow, TokenRow, WebhookRow
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
    from store.db.tables.question import QuestionRemarkRow, QuestionRow
    from store.db.tables.reached import ReportedRow, ReportRow
    from store.db.tables.recipient import RecipientSetMemberRow, RecipientSetRow
    from store.db.tables.register import RegisterEntryRow, RegisterTurnRow, RegisterWayRow
    from store.db.tables.remark import InboxLoopRow, InboxRow, RemarkRow, RemarkVersionRow
    from store.db.tables.rendering import RenderingRow
    from store.db.tables.request import AccountRequestRow
    from store.db.tables.signup import SignupRow
    from store.db.tables.watch import AccountWatchRow, ForeignPostRow, WatchRow

_FILES = {
    "account": "AccountLockRow AccountRow GateRow",
    "audit": "AuditRow",
    "bulk": "BatchRow BatchState BulkRow PaceRow",
    "crisis": "CrisisRow",
    "delivery": "AttemptRow DeliveryRow",
    "draft": "ApprovalRow DraftLookRow DraftRow RevisionRow UnfinishedRow",
    "exercise": "ExerciseRunRow FaultRow InjectRow",
    "files": "ShownFileRow TakenInRow",
    "finding": "FindingRow",
    "imported": "ImportedListRow",
    "interface": "IdempotencyRow ProposalRow TokenRow WebhookRow",
    "keeping": "CredentialRow EpochRow PressedFormRow WorkerRow",
    "login": "BreakGlassRow LoginNoiseRow LoginRequestRow LoginRow LoginTryRow OpeningRow PasskeyRow SessionRow TicketRow",
    "message": "MessageRow",
    "notice": "NoticeRow",
    "outbox": "OutboxRow StepRow",
    "platform_lock": "PlatformLockRow",
    "question": "QuestionRemarkRow QuestionRow",
    "reached": "ReportedRow ReportRow",
    "recipient": "RecipientSetMemberRow RecipientSetRow",
    "register": "RegisterEntryRow RegisterTurnRow RegisterWayRow",
    "remark": "InboxLoopRow InboxRow RemarkRow RemarkVersionRow",
    "rendering": "RenderingRow",
    "request": "AccountRequestRow",
    "signup": "SignupRow",
    "watch": "AccountWatchRow ForeignPostRow WatchRow",
}
_HOME = {name: file for file, names in _FILES.items() for name in names.split()}
__all__ = [
    "AccountLockRow",
    "AccountRequestRow",
    "AccountRow",
    "AccountWatchRow",
    "ApprovalRow",
    "AttemptRow",
    "AuditRow",
    "BatchRow",
    "BatchState",
    "BreakGlassRow",
    "BulkRow",
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
    "IdempotencyRow",
    "ImportedListRow",
    "InboxLoopRow",
    "InboxRow",
    "InjectRow",
    "LoginNoiseRow",
    "LoginRequestRow",
    "LoginRow",
    "LoginTryRow",
    "MessageRow",
    "NoticeRow",
    "OpeningRow",
    "OutboxRow",
    "PaceRow",
    "PasskeyRow",
    "PlatformLockRow",
    "PressedFormRow",
    "ProposalRow",
    "QuestionRemarkRow",
    "QuestionRow",
    "RecipientSetMemberRow",
    "RecipientSetRow",
    "RegisterEntryRow",
    "RegisterTurnRow",
    "RegisterWayRow",
    "RemarkRow",
    "RemarkVersionRow",
    "RenderingRow",
    "ReportRow",
    "ReportedRow",
    "RevisionRow",
    "SessionRow",
    "ShownFileRow",
    "SignupRow",
    "StepRow",
    "TakenInRow",
    "TicketRow",
    "TokenRow",
    "UnfinishedRow",
    "WatchRow",
    "WebhookRow",
    "WorkerRow",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"there is no table {name}")
    globals()[name] = found = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    return found


@cache
def everything() -> None:
    """Before a write: SQLAlchemy sorts what it writes by what points at what, and looks up tables that nobody named."""
    for file in _FILES:
        import_module(f"{__name__}.{file}").__doc__  # noqa: B018  # asking for anything executes it, where that waits
