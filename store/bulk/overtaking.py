"""A follow-up overtakes its message: of the original nothing more is begun, and what is on its way is waited for."""

from datetime import timedelta

from sqlmodel import Session, select

from schemas.messages.bulk import BulkState
from schemas.states import DeliveryStatus
from store.bulk import ending
from store.context import AppContext
from store.db.status import become
from store.db.tables import BatchRow, BatchState, BulkRow, DeliveryRow, MessageRow
from store.deliveries import deliveries
from store.evidence import audit
from store.messages import earlier, many, messages

_SOON = timedelta(milliseconds=500)


def overtook(session: Session, ctx: AppContext, row: DeliveryRow, message: MessageRow) -> bool:
    """False: some of what it takes the place of (`earlier.replaced`) is still on its way, and this one waits for it."""
    ids = [each.id for each in earlier.replaced(session, message)]
    found = [_overtook(session, ctx, row, message, each) for each in many.sendings(session, ids, row.account_id)]
    return all(found)


def _overtook(session: Session, ctx: AppContext, row: DeliveryRow, message: MessageRow, original: BulkRow) -> bool:
    before = deliveries.get(session, original.delivery_id)
    if before.status not in (DeliveryStatus.QUEUED, DeliveryStatus.SENDING):
        return True
    if original.state in (BulkState.RUNNING, BulkState.PAUSED) and before.started_at is not None:
        original.state = BulkState.STOPPED
        audit.append(
            session,
            ctx,
            audit.SYSTEM,
            "bulk.overtaken",
            before.id,
            message.crisis_id,
            by=message.id,
            account=row.account_id,
        )
    if _is_under_way(session, before.id):
        row.due_at = ctx.clock() + _SOON
        deliveries.schedule(session, ctx, row, row.due_at)
        return False
    if before.started_at is not None:
        if before.status == DeliveryStatus.QUEUED:
            become(before, DeliveryStatus.SENDING)
        ending.end_if_done(session, ctx, original, before, messages.get(session, before.message_id))
        session.flush()
        messages.recompute_status(session, ctx, before.message_id)
    return True


def _is_under_way(session: Session, delivery_id: str) -> bool:
    query = select(BatchRow.id).where(BatchRow.delivery_id == delivery_id, BatchRow.state == BatchState.BEGUN)
    return session.exec(query.limit(1)).first() is not None
