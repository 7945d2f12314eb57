"""Help for who begins to send to many: an event for each other worker that is there, and whoever takes it up joins in."""

from sqlmodel import Session

from schemas.event import EventKind
from store.context import AppContext
from store.db.tables import BulkRow, MessageRow
from store.outbox import outbox, workers


def call(session: Session, ctx: AppContext, bulk: BulkRow, message: MessageRow) -> None:
    """One for a worker, never one for a recipient: each brings all the lines that the account has."""
    if bulk.size <= ctx.municipality.many.share_over:
        return
    for slot in range(1, workers.number(session, ctx)):
        payload = {"delivery_id": bulk.delivery_id, "account_id": bulk.account_id, "slot": slot}
        outbox.emit(session, ctx, EventKind.DRAIN_DUE, payload, crisis_id=message.crisis_id)
