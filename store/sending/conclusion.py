"""The end of a round: what the recipients' tries add up to, and who stands in for a channel that failed."""

from datetime import datetime

from sqlmodel import Session, col, select

from config.language.texts import read
from schemas.accounts.account import OWN_ADDRESS
from schemas.errors import RetryClass
from schemas.sentence import say
from schemas.states import DeliveryStatus, Outcome
from store.context import AppContext
from store.db.status import become, come_to, try_become
from store.db.tables import DeliveryRow, MessageRow, ReportRow
from store.deliveries import attempt_cache, attempts, deliveries, preconditions
from store.evidence import audit
from store.messages import messages, renderings
from store.remarks import answering
from store.sending import undelivered

_ENDED = (DeliveryStatus.DELIVERED, DeliveryStatus.FAILED, DeliveryStatus.UNCERTAIN)
_REPORTED = say("Handed over, and reported afterwards as not delivered.")


def conclude(
    session: Session, ctx: AppContext, row: DeliveryRow, message: MessageRow, standing: attempt_cache.Last
) -> None:
    """Every recipient has had its try: add up, hand over to the fallback. `standing` is the last of each.

    Whoever calls it brings the message's status in step.
    """
    _told_before(session, ctx, row, standing)
    conclude_as(session, ctx, row, message, attempts.sum_up(standing), attempts.next_due(standing))


def conclude_as(
    session: Session,
    ctx: AppContext,
    row: DeliveryRow,
    message: MessageRow,
    status: DeliveryStatus,
    next_due: datetime | None,
) -> None:
    """`next_due` is when it goes on, where it does."""
    before = row.finished_at
    become(row, status)
    row.lease_owner, row.lease_until = None, None
    row.finished_at = ctx.clock()
    if status is DeliveryStatus.DELIVERED:
        row.error, row.error_kind = None, None
    if status is DeliveryStatus.QUEUED:
        row.due_at = next_due or ctx.clock()
    _log(session, ctx, row, message)
    if status is DeliveryStatus.QUEUED and not preconditions.interrupted(session, ctx, row, message):
        deliveries.schedule(session, ctx, row, row.due_at)
    if status is DeliveryStatus.FAILED:
        _fall_back(session, ctx, row, message)
        answering.let_go(session, ctx, message.reply_to)
    undelivered.announce(session, ctx, row, message, before)


def reported(session: Session, ctx: AppContext, row: DeliveryRow, message: MessageRow, status: DeliveryStatus) -> None:
    """What reports make of a delivery that has ended, by the rule that ended it: it stands as if they had come before.

    But no other account takes over: hours later that is for a person to decide (`store.drafts.second_way`).
    """
    if row.status not in _ENDED or status not in _ENDED or not try_become(row, status):
        return
    before, row.finished_at = row.finished_at, ctx.clock()
    lost = status is DeliveryStatus.FAILED
    row.error_kind = RetryClass.PERMANENT if lost else None
    row.error = read(_REPORTED, ctx.municipality.organisation.language) if lost else None
    _log(session, ctx, row, message)
    if lost:
        answering.came_back(session, ctx, message)
    undelivered.announce(session, ctx, row, message, before)
    messages.recompute_status(session, ctx, message.id)


def _told_before(session: Session, ctx: AppContext, row: DeliveryRow, standing: attempt_cache.Last) -> None:
    """What came back before our own receipt was written down."""
    taken = {each.remote_id: each for each in standing.values() if each.outcome is Outcome.DELIVERED and each.remote_id}
    if not taken or ctx.account(row.account_id).platform not in OWN_ADDRESS:
        return
    lost = ReportRow.account_id == row.account_id, col(ReportRow.arrived).is_(False)
    for report in session.exec(select(ReportRow).where(*lost, col(ReportRow.remote_id).in_(taken))):
        if report.reported_at >= taken[report.remote_id].started_at:
            come_to(taken[report.remote_id], Outcome.FAILED)


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
    """The configured account takes over, with the rendering that was approved for it. Never for an answer: that stands under its
    remark and nowhere else."""
    if message.reply_to is not None:
        return
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
