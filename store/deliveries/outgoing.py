"""What the gateway is handed for one recipient: the approved rendering, its key, and what it follows up."""

import hashlib

from sqlmodel import Session, select

from policy.sending.patience import is_repeatable
from schemas.drafts.content import MessageKind
from schemas.drafts.rendering import PublishAction, Rendering
from schemas.messages.delivery import Claim, Outgoing
from schemas.states import MAY_STAND, Outcome
from store.context import AppContext
from store.db.tables import AttemptRow, DeliveryRow, MessageRow
from store.deliveries import attempt_cache
from store.messages import earlier, messages, renderings
from store.outbox import epochs
from store.remarks import answering, greetings

_LEFT_SOMETHING = (Outcome.DELIVERED, *MAY_STAND)


def claim(session: Session, ctx: AppContext, row: DeliveryRow, message: MessageRow, attempt: AttemptRow) -> Claim:
    before, last = _original(session, message, row.account_id, attempt.recipient)
    rendering, target = renderings.approved_for(session, message, row.account_id), _target(last)
    original = None
    if before is not None and last is not None and last.outcome in MAY_STAND and message.reply_to is None:
        followed = messages.get(session, before.message_id)
        shown = renderings.approved_for(session, followed, row.account_id)
        original = _outgoing(before, followed, attempt.recipient, shown, None)
    answers = answering.answered(session, message)
    target, said = answers.remote_id if answers else target, greetings.of_message(session, ctx, message)
    only_look = epochs.of_another_life(session, row)
    shown_as = rendering if original else shape(rendering, target)
    return Claim(
        out=_outgoing(row, message, attempt.recipient, _begun(shown_as, said), target).model_copy(
            update={"answers": answers, "greets": bool(said), "privately": answering.privately(message)}
        ),
        account_id=row.account_id,
        attempt_id=attempt.id,
        attempts=row.attempts,
        in_doubt=attempt.in_doubt_since is not None,
        only_look=only_look,
        repeatable=not only_look
        and is_repeatable(
            shown_as.action,
            knows_keys=ctx.channels.idempotent(ctx.account(row.account_id)),
            original_unknown=original is not None,
        ),
        original=original,
    )


def _begun(rendering: Rendering, said: str) -> Rendering:
    return rendering.model_copy(update={"text": f"{said} {rendering.text}"}) if said else rendering


def _outgoing(
    row: DeliveryRow, message: MessageRow, recipient: str, rendering: Rendering, target: str | None
) -> Outgoing:
    return Outgoing(
        delivery_id=row.id,
        message_id=message.id,
        crisis_id=message.crisis_id,
        account_id=row.account_id,
        exercise=message.exercise,
        key=idempotency_key(row.id, recipient),
        recipient=recipient,
        rendering=rendering,
        target=target,
        approved_at=message.approved_at,
        refers_to=message.refers_to,
    )


def common(row: DeliveryRow, message: MessageRow, rendering: Rendering) -> Outgoing:
    """What all recipients of a batch have in common."""
    return _outgoing(row, message, "", rendering, None)


def idempotency_key(delivery_id: str, recipient: str) -> str:
    """The same for every attempt; says nothing of the recipient."""
    return hashlib.sha256(f"{delivery_id}/{recipient}".encode()).hexdigest()[:32]


def shape(rendering: Rendering, target: str | None) -> Rendering:
    """An edit of something that never arrived is published as it is: the text is the approved one."""
    if rendering.action is PublishAction.EDIT and target is None:
        return rendering.model_copy(update={"action": PublishAction.PUBLISH})
    return rendering


def _original(
    session: Session, message: MessageRow, account_id: str, recipient: str
) -> tuple[DeliveryRow | None, AttemptRow | None]:
    """The delivery to the same account of the message that this one follows up, and its last try for this recipient.

    Of a correction that has left nothing there, what that one was to put right.
    """
    first: tuple[DeliveryRow | None, AttemptRow | None] | None = None
    for each in earlier.above(session, message):
        found = _last_try(session, each, account_id, recipient)
        if found[1] is not None and found[1].outcome in _LEFT_SOMETHING:
            return found
        first = first or found
        if each.kind is not MessageKind.CORRECTION:
            break
    return first or (None, None)


def _last_try(
    session: Session, message: MessageRow, account_id: str, recipient: str
) -> tuple[DeliveryRow | None, AttemptRow | None]:
    wanted = select(DeliveryRow).where(DeliveryRow.message_id == message.id, DeliveryRow.account_id == account_id)
    found = session.exec(wanted).first()
    return found, attempt_cache.last(session, found.id, recipient) if found else None


def _target(last: AttemptRow | None) -> str | None:
    """Remote id of what the original's last attempt left for this recipient."""
    return last.remote_id if last is not None and last.outcome == Outcome.DELIVERED else None
