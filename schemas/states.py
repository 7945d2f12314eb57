"""Every status the product knows. Which may follow which: `policy.transitions`."""

from enum import StrEnum


class CrisisStatus(StrEnum):
    ESTABLISHED = "established"
    STOOD_DOWN = "stood_down"
    EVALUATED = "evaluated"


class DraftStatus(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    RETURNED = "returned"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class MessageStatus(StrEnum):
    APPROVED = "approved"
    PUBLISHING = "publishing"
    PUBLISHED = "published"
    PARTLY_PUBLISHED = "partly_published"
    CORRECTED = "corrected"
    RETRACTED = "retracted"
    CANCELLED = "cancelled"


class DeliveryStatus(StrEnum):
    QUEUED = "queued"
    HELD = "held"
    SENDING = "sending"
    DELIVERED = "delivered"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    CANCELLED = "cancelled"


class AccountState(StrEnum):
    OPEN = "open"
    LOCKED = "locked"
