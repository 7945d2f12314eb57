"""How the outbox and its workers are: what IT looks at before a crisis."""

from datetime import datetime, timedelta

from sqlmodel import col, func, select

from schemas.base import Noun
from store.context import AppContext
from store.db.clock import clock_of
from store.db.tables import OutboxRow
from store.outbox.workers import at_work


class QueueHealth(Noun):
    """`oldest_due` is since when the oldest event waits for a worker; None where nothing does.

    `machine_ahead` is how far this machine's clock is before the database's.
    """

    workers: int
    oldest_due: datetime | None
    machine_ahead: timedelta


def look(ctx: AppContext) -> QueueHealth:
    """Raises `StoreUnavailable` where the database does not answer."""
    with ctx.read() as session:
        waiting = select(func.min(OutboxRow.due_at)).where(
            col(OutboxRow.done_at).is_(None), col(OutboxRow.lease_owner).is_(None)
        )
        due = session.exec(waiting).one()
    late = due if due is not None and due < ctx.clock() else None
    return QueueHealth(workers=len(at_work(ctx)), oldest_due=late, machine_ahead=machine_ahead(ctx))


def machine_ahead(ctx: AppContext) -> timedelta:
    """By what the database last said to this process."""
    return clock_of(ctx.engine).machine_ahead()
