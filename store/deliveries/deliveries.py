"""Queueing deliveries, and what people may do about them afterwards."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from sqlmodel import Session, col, select

from policy.accounts.lock import account_state
from policy.exercises.sandbox import may_reach
from policy.monitoring.undelivered import may_settle
from schemas.errors import InvalidInput, NotFound, Refused
from schemas.event import EventKind
from schemas.messages.bulk import BulkState
from schemas.messages.delivery import Delivery
from schemas.sentence import Sentence, say
from schemas.states import DeliveryStatus, Outcome
from store.accounts.accounts import open_locks
from store.context import AppContext
from store.db.columns import new_id
from store.db.nouns import as_noun
from store.db.status import become
from store.db.tables import BatchRow, BatchState, BulkRow, DeliveryRow, MessageRow, OutboxRow
from store.deliveries import attempts
from store.evidence import audit
from store.messages import earlier, many, messages, renderings
from store.outbox import doubts, epochs, outbox
from store.remarks import answering


class Settlement(StrEnum):
    """What a person says of a delivery that nobody could settle."""

    ARRIVED = "arrived"
    LOST = "lost"
    RETRY = "retry"


_BECOMES = {
    Settlement.ARRIVED: Outcome.DELIVERED,
    Settlement.LOST: Outcome.FAILED,
    Settlement.RETRY: Outcome.AGAIN,
}


_MOVING = (DeliveryStatus.QUEUED, DeliveryStatus.SENDING)
_JUST_NOW = timedelta(seconds=15)
"""A quick channel has answered before Prefect has begun to watch."""


def queue(session: Session, ctx: AppContext, message: MessageRow, accounts: Sequence[str]) -> None:
    """One row per account, and the announcement that makes the worker send them."""
    if not accounts:
        raise InvalidInput(say("No channel is chosen. Name at least one with --account."))
    for account_id in accounts:
        add(session, ctx, message, account_id)
    outbox.emit(
        session,
        ctx,
        EventKind.MESSAGE_QUEUED,
        {"message_id": message.id},
        crisis_id=message.crisis_id,
        due_at=message.publish_at,
    )


def add(
    session: Session, ctx: AppContext, message: MessageRow, account_id: str, fallback_for: str | None = None
) -> DeliveryRow:
    may_reach(ctx.account(account_id), exercise=message.exercise).or_raise()
    row = DeliveryRow(
        id=new_id("l"),
        message_id=message.id,
        account_id=account_id,
        exercise=message.exercise,
        action=renderings.approved_for(session, message, account_id).action,
        status=DeliveryStatus.QUEUED,
        due_at=message.publish_at,
        queued_at=ctx.clock(),
        epoch=epochs.current(session),
        fallback_for=fallback_for,
    )
    session.add(row)
    session.flush()
    if many.begin(session, ctx, row, message) and row.due_at > message.publish_at:
        schedule(session, ctx, row, row.due_at)
    return row


def schedule(session: Session, ctx: AppContext, row: DeliveryRow, due_at: datetime) -> None:
    """Have the worker take this one delivery up at `due_at`."""
    crisis_id = messages.get(session, row.message_id).crisis_id
    payload = {"delivery_id": row.id, "message_id": row.message_id}
    outbox.emit(session, ctx, EventKind.DELIVERY_DUE, payload, crisis_id=crisis_id, due_at=due_at)


def cancel_waiting(session: Session, ctx: AppContext, message_id: str, because: str) -> None:
    """A retraction stops what of its original has not left yet."""
    waiting = select(DeliveryRow).where(
        DeliveryRow.message_id == message_id, DeliveryRow.status == DeliveryStatus.QUEUED
    )
    for row in session.exec(waiting).all():
        stop(session, ctx, row, because)
    messages.recompute_status(session, ctx, message_id)


def stop(session: Session, ctx: AppContext, row: DeliveryRow, because: str) -> None:
    """Nothing more leaves of a delivery that waits. What may stand there already is put before a person."""
    doubtful = doubts.put_before_a_person(session, row.id)
    status = DeliveryStatus.UNCERTAIN if doubtful else DeliveryStatus.CANCELLED
    become(row, status)
    crisis_id = messages.get(session, row.message_id).crisis_id
    audit.append(session, ctx, audit.SYSTEM, f"delivery.{status}", row.id, crisis_id, because=because)


def settle(ctx: AppContext, actor: str, delivery_id: str, verdict: Settlement, note: str = "") -> Delivery:
    """A person decides about an `uncertain` delivery, or asks for another try of a `failed` one.

    The decision is about the recipients of whom nobody knew; those that surely failed stay so, unless they are tried again.
    Raises `Refused` for another try of an answer to what has another by now, says something else, or is hidden; and of a message
    that another has taken the place of.
    """
    with ctx.write() as session:
        row = get(session, delivery_id)
        require_may_settle(session, ctx, actor, row)
        message, failed = messages.get(session, row.message_id), row.status == DeliveryStatus.FAILED
        outcome = _BECOMES[verdict]
        if outcome is Outcome.AGAIN and (found := earlier.later(session, row, message)):
            raise Refused(_never_again(found, here=earlier.sees_to(session, row, found)))
        status = many.decide(session, ctx, row.id, outcome) if row.many else attempts.decide(session, row.id, outcome)
        become(row, status)
        audit.append(
            session, ctx, actor, "delivery.settled", row.id, message.crisis_id, verdict=verdict.value, note=note
        )
        if status is DeliveryStatus.QUEUED:
            row.attempts, row.due_at = 0, ctx.clock()
            row.tried_since = row.give_up_at = None
            row.epoch = epochs.current(session)
            schedule(session, ctx, row, ctx.clock())
            if failed:
                answering.waits_again(session, ctx, actor, message)
        elif status is DeliveryStatus.FAILED:
            answering.let_go(session, ctx, message.reply_to)
        messages.recompute_status(session, ctx, row.message_id)
        return as_noun(Delivery, row, paused=False)


def _never_again(later: MessageRow, *, here: bool) -> Sentence:
    """`here`: the later message sees to this account too."""
    if here:
        return say("{id} has come after this message, so it is sent no more.", id=later.id)
    return say(
        "{id} has come after this message, so it is sent no more. This channel got neither: write to it anew, with what is right.",
        id=later.id,
    )


def require_may_settle(session: Session, ctx: AppContext, actor: str, row: DeliveryRow) -> None:
    """Raises `Refused` for who is neither of the desk nor answers for the unit's own post."""
    account = ctx.municipality.account(row.account_id)
    state = account_state(open_locks(session, row.account_id))
    units_own = messages.get(session, row.message_id).crisis_id is None
    ctx.ask(lambda person: may_settle(ctx.municipality, person, account, state, units_own=units_own), actor)


def accounts_of(session: Session, message_id: str) -> set[str]:
    return set(session.exec(select(DeliveryRow.account_id).where(DeliveryRow.message_id == message_id)))


def to_carry(ctx: AppContext, message_id: str, worker: str = "") -> list[tuple[str, str]]:
    """(delivery, account) ids of a message that someone must carry out now, or whose carrier has died; not those in batches.

    What is leased to `worker` itself is among them: whether it has it in hand only it can know.
    """
    now = ctx.clock()
    query = select(DeliveryRow).where(DeliveryRow.message_id == message_id, col(DeliveryRow.many).is_(False))
    query = query.order_by(col(DeliveryRow.account_id))
    with ctx.read() as session:
        return [(row.id, row.account_id) for row in session.exec(query) if _is_waiting(row, now, worker)]


def waiting(ctx: AppContext, message_id: str) -> list[str]:
    """The delivery ids of `to_carry`."""
    return [delivery_id for delivery_id, _ in to_carry(ctx, message_id)]


def every(ctx: AppContext, message_id: str) -> list[tuple[str, str]]:
    """(delivery, account) ids of a message, ended or not."""
    query = select(DeliveryRow.id, DeliveryRow.account_id).where(DeliveryRow.message_id == message_id)
    with ctx.read() as session:
        return list(session.exec(query.order_by(col(DeliveryRow.account_id))).all())


def recent(ctx: AppContext, message_id: str) -> list[tuple[str, str]]:
    """(delivery, account) ids of a message: those on their way, and those that have just ended."""
    with ctx.read() as session:
        rows = messages.noun(session, messages.get(session, message_id)).deliveries
    since = ctx.clock() - _JUST_NOW
    chosen = [row for row in rows if row.status in _MOVING or (row.finished_at and row.finished_at > since)]
    return [(row.id, row.account_id) for row in chosen]


def announce_stranded(ctx: AppContext) -> int:
    """Announce again what nobody carries and no open event will wake: the safety net after any mishap."""
    with ctx.write() as session:
        woken = set()
        for event in session.exec(select(OutboxRow.payload).where(col(OutboxRow.done_at).is_(None))):
            woken.add(event.get("message_id"))
        begun = select(BatchRow.delivery_id).where(BatchRow.state == BatchState.BEGUN)
        paused = select(BulkRow.delivery_id).where(BulkRow.state == BulkState.PAUSED)
        rests = col(DeliveryRow.id).in_(paused.where(col(BulkRow.delivery_id).not_in(begun)))
        rows = session.exec(select(DeliveryRow).where(col(DeliveryRow.status).in_(_MOVING), ~rests)).all()
        stranded = [r for r in rows if r.message_id not in woken and _is_waiting(r, ctx.clock())]
        for row in stranded:
            schedule(session, ctx, row, ctx.clock())
        return len(stranded)


def status(ctx: AppContext, delivery_id: str) -> DeliveryStatus:
    with ctx.read() as session:
        return DeliveryStatus(get(session, delivery_id).status)


def is_to_many(ctx: AppContext, delivery_id: str) -> bool:
    with ctx.read() as session:
        return get(session, delivery_id).many


def with_messages(session: Session, delivery_ids: Sequence[str]) -> Sequence[tuple[DeliveryRow, MessageRow]]:
    query = select(DeliveryRow, MessageRow).join(MessageRow, col(MessageRow.id) == col(DeliveryRow.message_id))
    return session.exec(query.where(col(DeliveryRow.id).in_(delivery_ids))).all()


def get(session: Session, delivery_id: str) -> DeliveryRow:
    row = session.get(DeliveryRow, delivery_id)
    if row is None:
        raise NotFound(say("There is no delivery {id}. See `krisekanal message show`.", id=delivery_id))
    return row


def _is_waiting(row: DeliveryRow, now: datetime, worker: str = "") -> bool:
    if row.status == DeliveryStatus.QUEUED:
        return row.due_at <= now
    runs_out = row.lease_until is None or row.lease_until < now
    return row.status == DeliveryStatus.SENDING and (runs_out or row.lease_owner == worker)
