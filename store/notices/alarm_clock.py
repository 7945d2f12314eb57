"""When somebody is to be told again of what nobody has seen to: one event for each crisis, at the earliest time."""

from datetime import datetime

from sqlmodel import Session

from schemas.event import EventKind
from store.context import AppContext
from store.outbox import outbox


def wind(session: Session, ctx: AppContext, crisis_id: str | None, due_at: datetime) -> None:
    """In the transaction in which something begins that a person must see to. Outside of a crisis nothing is wound."""
    if crisis_id:
        outbox.emit_gathered(session, ctx, EventKind.ALARM_DUE, crisis_id, crisis_id=crisis_id, due_at=due_at)
