"""A post on an official account, found during a crisis, that did not go through the desk."""

from schemas.base import Noun, UtcTime
from schemas.states import ForeignStatus


class ForeignPost(Noun):
    """`title` is "" where the platform has none. `reason` is why it was ignored."""

    id: str
    crisis_id: str
    account_id: str
    remote_id: str
    remote_url: str | None = None
    title: str
    text: str
    status: ForeignStatus
    found_at: UtcTime
    decided_by: str | None = None
    decided_at: UtcTime | None = None
    reason: str | None = None
    draft_id: str | None = None
    """Of the draft it was taken over into."""
    attempts: int = 0
    """Failed tries to take it down."""
    error: str | None = None
