"""Claiming a delivery by lease, one recipient at a time, and writing down what came of it.

`take_steps` is the transaction before and after every request, for all that want something of the ledger at that moment; no
request is made inside it.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from sqlmodel import Session, col, select

from policy.sending.patience import NextStep, patience
from schemas.drafts.rendering import PublishAction
from schemas.messages.delivery import Claim, SendResult
from schemas.messages.receipt import Receipt
from schemas.states import DeliveryStatus, Outcome
from store.context import AppContext
from store.db.status import become
from store.db.tables import AttemptRow, CrisisRow, DeliveryRow, MessageRow
from store.deliveries import attempt_cache, attempts, deliveries, outgoing, preconditions
from store.evidence import audit
from store.messages import messages
from store.outbox import epochs
from store.sending import conclusion, late_answers

Answer = tuple[Claim, SendResult]
_FEW = 8
"""Recipients of whom all tries are read at once."""
NOTHING_TO_DELETE = SendResult(receipt=Receipt(detail="nothing to delete"))


class Step(NamedTuple):
    """What one hand wants of the ledger: to claim a delivery, or, with answers, to write them down and go on with it."""

    delivery_id: str
    answers: Sequence[Answer] = ()
    """What came of the requests under way."""
    go_on: bool = True
    """False where the worker is stopping: who has not had a request yet is left to the next one."""


def take_steps(
    ctx: AppContext, steps: Sequence[Step], worker: str, lease: timedelta, abreast: int = 1
) -> list[list[Claim]]:
    """All of them in one transaction: the requests that each is to make now, none where it is settled, held, not due, another's.

    Of each delivery as many recipients as can be asked `abreast`: what a worker that dies leaves in doubt is no more than that.
    Safe to do twice: an outcome is written to its own attempt once. What is finished goes before what is claimed.
    """
    found: dict[int, list[Claim]] = {}
    with ctx.write() as session:
        kept = _look_up(session, ctx, steps)
        for number, step in sorted(enumerate(steps), key=lambda each: not each[1].answers):
            if step.answers:
                found[number] = _finish(session, ctx, step, worker, abreast)
            else:
                found[number] = _claim(session, ctx, step.delivery_id, worker, lease, abreast)
        messages.recompute_status(session, ctx, *dict.fromkeys(row.message_id for row, _ in kept.deliveries))
    return [claims for _, claims in sorted(found.items())]


class _Kept(NamedTuple):
    """A session knows without a question what somebody still holds."""

    deliveries: Sequence[tuple[DeliveryRow, MessageRow]]
    crises: Sequence[CrisisRow]


def _look_up(session: Session, ctx: AppContext, steps: Sequence[Step]) -> _Kept:
    """In one question each: the deliveries and their messages, the crises, the tries of those with few recipients."""
    found = deliveries.with_messages(session, [step.delivery_id for step in steps])
    few = [row.id for row, _ in found if len(ctx.channels.recipients(ctx.account(row.account_id))) <= _FEW]
    attempt_cache.look_up(session, few)
    wanted = {message.crisis_id for _, message in found if message.crisis_id}
    return _Kept(found, session.exec(select(CrisisRow).where(col(CrisisRow.id).in_(wanted))).all())


def _finish(session: Session, ctx: AppContext, step: Step, worker: str, abreast: int) -> list[Claim]:
    row = deliveries.get(session, step.delivery_id)
    if row.status != DeliveryStatus.SENDING or row.lease_owner != worker:
        for claimed, result in step.answers:
            late_answers.take(session, ctx, row, claimed, result, worker)
        return []
    attempt_cache.last_of(session, row.id, [claimed.out.recipient for claimed, _ in step.answers])
    for claimed, result in step.answers:
        _write_down(session, ctx, row, claimed, result)
    message = messages.get(session, row.message_id)
    after = step.answers[-1][0].out.recipient
    return _begun_or_next(session, ctx, row, message, after, go_on=step.go_on, abreast=abreast)


def _write_down(session: Session, ctx: AppContext, row: DeliveryRow, claimed: Claim, result: SendResult) -> None:
    attempt = session.get_one(AttemptRow, claimed.attempt_id)
    known_to_be_there = attempt.outcome == Outcome.DELIVERED or result.receipt is None
    if attempt.finished_at is not None and known_to_be_there:
        return
    then = attempts.what_becomes(ctx, row, attempt, claimed, result)
    attempts.finish(attempt, ctx, result, then, row)
    if result.kind:
        row.error_kind, row.error = result.kind, result.error
    if claimed.original is not None and result.original is not None:
        late_answers.found(session, ctx, claimed.original, result.original)


def _claim(
    session: Session, ctx: AppContext, delivery_id: str, worker: str, lease: timedelta, abreast: int
) -> list[Claim]:
    row = deliveries.get(session, delivery_id)
    if row.many:
        return []
    message = messages.get(session, row.message_id)
    if row.status == DeliveryStatus.SENDING:
        return _take_over(session, ctx, row, message, worker, lease, abreast)
    if row.status != DeliveryStatus.QUEUED or row.due_at > ctx.clock():
        return []
    if not preconditions.pass_all(session, ctx, row, message):
        return []
    _begin(session, ctx, row, message, worker, lease)
    return _go_on(session, ctx, row, message, abreast=abreast)


def _begin(
    session: Session, ctx: AppContext, row: DeliveryRow, message: MessageRow, worker: str, lease: timedelta
) -> None:
    now = ctx.clock()
    become(row, DeliveryStatus.SENDING)
    row.started_at, row.attempts, row.round = now, row.attempts + 1, row.round + 1
    row.lease_owner, row.lease_until, row.error, row.error_kind = worker, now + lease, None, None
    _be_patient(session, ctx, row, message)
    messages.begun(session, ctx, message)


def _be_patient(session: Session, ctx: AppContext, row: DeliveryRow, message: MessageRow) -> None:
    """From its first try on, or a person's wish for another, it is tried for as long as the crisis asks for."""
    if row.tried_since is None or row.give_up_at is None:
        crisis = session.get(CrisisRow, message.crisis_id) if message.crisis_id else None
        row.tried_since = ctx.clock()
        row.give_up_at = row.tried_since + patience(ctx.municipality.patience, crisis.severity if crisis else None)


def _take_over(
    session: Session,
    ctx: AppContext,
    row: DeliveryRow,
    message: MessageRow,
    worker: str,
    lease: timedelta,
    abreast: int,
) -> list[Claim]:
    """A lease that ran out, or one of our own that is not in hand: the caller has made sure of that."""
    mine = row.lease_owner == worker
    if not mine and row.lease_until and row.lease_until >= ctx.clock():
        return []
    row.lease_owner, row.lease_until = worker, ctx.clock() + lease
    _be_patient(session, ctx, row, message)
    if mine:
        return _begun_or_next(session, ctx, row, message, abreast=abreast)
    return _in_doubt(session, ctx, row, message, worker, abreast)


def _in_doubt(
    session: Session, ctx: AppContext, row: DeliveryRow, message: MessageRow, worker: str, abreast: int
) -> list[Claim]:
    """What a dead worker had begun may have left; the rest is simply next."""
    begun = attempt_cache.unfinished(session, row.id)
    if not begun:
        return _go_on(session, ctx, row, message, abreast=abreast)
    audit.append(session, ctx, audit.SYSTEM, "delivery.taken_over", row.id, message.crisis_id, worker=worker)
    for attempt in begun:
        attempts.doubt(attempt, ctx)
    return [outgoing.claim(session, ctx, row, message, attempt) for attempt in begun]


def _begun_or_next(
    session: Session,
    ctx: AppContext,
    row: DeliveryRow,
    message: MessageRow,
    after: str | None = None,
    *,
    go_on: bool = True,
    abreast: int = 1,
) -> list[Claim]:
    """Our own transaction was made although its answer was lost: the tries it opened have not left, and are simply made."""
    begun = attempt_cache.unfinished(session, row.id)
    if not begun:
        return _go_on(session, ctx, row, message, after, go_on=go_on, abreast=abreast)
    if go_on:
        return [outgoing.claim(session, ctx, row, message, attempt) for attempt in begun]
    _leave_the_rest(session, ctx, row)
    return []


def _go_on(
    session: Session,
    ctx: AppContext,
    row: DeliveryRow,
    message: MessageRow,
    after: str | None = None,
    *,
    go_on: bool = True,
    abreast: int = 1,
) -> list[Claim]:
    """The next recipients of this round, or the end of it. The lock is asked again before each handful."""
    recipients = _recipients(ctx, row, message)
    claims: list[Claim] = []
    following, standing = attempts.following(session, ctx, row, recipients, after, abreast)
    while following and not claims:
        if not go_on:
            _leave_the_rest(session, ctx, row)
            return []
        if preconditions.interrupted(session, ctx, row, message):
            return []
        found = [_claim_one(session, ctx, row, message, recipient) for recipient in following]
        claims = [claimed for claimed in found if claimed]
        if not claims:
            following, standing = attempts.following(session, ctx, row, recipients, following[-1], abreast)
    if not claims:
        conclusion.conclude(session, ctx, row, message, standing)
    return claims


def _recipients(ctx: AppContext, row: DeliveryRow, message: MessageRow) -> tuple[str, ...]:
    """An answer goes to whom it answers, never to the account's own recipients."""
    return ("",) if message.reply_to else ctx.channels.recipients(ctx.account(row.account_id))


def _leave_the_rest(session: Session, ctx: AppContext, row: DeliveryRow) -> None:
    """This worker stops: the recipients who have not had their request wait for another one, from now on."""
    become(row, DeliveryStatus.QUEUED)
    attempts.withdraw_unsent(session, ctx, row.id)
    row.lease_owner, row.lease_until = None, None
    row.due_at = ctx.clock()
    deliveries.schedule(session, ctx, row, row.due_at)


def _claim_one(
    session: Session, ctx: AppContext, row: DeliveryRow, message: MessageRow, recipient: str
) -> Claim | None:
    """None where there is nothing to send: what never arrived need not be deleted."""
    in_doubt = epochs.of_another_life(session, row)
    attempt = attempts.start(session, ctx, row, recipient, in_doubt=in_doubt)
    claimed = outgoing.claim(session, ctx, row, message, attempt)
    nothing_there = claimed.out.target is None and claimed.original is None
    if claimed.out.rendering.action is PublishAction.DELETE and nothing_there:
        attempts.finish(attempt, ctx, NOTHING_TO_DELETE, NextStep(outcome=Outcome.DELIVERED))
        return None
    return claimed
