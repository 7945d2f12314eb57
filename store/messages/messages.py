"""Messages: what was approved, where it went, and what follows it up."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, exists, or_, select

from policy.sending import message_status
from schemas.drafts.content import Content, MessageKind
from schemas.drafts.rendering import Rendering
from schemas.errors import NotFound
from schemas.messages.bulk import BulkState
from schemas.messages.delivery import Delivery
from schemas.messages.message import Message
from schemas.sentence import say
from schemas.states import DeliveryStatus, MessageStatus, Outcome
from store.context import AppContext
from store.db.columns import new_id
from store.db.nouns import as_noun
from store.db.status import try_become
from store.db.tables import AttemptRow, BulkRow, DeliveryRow, MessageRow
from store.evidence import audit
from store.messages import renderings
from store.remarks import answering

_NEVER_REACHED = (DeliveryStatus.FAILED, DeliveryStatus.CANCELLED)


def add(
    session: Session,
    ctx: AppContext,
    *,
    kind: MessageKind,
    content: Content,
    publish_at: datetime,
    own_renderings: Sequence[Rendering] = (),
    **fields: Any,
) -> MessageRow:
    """`own_renderings` of a unit's own post; any other message has those of its revision."""
    row = MessageRow(
        id=new_id("m"),
        kind=kind,
        status=MessageStatus.APPROVED,
        approved_at=ctx.clock(),
        publish_at=publish_at,
        content=content.model_dump(mode="json"),
        **fields,
    )
    session.add(row)
    renderings.keep(session, own_renderings, message_id=row.id)
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
        return nouns(session, rows.all())


def of_crises(ctx: AppContext, crisis_ids: Sequence[str]) -> dict[str, list[Message]]:
    """Crisis id to its messages, oldest first."""
    query = select(MessageRow).where(col(MessageRow.crisis_id).in_(crisis_ids)).order_by(col(MessageRow.approved_at))
    found: dict[str, list[Message]] = {crisis_id: [] for crisis_id in crisis_ids}
    with ctx.read() as session:
        for message in nouns(session, session.exec(query).all()):
            found[message.crisis_id or ""].append(message)
    return found


def unit_posts(ctx: AppContext) -> list[Message]:
    """Of every unit, newest first."""
    query = select(MessageRow).where(MessageRow.kind == MessageKind.UNIT_POST)
    with ctx.read() as session:
        return nouns(session, session.exec(query.order_by(col(MessageRow.publish_at).desc())).all())


def shown(ctx: AppContext, message_id: str) -> dict[str, Rendering]:
    """Account id to what was approved for it."""
    with ctx.read() as session:
        return {each.account_id: each for each in renderings.of_message(session, get(session, message_id))}


def reached(session: Session, message_id: str) -> list[str]:
    """Account ids of which at least one recipient got a message, may have got it, or is about to get it.

    What was taken and is reported as not delivered is among them: the report says less of the person than of the mailbox.
    """
    somebody_got_it = exists().where(
        col(AttemptRow.delivery_id) == DeliveryRow.id,
        or_(
            col(AttemptRow.outcome).in_((Outcome.DELIVERED, Outcome.IN_DOUBT, Outcome.UNCERTAIN)),
            col(AttemptRow.remote_id).is_not(None),
        ),
    )
    some_of_many_got_it = exists().where(
        col(BulkRow.delivery_id) == DeliveryRow.id,
        col(BulkRow.handed_over) + col(BulkRow.arrived) + col(BulkRow.bounced) + col(BulkRow.uncertain) > 0,
    )
    query = select(DeliveryRow).where(
        DeliveryRow.message_id == message_id,
        or_(col(DeliveryRow.status).not_in(_NEVER_REACHED), somebody_got_it, some_of_many_got_it),
    )
    return [row.account_id for row in session.exec(query.order_by(col(DeliveryRow.queued_at), col(DeliveryRow.id)))]


def begun(session: Session, ctx: AppContext, row: MessageRow) -> None:
    """A delivery of it is being sent: no need to ask how the others stand."""
    _become(session, ctx, row, MessageStatus.PUBLISHING)


def recompute_status(session: Session, ctx: AppContext, *message_ids: str) -> None:
    """Bring messages' status in step with their deliveries, and their originals' with it."""
    statuses: dict[str, list[DeliveryStatus]] = {message_id: [] for message_id in message_ids}
    query = select(DeliveryRow.message_id, DeliveryRow.status).where(col(DeliveryRow.message_id).in_(message_ids))
    for message_id, status in session.exec(query):
        statuses[message_id].append(DeliveryStatus(status))
    for message_id, found in statuses.items():
        _become(session, ctx, get(session, message_id), message_status.message_status(found))


def _become(session: Session, ctx: AppContext, row: MessageRow, status: MessageStatus) -> None:
    if try_become(row, status):
        audit.append(session, ctx, audit.SYSTEM, f"message.{status}", row.id, row.crisis_id)
        answering.follow(session, ctx, row, status)
        if status in (MessageStatus.PUBLISHED, MessageStatus.PARTLY_PUBLISHED):
            _mark_original(session, ctx, row)


def get(session: Session, message_id: str) -> MessageRow:
    row = session.get(MessageRow, message_id)
    if row is None:
        raise NotFound(say("There is no message {id}. See `krisekanal message list`.", id=message_id))
    return row


def noun(session: Session, row: MessageRow) -> Message:
    return nouns(session, [row])[0]


def nouns(session: Session, rows: Sequence[MessageRow]) -> list[Message]:
    """In the order given; all their deliveries in one question."""
    wanted = select(DeliveryRow, BulkRow.state).outerjoin(BulkRow, col(BulkRow.delivery_id) == col(DeliveryRow.id))
    wanted = wanted.where(col(DeliveryRow.message_id).in_([row.id for row in rows]))
    found: dict[str, list[Delivery]] = {}
    for delivery, state in session.exec(wanted.order_by(col(DeliveryRow.account_id))):
        made = as_noun(Delivery, delivery, paused=state == BulkState.PAUSED)
        found.setdefault(delivery.message_id, []).append(made)
    return [as_noun(Message, row, deliveries=tuple(found.get(row.id, ()))) for row in rows]


def _mark_original(session: Session, ctx: AppContext, row: MessageRow) -> None:
    becomes = message_status.FOLLOWED_UP_AS.get(row.kind)
    if becomes is None or row.refers_to is None:
        return
    original = get(session, row.refers_to)
    if try_become(original, becomes):
        audit.append(session, ctx, audit.SYSTEM, f"message.{becomes}", original.id, original.crisis_id, by=row.id)
