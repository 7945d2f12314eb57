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


UNDECIDED = (DraftStatus.DRAFT, DraftStatus.SUBMITTED, DraftStatus.RETURNED)
"""A draft that somebody still has something to do about."""


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


class Outcome(StrEnum):
    """What the try at one recipient came to."""

    DELIVERED = "delivered"
    AGAIN = "again"
    """Surely not taken; another try follows."""
    IN_DOUBT = "in_doubt"
    """Nobody knows yet: it goes on by itself, repeated where that does no harm, looked for elsewhere."""
    UNCERTAIN = "uncertain"
    """Nobody knows, and a person has to look."""
    FAILED = "failed"


MAY_STAND = (None, Outcome.IN_DOUBT, Outcome.UNCERTAIN)
"""Outcomes of a try whose post may stand there although nobody knows of it."""


class AccountState(StrEnum):
    OPEN = "open"
    LOCKED = "locked"


class PlatformLockStatus(StrEnum):
    """How far the lock at one account's platform has come."""

    WANTED = "wanted"
    """Nothing at the platform has been touched."""
    STORED = "stored"
    """Who could post before is stored; from here on it must be restored."""
    LOCKED = "locked"
    RESTORING = "restoring"
    RESTORED = "restored"
    FAILED = "failed"
    """The platform was not locked; the account is locked here."""


class ForeignStatus(StrEnum):
    """What became of a post that is not ours."""

    FOUND = "found"
    TAKEN_OVER = "taken_over"
    RETRACTING = "retracting"
    RETRACTED = "retracted"
    IGNORED = "ignored"


class RequestStatus(StrEnum):
    """Of a request to open an official account."""

    REQUESTED = "requested"
    APPROVED = "approved"
    REJECTED = "rejected"
    OPENED = "opened"
    """The account is in the municipality file."""


class RemarkStatus(StrEnum):
    """What became of something that others wrote to us."""

    NEW = "new"
    ASSIGNED = "assigned"
    """Somebody has it in hand."""
    WAITING = "waiting"
    """An answer is written: it waits for approval, or is on its way."""
    ANSWERED = "answered"
    CLOSED = "closed"
    """Needs no answer; the reason says why."""
    HIDDEN = "hidden"
    """Taken out of readers' sight, with a reason of the list."""
    QUESTION = "question"
    """Gathered with others that ask the same."""
    RUMOUR = "rumour"
    """Gathered with others that say the same, which is to be answered as what it is."""
    MENDING = "mending"
    """Our own words were wrong: a correction of them is the answer."""
