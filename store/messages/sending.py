"""Claiming a delivery by lease, one recipient at a time, and writing down what came of it.

`claim` and `finish` are the two transactions around every request; no request is made inside either.
"""

from collections.abc import Sequence
from datetime import timedelta

from sqlmodel import Session

from policy import retry
from schemas.delivery import Claim, SendResult
from schemas.errors import RetryClass
from schemas.receipt import Receipt
from schemas.rendering import PublishAction
from schemas.states import DeliveryStatus, Outcome
from store.context import AppContext
from store.db.status import become
from store.db.tables import AttemptRow, DeliveryRow, MessageRow
from store.evidence import audit
from store.messages import attempts, deliveries, messages, outgoing, preconditions, renderings

NOTHING_TO_DELETE = SendResult(receipt=Receipt(detail="nothing to delete"))


def claim(ctx: AppContext, delivery_id: str, worker: str, lease: timedelta) -> Claim | None:
    """Ours to send now, or None: settled, held, not due, or somebody else's."""
    return next(iter(claim_all(ctx, [delivery_id], worker, lease)), None)


def claim_all(ctx: AppContext, delivery_ids: Sequence[str], worker: str, lease: timedelta) -> list[Claim]:
    """As `claim`, for several at once and in one transaction: the channels of a message start together."""
    with ctx.write() as session:
        kept = deliveries.with_messages(session, delivery_ids)  # one question for all; `_claim` finds them there
        found = [_claim(session, ctx, delivery_id, worker, lease) for delivery_id in delivery_ids]
        del kept
        return [claimed for claimed in found if claimed]


def finish(ctx: AppContext, claimed: Claim, result: SendResult, worker: str) -> Claim | None:
    """Write down what one request came to. Returns the next recipient's claim, or None at the end."""
    with ctx.write() as session:
        row = deliveries.get(session, claimed.out.delivery_id)
        if row.status != DeliveryStatus.SENDING or row.lease_owner != worker:
            audit.append(
                session,
                ctx,
                audit.SYSTEM,
                "delivery.late_answer",
                row.id,
                claimed.out.crisis_id,
                worker=worker,
                remote_id=result.receipt.remote_id if result.receipt else None,
            )
            return None
        _record(session, ctx, row, claimed, result)
        message = messages.get(session, row.message_id)
        return _go_on(session, ctx, row, message, after=claimed.out.recipient)


def _claim(session: Session, ctx: AppContext, delivery_id: str, worker: str, lease: timedelta) -> Claim | None:
    row = deliveries.get(session, delivery_id)
    message = messages.get(session, row.message_id)
    if row.status == DeliveryStatus.SENDING:
        return _take_over(session, ctx, row, message, worker, lease)
    if row.status != DeliveryStatus.QUEUED or row.due_at > ctx.clock():
        return None
    if not preconditions.pass_all(session, ctx, row, message):
        return None
    return _begin(session, ctx, row, message, worker, lease)


def _begin(
    session: Session, ctx: AppContext, row: DeliveryRow, message: MessageRow, worker: str, lease: timedelta
) -> Claim | None:
    now = ctx.clock()
    become(row, DeliveryStatus.SENDING)
    row.started_at, row.attempts, row.round = now, row.attempts + 1, row.round + 1
    row.lease_owner, row.lease_until, row.error, row.error_kind = worker, now + lease, None, None
    session.flush()
    messages.recompute_status(session, ctx, message.id)
    return _go_on(session, ctx, row, message)


def _take_over(
    session: Session, ctx: AppContext, row: DeliveryRow, message: MessageRow, worker: str, lease: timedelta
) -> Claim | None:
    """The lease of a dead worker: what it had begun is in doubt, the rest is simply next."""
    if row.lease_until and row.lease_until >= ctx.clock():
        return None
    row.lease_owner, row.lease_until = worker, ctx.clock() + lease
    open_attempt = attempts.unfinished(session, row.id)
    if open_attempt is None:
        return _go_on(session, ctx, row, message)
    audit.append(session, ctx, audit.SYSTEM, "delivery.taken_over", row.id, message.crisis_id, worker=worker)
    return outgoing.claim(session, ctx, row, message, open_attempt.recipient, in_doubt=True)


def _go_on(
    session: Session, ctx: AppContext, row: DeliveryRow, message: MessageRow, after: str | None = None
) -> Claim | None:
    """The next recipient of this round, or the end of it. The lock is asked again before each."""
    recipients = ctx.channels.recipients(ctx.account(row.account_id))
    following, standing = attempts.next_recipient(session, row, recipients, after)
    if following is not None and preconditions.interrupted(session, ctx, row, message):
        return None
    while following is not None:
        claimed = _claim_one(session, ctx, row, message, following)
        if claimed is not None:
            return claimed
        following, standing = attempts.next_recipient(session, row, recipients, following)
    _conclude(session, ctx, row, message, standing)
    return None


def _claim_one(
    session: Session, ctx: AppContext, row: DeliveryRow, message: MessageRow, recipient: str
) -> Claim | None:
    """None where there is nothing to send: what never arrived need not be deleted."""
    attempt = attempts.start(session, ctx, row, recipient)
    claimed = outgoing.claim(session, ctx, row, message, recipient)
    if claimed.out.rendering.action is PublishAction.DELETE and claimed.out.target is None:
        attempts.finish(attempt, ctx, NOTHING_TO_DELETE, DeliveryStatus.DELIVERED)
        return None
    return claimed


def _record(session: Session, ctx: AppContext, row: DeliveryRow, claimed: Claim, result: SendResult) -> None:
    attempt = attempts.last(session, row.id, claimed.out.recipient)
    if attempt is None:
        raise AssertionError("an attempt is opened before its request leaves")
    idempotent = ctx.channels.idempotent(ctx.account(row.account_id))
    then = retry.judge(result, idempotent=idempotent, attempts=row.attempts, now=ctx.clock())
    attempts.finish(attempt, ctx, result, then.status)
    if result.receipt:
        row.remote_id, row.remote_url = result.receipt.remote_id, result.receipt.remote_url
    if result.kind:
        row.error_kind, row.error = result.kind, result.error
    if then.due_at:
        row.due_at = max(row.due_at, then.due_at)
    session.flush()


def _conclude(
    session: Session, ctx: AppContext, row: DeliveryRow, message: MessageRow, standing: dict[str, AttemptRow]
) -> None:
    """Every recipient has had its try: add up, hand over to the fallback, tell the message."""
    status = _sum(standing)
    become(row, status)
    row.lease_owner, row.lease_until = None, None
    row.finished_at = ctx.clock()
    if status is DeliveryStatus.DELIVERED:
        row.error, row.error_kind = None, None
    _log(session, ctx, row, message)
    if status is DeliveryStatus.QUEUED and not preconditions.interrupted(session, ctx, row, message):
        deliveries.schedule(session, ctx, row, row.due_at)
    if status is DeliveryStatus.FAILED:
        _fall_back(session, ctx, row, message)
    session.flush()
    messages.recompute_status(session, ctx, message.id)


def _sum(standing: dict[str, AttemptRow]) -> DeliveryStatus:
    found = {attempt.outcome for attempt in standing.values()}
    for outcome, status in (
        (Outcome.AGAIN, DeliveryStatus.QUEUED),
        (Outcome.UNCERTAIN, DeliveryStatus.UNCERTAIN),
        (Outcome.FAILED, DeliveryStatus.FAILED),
    ):
        if outcome in found:
            return status
    return DeliveryStatus.DELIVERED


def _log(session: Session, ctx: AppContext, row: DeliveryRow, message: MessageRow) -> None:
    action = "retry" if row.status == DeliveryStatus.QUEUED else row.status
    audit.append(
        session,
        ctx,
        audit.SYSTEM,
        f"delivery.{action}",
        row.id,
        message.crisis_id,
        message=message.id,
        account=row.account_id,
        attempts=row.attempts,
        remote_id=row.remote_id,
        remote_url=row.remote_url,
        error=row.error,
        hash=message.content_hash,
    )


def _fall_back(session: Session, ctx: AppContext, row: DeliveryRow, message: MessageRow) -> None:
    """The configured account takes over, with the rendering that was approved for it."""
    fallback = ctx.account(row.account_id).fallback
    approved = {each.account_id for each in renderings.of_message(session, message)}
    if not fallback or fallback not in approved or fallback in deliveries.accounts_of(session, message.id):
        return
    stand_in = deliveries.add(session, ctx, message, fallback, fallback_for=row.account_id)
    audit.append(
        session,
        ctx,
        audit.SYSTEM,
        "delivery.fallback",
        stand_in.id,
        message.crisis_id,
        account=fallback,
        instead_of=row.account_id,
        why=RetryClass(row.error_kind or "permanent").value,
    )
    deliveries.schedule(session, ctx, stand_in, ctx.clock())
