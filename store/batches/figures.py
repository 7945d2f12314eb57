"""How deliveries to many stand, in numbers: read from their own rows, however many recipients they have."""

from sqlmodel import col, select

from schemas.messages.bulk import BulkState, Progress
from schemas.states import DeliveryStatus
from store.context import AppContext
from store.db.tables import BulkRow, DeliveryRow, MessageRow


def of(bulk: BulkRow, message_id: str = "") -> Progress:
    known = bulk.handed_over + bulk.arrived + bulk.bounced + bulk.failed + bulk.uncertain + bulk.erased
    left = bulk.size - known
    ended = bulk.state in (BulkState.STOPPED, BulkState.DONE)
    return Progress(
        delivery_id=bulk.delivery_id,
        message_id=message_id,
        account_id=bulk.account_id,
        state=bulk.state,
        addressed=bulk.size,
        waiting=0 if ended else left,
        handed_over=bulk.handed_over,
        arrived=bulk.arrived,
        bounced=bulk.bounced,
        failed=bulk.failed,
        uncertain=bulk.uncertain,
        left_out=bulk.erased + (left if ended else 0),
        began_at=bulk.began_at,
        ended_at=bulk.ended_at,
    )


def of_message(ctx: AppContext, message_id: str) -> dict[str, Progress]:
    """Delivery id to its numbers, of those of its deliveries that go to many."""
    query = select(BulkRow).join(DeliveryRow, col(DeliveryRow.id) == col(BulkRow.delivery_id))
    with ctx.read() as session:
        rows = session.exec(query.where(DeliveryRow.message_id == message_id)).all()
        return {row.delivery_id: of(row, message_id) for row in rows}


def of_crisis(ctx: AppContext, crisis_id: str) -> list[Progress]:
    """Of all its messages, in the order they were queued; those of an exercise are left out."""
    query = select(BulkRow, DeliveryRow.message_id).join(DeliveryRow, col(DeliveryRow.id) == col(BulkRow.delivery_id))
    query = query.join(MessageRow, col(MessageRow.id) == col(DeliveryRow.message_id))
    query = query.where(MessageRow.crisis_id == crisis_id, col(DeliveryRow.exercise).is_(False))
    with ctx.read() as session:
        return [of(row, message_id) for row, message_id in session.exec(query.order_by(col(DeliveryRow.queued_at)))]


def under_way(ctx: AppContext) -> list[Progress]:
    """Running or paused, in the order in which they are sent."""
    query = select(BulkRow, DeliveryRow.message_id).join(DeliveryRow, col(DeliveryRow.id) == col(BulkRow.delivery_id))
    query = query.where(col(BulkRow.state).in_((BulkState.RUNNING, BulkState.PAUSED)))
    with ctx.read() as session:
        return [of(row, message_id) for row, message_id in session.exec(query.order_by(col(BulkRow.turn)))]


def accounts_under_way(ctx: AppContext) -> list[str]:
    """Where batches are being sent, or left by somebody who died."""
    query = select(BulkRow.account_id).join(DeliveryRow, col(DeliveryRow.id) == col(BulkRow.delivery_id))
    query = query.where(BulkRow.state == BulkState.RUNNING, DeliveryRow.status == DeliveryStatus.SENDING)
    with ctx.read() as session:
        return list(session.exec(query.distinct()))
