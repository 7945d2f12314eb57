"""What is written when a crisis staff is stood down."""

from schemas.account import AccountLock
from schemas.audit import AuditEvent, ChainReport
from schemas.base import Noun, UtcTime
from schemas.crisis import Crisis
from schemas.draft import Draft
from schemas.message import Message


class Measures(Noun):
    """Seconds from the setting up of the staff; None where it never came to that."""

    first_submission: float | None = None
    first_approval: float | None = None
    first_delivery: float | None = None
    last_delivery: float | None = None
    locks_confirmed: int = 0
    locks: int = 0


class CrisisReport(Noun):
    """Written from the database alone; `chain` is the proof that the log was whole then."""

    written_at: UtcTime
    crisis: Crisis
    measures: Measures
    locks: tuple[AccountLock, ...]
    drafts: tuple[Draft, ...]
    messages: tuple[Message, ...]
    events: tuple[AuditEvent, ...]
    chain: ChainReport
