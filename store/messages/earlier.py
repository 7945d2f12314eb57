"""What a follow-up takes the place of on an account: what it refers to, what that referred to, and older corrections of these."""

from collections.abc import Iterable, Iterator

from sqlmodel import Session, col, select

from schemas.drafts.content import FOLLOW_UPS, MessageKind
from schemas.drafts.rendering import PublishAction
from schemas.states import DeliveryStatus
from store.db.tables import DeliveryRow, MessageRow

_OF_THE_SAME_POST = (MessageKind.CORRECTION, MessageKind.RETRACTION)


def replaced(session: Session, message: MessageRow) -> list[MessageRow]:
    """Nothing more of them leaves once this one does: the later word is the one that holds."""
    found = {each.id: each for each in above(session, message)}
    new = list(found) if message.kind in FOLLOW_UPS else []
    while new:
        older = select(MessageRow).where(
            col(MessageRow.refers_to).in_(new),
            MessageRow.kind == MessageKind.CORRECTION,
            col(MessageRow.approved_at) < message.approved_at,
        )
        rows = [row for row in session.exec(older) if row.id not in found and row.id != message.id]
        found |= {row.id: row for row in rows}
        new = [row.id for row in rows]
    return list(found.values())


def above(session: Session, message: MessageRow) -> Iterator[MessageRow]:
    """What it follows up, what that one followed up, and so on."""
    now = message
    while now.refers_to and (before := session.get(MessageRow, now.refers_to)):
        yield before
        now = before


def post_of(session: Session, message: MessageRow) -> MessageRow:
    """Whose post it changes where a platform can change one: its own, where it is no correction and no retraction."""
    now = message
    for before in above(session, message):
        if now.kind not in _OF_THE_SAME_POST:
            break
        now = before
    return now


def changes_another(session: Session, row: DeliveryRow, message: MessageRow, later: MessageRow) -> bool:
    """It changes a post that `later` leaves as it is: an all-clear does not put the warning's words right."""
    changes = not row.many and row.action in (PublishAction.EDIT, PublishAction.DELETE)
    return changes and post_of(session, message).id != post_of(session, later).id


def after(session: Session, message: MessageRow) -> Iterator[MessageRow]:
    """Later follow-ups that take its place, on whichever account, the newest first: what was wrong, or is over, is sent no more."""
    goes_out = select(DeliveryRow.id).where(
        DeliveryRow.message_id == MessageRow.id, DeliveryRow.status != DeliveryStatus.CANCELLED
    )
    query = (
        select(MessageRow)
        .where(col(MessageRow.id).in_(_family(session, message)), col(MessageRow.kind).in_(FOLLOW_UPS))
        .where(col(MessageRow.approved_at) > message.approved_at, goes_out.exists())
    )
    for each in session.exec(query.order_by(col(MessageRow.approved_at).desc())).all():
        if any(one.id == message.id for one in replaced(session, each)):
            yield each


def _family(session: Session, message: MessageRow) -> list[str]:
    """The message at the top, and all that follows it up: ids. A crisis has hundreds of messages, and most are followed up by none."""
    *_, top = (message, *above(session, message))
    found = new = [top.id]
    while new:
        new = list(session.exec(select(MessageRow.id).where(col(MessageRow.refers_to).in_(new))))
        found = found + new
    return found


def later(session: Session, row: DeliveryRow, message: MessageRow) -> MessageRow | None:
    """Because of what this delivery is sent no more; where it failed, the correction may go to other channels alone."""
    return first_for(session, row, message, after(session, message))


def first_for(
    session: Session, row: DeliveryRow, message: MessageRow, found: Iterable[MessageRow]
) -> MessageRow | None:
    """`found` is what came `after` the message: one question for all its deliveries."""
    return next((each for each in found if not changes_another(session, row, message, each)), None)


def sees_to(session: Session, row: DeliveryRow, later: MessageRow) -> bool:
    """Nobody has to do anything about it that this delivery failed: all is over, or `later` goes to the same account."""
    if later.kind in (MessageKind.RETRACTION, MessageKind.ALL_CLEAR):
        return True
    goes_there = select(DeliveryRow.id).where(
        DeliveryRow.message_id == later.id,
        DeliveryRow.account_id == row.account_id,
        DeliveryRow.status != DeliveryStatus.CANCELLED,
    )
    return session.exec(goes_there).first() is not None
