"""Sendings to many that a person paused: nothing more of them is begun, however long nobody thinks of it."""

from sqlmodel import col, func, select

from schemas.messages.bulk import BulkState, Steer
from schemas.monitoring.alarm import Alarm, AlarmKind
from store.context import AppContext
from store.db.tables import AuditRow, BulkRow, DeliveryRow, MessageRow


def of(ctx: AppContext, crisis_id: str | None) -> list[Alarm]:
    """Of the messages of a crisis, or of units' own posts (None); the log says since when."""
    since = select(func.max(AuditRow.at)).where(
        AuditRow.action == f"bulk.{Steer.PAUSE}", AuditRow.subject == BulkRow.delivery_id
    )
    query = (
        select(BulkRow, MessageRow, since.scalar_subquery())
        .join(DeliveryRow, col(DeliveryRow.id) == col(BulkRow.delivery_id))
        .join(MessageRow, col(MessageRow.id) == col(DeliveryRow.message_id))
        .where(BulkRow.state == BulkState.PAUSED, MessageRow.crisis_id == crisis_id)
    )
    with ctx.read() as session:
        return [
            Alarm(
                kind=AlarmKind.PAUSED,
                name=bulk.delivery_id,
                since=paused_at,
                account_id=bulk.account_id,
                message_id=message.id,
                title=message.content["title"],
            )
            for bulk, message, paused_at in session.exec(query.order_by(col(BulkRow.turn), col(BulkRow.delivery_id)))
        ]
