"""When somebody is told again of what nobody has seen to: one event for each crisis and one for units' posts, at the earliest time."""

from datetime import datetime

from sqlmodel import Session

from schemas.event import EventKind
from store.context import AppContext
from store.outbox import outbox

UNIT_POSTS = "unit-posts"
"""In the place of a crisis's id."""


def wind(session: Session, ctx: AppContext, crisis_id: str | None, due_at: datetime) -> None:
    """In the transaction in which something begins that a person must see to. Outside of a crisis it is a unit's own post."""
    name = crisis_id or UNIT_POSTS
    outbox.emit_gathered(session, ctx, EventKind.ALARM_DUE, name, crisis_id=crisis_id, due_at=due_at)
