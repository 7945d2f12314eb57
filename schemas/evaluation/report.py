"""What is written when a crisis staff is stood down."""

from schemas.accounts.account import AccountLock
from schemas.base import Noun, UtcTime
from schemas.crises.crisis import Crisis
from schemas.dialogue.report import DialogueReport
from schemas.drafts.draft import Draft
from schemas.evaluation.finding import Finding
from schemas.evaluation.measured import ExpectedResult, GoalResult, MessageQuality, Promise
from schemas.evidence.audit import AuditEvent, ChainReport
from schemas.exercises.run import ExerciseRun
from schemas.messages.bulk import Progress
from schemas.messages.message import Message


class Measures(Noun):
    """Seconds from the setting up of the staff; None where it never came to that."""

    staff: float | None = None
    """The first of the staff to confirm the call; where none has, the first who was told."""
    staff_by_person: dict[str, float | None] = {}
    """Person id to when the call was confirmed."""
    lock: float | None = None
    """The last account was locked."""
    confirm: float | None = None
    """Every unit leader had confirmed every lock; None while one is missing."""
    confirm_by_unit: dict[str, float | None] = {}
    first_submission: float | None = None
    first_approval: float | None = None
    first_delivery: float | None = None
    last_delivery: float | None = None
    correction: float | None = None
    """From the arrival of what was wrong to the arrival of the first correction."""
    seen: float | None = None
    """The longest from what somebody wrote to its being seen here; 0 where nobody wrote."""
    answer: float | None = None
    """The longest that anybody waited for a first answer; None while something is open, 0 where nobody wrote."""
    rumour: float | None = None
    """The longest from the first that was seen of a rumour to its approved answer; likewise."""
    locks_confirmed: int = 0
    locks: int = 0
    reminders: int = 0
    escalations: int = 0
    refused_posts: int = 0
    quality: tuple[MessageQuality, ...] = ()
    promises: tuple[Promise, ...] = ()
    expected: tuple[ExpectedResult, ...] = ()
    goals: tuple[GoalResult, ...] = ()


class CrisisReport(Noun):
    """Written from the database alone; `chain` is the proof that the log was whole then."""

    written_at: UtcTime
    crisis: Crisis
    measures: Measures
    exercise: ExerciseRun | None = None
    """What it was played from; None for a real crisis, and for an exercise without a scenario."""
    locks: tuple[AccountLock, ...]
    drafts: tuple[Draft, ...]
    messages: tuple[Message, ...]
    reach: tuple[Progress, ...] = ()
    """Of SMS and e-mail to many, in the order they were queued; an exercise reaches nobody."""
    dialogue: DialogueReport = DialogueReport()
    findings: tuple[Finding, ...] = ()
    events: tuple[AuditEvent, ...]
    chain: ChainReport
