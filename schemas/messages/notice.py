"""A word to one of our own people: staff, editors, unit leaders. Never to the public."""

from enum import StrEnum

from schemas.base import Noun, UtcTime


class NoticeStatus(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNCERTAIN = "uncertain"


class Notice(Noun):
    id: str
    crisis_id: str | None
    person_id: str
    exercise: bool
    subject: str
    text: str
    draft_id: str | None = None
    page: str | None = None
    ticket_id: str | None = None
    by_sms: bool = False
    """To the person's mobile, through the account the municipality names for it."""
    status: NoticeStatus
    created_at: UtcTime
    sent_at: UtcTime | None = None
    error: str | None = None
