"""What the gateway is handed for one recipient: the approved rendering, its key, and what it mends."""

import hashlib

from sqlmodel import Session, select

from schemas.delivery import Claim, Outgoing
from schemas.rendering import PublishAction, Rendering
from schemas.states import Outcome
from store.context import AppContext
from store.db.tables import DeliveryRow, MessageRow
from store.messages import attempts, renderings


def claim(
    session: Session, ctx: AppContext, row: DeliveryRow, message: MessageRow, recipient: str, *, in_doubt: bool = False
) -> Claim:
    target = _target(session, message, row.account_id, recipient)
    out = Outgoing(
        delivery_id=row.id,
        message_id=message.id,
        crisis_id=message.crisis_id,
        account_id=row.account_id,
        exercise=message.exercise,
        key=idempotency_key(row.id, recipient),
        recipient=recipient,
        rendering=_shape(renderings.approved_for(session, message, row.account_id), target),
        target=target,
        approved_at=message.approved_at,
        refers_to=message.refers_to,
    )
    return Claim(out=out, account_id=row.account_id, attempts=row.attempts, in_doubt=in_doubt)


def idempotency_key(delivery_id: str, recipient: str) -> str:
    """The same for every attempt; says nothing of the recipient."""
    return hashlib.sha256(f"{delivery_id}/{recipient}".encode()).hexdigest()[:32]


def _shape(rendering: Rendering, target: str | None) -> Rendering:
    """An edit of something that never arrived is published as it is: the text is the approved one."""
    if rendering.action is PublishAction.EDIT and target is None:
        return rendering.model_copy(update={"action": PublishAction.PUBLISH})
    return rendering


def _target(session: Session, message: MessageRow, account_id: str, recipient: str) -> str | None:
    """Remote id of what the original left on this account, for this recipient."""
    if message.refers_to is None:
        return None
    original = session.exec(
        select(DeliveryRow).where(DeliveryRow.message_id == message.refers_to, DeliveryRow.account_id == account_id)
    ).first()
    attempt = attempts.last(session, original.id, recipient) if original else None
    return attempt.remote_id if attempt and attempt.outcome == Outcome.DELIVERED else None
