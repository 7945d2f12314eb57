"""A command that was given twice: the second answer is the first's, where the same person did just that moments ago.

Deeds that make something new are known again in their own transaction (`once=True`); these change what is there, and the second
is refused because the first was done.
"""

from collections.abc import Callable
from typing import TypeVar

from desk.cli.desk import Desk
from policy.pressed_twice import is_moments_ago
from schemas.crises.crisis import Crisis
from schemas.crises.proposal import Proposal
from schemas.drafts.draft import Draft, Seen
from schemas.errors import NotFound, Refused
from schemas.messages.message import Message
from schemas.states import CrisisStatus, DraftStatus
from store.crises import find, proposals
from store.drafts import drafts
from store.messages import messages

T = TypeVar("T")


def answered(deed: Callable[[], T], already: Callable[[], T | None]) -> T:
    """What `deed` answers, or where it is refused what `already` finds done."""
    try:
        return deed()
    except (Refused, NotFound):
        if found := already():
            return found
        raise


def submitted(desk: Desk, draft_id: str) -> Draft | None:
    found = drafts.show(desk.ctx, draft_id)
    mine = found.status is DraftStatus.SUBMITTED and found.submitted_by == desk.actor
    return found if mine and found.submitted_at and is_moments_ago(found.submitted_at, desk.ctx.clock()) else None


def decided(desk: Desk, draft_id: str, status: DraftStatus, reason: str | None = None) -> Draft | None:
    found = drafts.show(desk.ctx, draft_id)
    mine = found.status is status and found.decided_by == desk.actor and (found.reason or None) == (reason or None)
    return found if mine and is_moments_ago(found.updated_at, desk.ctx.clock()) else None


def approved(desk: Desk, draft_id: str, seen: Seen) -> Message | None:
    found = decided(desk, draft_id, DraftStatus.APPROVED)
    if found is None or found.message_id is None or found.revision.seen[:2] != seen[:2]:
        return None
    return messages.show(desk.ctx, found.message_id)


def stood_down(desk: Desk, crisis_id: str | None) -> Crisis | None:
    """The one that is named, else the last one."""
    ended = [one for one in find.listing(desk.ctx) if one.status is CrisisStatus.STOOD_DOWN and one.stood_down_at]
    chosen = [one for one in ended if one.id == crisis_id] if crisis_id else ended[:1]
    mine = (one for one in chosen if one.stood_down_by == desk.actor)
    return next(
        (one for one in mine if is_moments_ago(one.stood_down_at or one.established_at, desk.ctx.clock())), None
    )


def followed(desk: Desk, proposal_id: str) -> Crisis | None:
    found = _decided(desk, proposal_id)
    return find.show(desk.ctx, found.crisis_id) if found and found.crisis_id else None


def put_aside(desk: Desk, proposal_id: str) -> Proposal | None:
    found = _decided(desk, proposal_id)
    return found if found and found.crisis_id is None else None


def _decided(desk: Desk, proposal_id: str) -> Proposal | None:
    found = proposals.show(desk.ctx, proposal_id)
    mine = found.decided_at is not None and found.decided_by == desk.actor
    return found if mine and is_moments_ago(found.decided_at or found.received_at, desk.ctx.clock()) else None
