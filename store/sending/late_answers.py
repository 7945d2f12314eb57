"""What is learnt of a request after somebody else had to go on without its answer."""

from sqlmodel import Session

from policy.sending.patience import NextStep
from schemas.messages.delivery import Claim, Outgoing, SendResult
from schemas.messages.receipt import Receipt
from schemas.states import MAY_STAND, DeliveryStatus, Outcome
from store.context import AppContext
from store.db.tables import AttemptRow, DeliveryRow
from store.deliveries import attempt_cache, attempts, deliveries
from store.evidence import audit
from store.messages import messages
from store.sending import conclusion


def take(session: Session, ctx: AppContext, row: DeliveryRow, claimed: Claim, result: SendResult, worker: str) -> None:
    """A worker that had lost its lease comes with an answer. It settles what nobody knew, and is in the log in any case.

    While another worker has it in hand only a receipt counts: a refusal is left to the one who looks.
    """
    attempt = session.get_one(AttemptRow, claimed.attempt_id)
    message = messages.get(session, row.message_id)
    remote_id = result.receipt.remote_id if result.receipt else None
    audit.append(
        session,
        ctx,
        audit.SYSTEM,
        "delivery.late_answer",
        row.id,
        message.crisis_id,
        worker=worker,
        remote_id=remote_id,
    )
    somebody_looks = row.status == DeliveryStatus.SENDING and result.receipt is None
    if somebody_looks or attempt.outcome not in MAY_STAND:
        return
    then = attempts.what_becomes(ctx, row, attempt, claimed, result)
    if then.outcome not in MAY_STAND:
        _settle(session, ctx, row, attempt, result, then)


def found(session: Session, ctx: AppContext, original: Outgoing, receipt: Receipt) -> None:
    """Looking for what a follow-up is about has shown that it stands there after all."""
    attempt = attempt_cache.last(session, original.delivery_id, original.recipient)
    if attempt is None or attempt.outcome not in MAY_STAND:
        return
    row = deliveries.get(session, original.delivery_id)
    _settle(session, ctx, row, attempt, SendResult(receipt=receipt), NextStep(outcome=Outcome.DELIVERED))


def _settle(
    session: Session,
    ctx: AppContext,
    row: DeliveryRow,
    attempt: AttemptRow,
    result: SendResult,
    then: NextStep,
) -> None:
    attempts.finish(attempt, ctx, result, then, row)
    standing = attempt_cache.latest(session, row.id)
    if row.status == DeliveryStatus.UNCERTAIN and attempts.sum_up(standing) is not DeliveryStatus.UNCERTAIN:
        row.due_at = ctx.clock()
        conclusion.conclude(session, ctx, row, messages.get(session, row.message_id), standing)
        messages.recompute_status(session, ctx, row.message_id)
