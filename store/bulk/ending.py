"""The end of a delivery to many: when nothing of it waits any more, or when what waits has a later time."""

from datetime import datetime

from sqlmodel import Session, col, func, select

from schemas.messages.bulk import BulkState, Fate
from schemas.states import DeliveryStatus
from store.context import AppContext
from store.db.status import become
from store.db.tables import BatchRow, BatchState, BulkRow, DeliveryRow, MessageRow
from store.deliveries import deliveries
from store.messages import many
from store.sending import conclusion


def end_if_done(session: Session, ctx: AppContext, bulk: BulkRow, row: DeliveryRow, message: MessageRow) -> None:
    """Whoever calls it brings the message's status in step."""
    if row.status != DeliveryStatus.SENDING or _has_more(bulk) or _count(session, bulk, BatchState.BEGUN):
        return
    due = _next_due(session, bulk)
    if due is not None and bulk.state is BulkState.RUNNING:
        _later(session, ctx, row, due)
    elif bulk.state is not BulkState.PAUSED:
        _conclude(session, ctx, bulk, row, message)


def _has_more(bulk: BulkRow) -> bool:
    running = bulk.state in (BulkState.RUNNING, BulkState.PAUSED)
    return running and bulk.cursor < bulk.first + bulk.size


def _later(session: Session, ctx: AppContext, row: DeliveryRow, due: datetime) -> None:
    become(row, DeliveryStatus.QUEUED)
    row.lease_owner, row.lease_until, row.due_at = None, None, due
    deliveries.schedule(session, ctx, row, due)


def _conclude(session: Session, ctx: AppContext, bulk: BulkRow, row: DeliveryRow, message: MessageRow) -> None:
    session.flush()
    bulk.ended_at = ctx.clock()
    if bulk.state is BulkState.STOPPED:
        _nobody_more(session, bulk)
    else:
        bulk.state = BulkState.DONE
    status = many.sum_up(ctx, bulk)
    last = session.exec(
        select(BatchRow).where(BatchRow.delivery_id == row.id, col(BatchRow.error_kind).is_not(None)).limit(1)
    ).first()
    if last is not None and status is not DeliveryStatus.DELIVERED:
        row.error_kind, row.error = last.error_kind, last.error
    conclusion.conclude_as(session, ctx, row, message, status, None)


def _nobody_more(session: Session, bulk: BulkRow) -> None:
    """Of what was stopped nothing is tried again or looked for: who may have got it is for a person."""
    waiting = select(BatchRow).where(BatchRow.delivery_id == bulk.delivery_id, BatchRow.state == BatchState.WAITING)
    for batch in session.exec(waiting).all():
        many.change(bulk, batch, batch.fates.replace(Fate.AGAIN, Fate.STOPPED).replace(Fate.IN_DOUBT, Fate.UNCERTAIN))
        batch.state = BatchState.DONE


def _count(session: Session, bulk: BulkRow, state: BatchState) -> int:
    query = select(func.count()).where(BatchRow.delivery_id == bulk.delivery_id, BatchRow.state == state)
    return int(session.exec(query).one())


def _next_due(session: Session, bulk: BulkRow) -> datetime | None:
    query = select(func.min(BatchRow.due_at)).where(
        BatchRow.delivery_id == bulk.delivery_id, BatchRow.state == BatchState.WAITING
    )
    return session.exec(query).one()
