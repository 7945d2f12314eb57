"""A draft and its revisions. Only a revision is ever approved, and only as it was seen."""

from schemas.base import Noun, UtcTime
from schemas.content import Content
from schemas.rendering import Rendering
from schemas.states import DraftStatus


class Revision(Noun):
    """`content_hash` is SHA-256 (hex) over content, accounts, media and every rendering."""

    id: str
    draft_id: str
    number: int
    author: str
    created_at: UtcTime
    content: Content
    accounts: tuple[str, ...]
    renderings: tuple[Rendering, ...]
    """One per account in `accounts`, plus one per fallback account."""
    content_hash: str


class Approval(Noun):
    id: str
    draft_id: str
    revision_id: str
    content_hash: str
    approver: str
    approved_at: UtcTime
    answers: dict[str, str] = {}
    """Check id to what the approver answered."""


class Draft(Noun):
    id: str
    crisis_id: str
    status: DraftStatus
    author: str
    created_at: UtcTime
    updated_at: UtcTime
    submitted_at: UtcTime | None = None
    submitted_by: str | None = None
    decided_by: str | None = None
    reason: str | None = None
    """Why it was returned or rejected."""
    hands: tuple[str, ...] = ()
    """Person ids of everybody whose words these are or were: authors of revisions, submitters, sources."""
    refers_to: str | None = None
    """Message id that this corrects, retracts or calls off."""
    message_id: str | None = None
    revision: Revision
