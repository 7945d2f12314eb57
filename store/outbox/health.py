"""How the outbox and its workers are: what IT looks at before a crisis."""

from datetime import datetime

from sqlmodel import col, func, select

from schemas.base import Noun
from store.context import AppContext
from store.db.tables import OutboxRow
from store.outbox.workers import at_work


class QueueHealth(Noun):
    """`oldest_due` is since when the oldest event waits for a worker; None where nothing does."""

    workers: int
    oldest_due: datetime | None


def look(ctx: AppContext) -> QueueHealth:
    """Raises `StoreUnavailable` where the database does not answer."""
    with ctx.read() as session:
        waiting = select(func.min(OutboxRow.due_at)).where(
            col(OutboxRow.done_at).is_(None), col(OutboxRow.lease_owner).is_(None)
        )
        due = session.exec(waiting).one()
    late = due if due is not None and due < ctx.clock() else None
    return QueueHealth(workers=len(at_work(ctx)), oldest_due=late)
