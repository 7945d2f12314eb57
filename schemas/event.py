"""The outbox: what has happened and what therefore must be done, and when."""

from enum import StrEnum
from typing import Any

from schemas.base import Noun, UtcTime


class EventKind(StrEnum):
    CRISIS_ESTABLISHED = "CrisisEstablished"
    CRISIS_STOOD_DOWN = "CrisisStoodDown"
    DRAFT_SUBMITTED = "DraftSubmitted"
    DRAFT_DECIDED = "DraftDecided"
    APPROVAL_REMINDER_DUE = "ApprovalReminderDue"
    CONFIRMATION_REMINDER_DUE = "ConfirmationReminderDue"
    MESSAGE_QUEUED = "MessageQueued"
    DELIVERY_DUE = "DeliveryDue"
    DRAIN_DUE = "DrainDue"
    UNDELIVERED = "Undelivered"
    ALARM_DUE = "AlarmDue"
    PLATFORM_LOCK_DUE = "PlatformLockDue"
    WATCH_DUE = "WatchDue"
    INBOX_DUE = "InboxDue"
    HIDING_DUE = "HidingDue"
    FOREIGN_RETRACTION_DUE = "ForeignRetractionDue"
    REPORT_DUE = "ReportDue"
    NOTICE_DUE = "NoticeDue"
    TOKENS_DUE = "TokensDue"
    PROPOSAL_DECIDED = "ProposalDecided"
    WEBHOOK_DUE = "WebhookDue"
    LOG_HEAD_DUE = "LogHeadDue"
    SIGNUP_LETTER_DUE = "SignupLetterDue"
    RENEWAL_LETTER_DUE = "RenewalLetterDue"
    EXERCISE_DUE = "ExerciseDue"
    EXERCISE_ANNOUNCED = "ExerciseAnnounced"
    EXERCISE_STEP_DUE = "ExerciseStepDue"
    EXERCISE_ENDS = "ExerciseEnds"
    INJECT_DUE = "InjectDue"


class RunMode(StrEnum):
    """Who carries the work out: Prefect while it answers, else the worker by itself."""

    PREFECT = "prefect"
    PLAIN = "plain"


class OutboxEvent(Noun):
    """`payload` holds ids only: never a text, a secret or an Apprise URL (Prefect stores parameters)."""

    id: str
    kind: EventKind
    payload: dict[str, Any]
    crisis_id: str | None
    due_at: UtcTime
    attempts: int
    ran_by: RunMode | None = None
    """Once done."""
    done_at: UtcTime | None = None
