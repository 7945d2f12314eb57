"""Messages: what was approved, where it went, and what mends it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from policy import message_status
from schemas.content import Content, MessageKind
from schemas.delivery import Delivery
from schemas.errors import NotFound
from schemas.message import Message
from schemas.rendering import Rendering
from schemas.sentence import say
from schemas.states import DeliveryStatus, MessageStatus
from store.context import AppContext
from store.db.columns import new_id
from store.db.nouns import as_noun
from store.db.status import try_become
from store.db.tables import DeliveryRow, MessageRow
from store.evidence import audit

_NEVER_REACHED = (DeliveryStatus.FAILED, DeliveryStatus.CANCELLED)


def add(
    session: Session,
    ctx: AppContext,
    *,
    kind: MessageKind,
    content: Content,
    renderings: Sequence[Rendering],
    publish_at: datetime,
    **fields: Any,
) -> MessageRow:
    row = MessageRow(
        id=new_id("m"),
        kind=kind,
        status=MessageStatus.APPROVED,
        approved_at=ctx.clock(),
        publish_at=publish_at,
        content=content.model_dump(mode="json"),
        renderings=[r.model_dump(mode="json") for r in renderings],
        **fields,
    )
    session.add(row)
    session.flush()
    return row


def show(ctx: AppContext, message_id: str) -> Message:
    """Raises `NotFound`."""
    with ctx.read() as session:
        return noun(session, get(session, message_id))


def listing(ctx: AppContext, crisis_id: str | None = None) -> list[Message]:
    """Newest first."""
    query = select(MessageRow).order_by(col(MessageRow.approved_at).desc())
    with ctx.read() as session:
        rows = session.exec(query.where(MessageRow.crisis_id == crisis_id) if crisis_id else query)
        return [noun(session, row) for row in rows]


def unit_posts(ctx: AppContext) -> list[Message]:
    """Of every unit, newest first."""
    query = select(MessageRow).where(MessageRow.kind == MessageKind.UNIT_POST)
    with ctx.read() as session:
        return [noun(session, row) for row in session.exec(query.order_by(col(MessageRow.publish_at).desc()))]


def renderings(ctx: AppContext, message_id: str) -> dict[str, Rendering]:
    """Account id to what was approved for it."""
    with ctx.read() as session:
        return {r["account_id"]: Rendering.model_validate(r) for r in get(session, message_id).renderings}


def reached(session: Session, message_id: str) -> list[str]:
    """Account ids a message reached, may have reached, or is about to reach."""
    query = select(DeliveryRow).where(
        DeliveryRow.message_id == message_id, col(DeliveryRow.status).not_in(_NEVER_REACHED)
    )
    return [row.account_id for row in session.exec(query.order_by(col(DeliveryRow.queued_at), col(DeliveryRow.id)))]


def recompute_status(session: Session, ctx: AppContext, message_id: str) -> None:
    """Bring a message's status in step with its deliveries, and its original's with it."""
    row = get(session, message_id)
    statuses = session.exec(select(DeliveryRow.status).where(DeliveryRow.message_id == message_id)).all()
    now = message_status.message_status(DeliveryStatus(status) for status in statuses)
    if try_become(row, now):
        audit.append(session, ctx, audit.SYSTEM, f"message.{now}", row.id, row.crisis_id)
        if now in (MessageStatus.PUBLISHED, MessageStatus.PARTLY_PUBLISHED):
            _mark_original(session, ctx, row)


def get(session: Session, message_id: str) -> MessageRow:
    row = session.get(MessageRow, message_id)
    if row is None:
        raise NotFound(say("There is no message {id}. See `krisekanal message list`.", id=message_id))
    return row


def rendering_for(message: MessageRow, account_id: str) -> Rendering:
    """What was approved for this account."""
    found = next((r for r in message.renderings if r["account_id"] == account_id), None)
    if found is None:
        raise NotFound(say("Message {id} was not approved for {account}.", id=message.id, account=account_id))
    return Rendering.model_validate(found)


def noun(session: Session, row: MessageRow) -> Message:
    deliveries = session.exec(
        select(DeliveryRow).where(DeliveryRow.message_id == row.id).order_by(col(DeliveryRow.account_id))
    )
    return as_noun(Message, row, deliveries=tuple(as_noun(Delivery, d) for d in deliveries))


def _mark_original(session: Session, ctx: AppContext, row: MessageRow) -> None:
    mended = message_status.MENDS.get(MessageKind(row.kind))
    if mended is None or row.refers_to is None:
        return
    original = get(session, row.refers_to)
    if try_become(original, mended):
        audit.append(session, ctx, audit.SYSTEM, f"message.{mended}", original.id, original.crisis_id, by=row.id)
