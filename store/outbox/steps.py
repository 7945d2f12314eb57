"""A step of an event's work, written down in the transaction that takes it: run again, it finds itself taken.

Which event's work is done is known to the thread that does it; outside of an event (a person, a command) nothing is taken.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from sqlmodel import Session

from store.context import AppContext
from store.db.tables import StepRow

_event: ContextVar[str | None] = ContextVar("event", default=None)


@contextmanager
def of_event(event_id: str) -> Iterator[None]:
    """What this thread does inside is that event's work."""
    before = _event.set(event_id)
    try:
        yield
    finally:
        _event.reset(before)


def first_time(session: Session, ctx: AppContext, name: str) -> bool:
    """Take the step: True once per event, in the transaction that then does what it is about."""
    event_id = _event.get()
    if event_id is None:
        return True
    if session.get(StepRow, (event_id, name)) is not None:
        return False
    session.add(StepRow(event_id=event_id, name=name, taken_at=ctx.clock()))
    return True


def taken(ctx: AppContext, name: str) -> bool:
    """For a step of several transactions, the last of which takes it."""
    event_id = _event.get()
    if event_id is None:
        return False
    with ctx.read() as session:
        return session.get(StepRow, (event_id, name)) is not None
