"""Delivery reports, written down: once each, in whatever order they come, also before our own receipt."""

from collections.abc import Collection, Sequence
from contextlib import suppress
from datetime import timedelta

from sqlalchemy import union_all
from sqlmodel import Session, col, select

from policy.recipients import ways
from policy.sending.message_ids import same
from schemas.errors import InvalidInput
from schemas.messages.bulk import Fate
from schemas.recipients.delivery_report import DeliveryReport
from schemas.states import Outcome
from store.batches import addressees, keys, remote_ids, reported
from store.bulk import ending, results
from store.context import AppContext
from store.db.status import come_to
from store.db.tables import (
    AttemptRow,
    BatchRow,
    BatchState,
    BulkRow,
    DeliveryRow,
    RecipientSetMemberRow,
    ReportRow,
)
from store.deliveries import attempt_cache, attempts, deliveries
from store.messages import many, messages
from store.sending import conclusion

_NEVER_LEFT = (Fate.ERASED, Fate.STOPPED)
"""Of all others a provider knows better than we whether it was taken."""
_MAY_FAIL = (Fate.ON_ITS_WAY, Fate.HANDED_OVER, Fate.IN_DOUBT, Fate.UNCERTAIN)
"""What arrived stays so, and what is to be tried again is tried."""
LATEST = timedelta(hours=72) + timedelta(days=1)
"""How long after a message reports of it may come: providers try for 72 hours (GOV.UK Notify, “Delivery times”), and the report has a
way of its own. An id that a provider gives a second time, later, is none of ours."""


def take(ctx: AppContext, account_id: str, reports: Sequence[DeliveryReport]) -> int:
    """How many said something new. Safe to do twice."""
    with ctx.write() as session:
        return sum(_take(session, ctx, account_id, report) for report in reports)


def take_one(ctx: AppContext, account_id: str, report: DeliveryReport) -> bool:
    """One that comes without a key. False where it is to be brought again: what it is about may be on its way, and its id not written
    down yet."""
    with ctx.write() as session:
        report = _as_answered(session, ctx, account_id, report)
        place = _place(session, ctx, account_id, report)
        known = place or account_of(session, ctx, report)
        if known is None and _is_sending(session, account_id):
            return False
        _take_at(session, ctx, account_id, report, place)
        return True


def awaited(ctx: AppContext, account_id: str) -> bool:
    """Whether anything was sent of late that a report may be about."""
    sent = DeliveryRow.account_id == account_id, col(DeliveryRow.queued_at) > ctx.clock() - LATEST
    with ctx.read() as session:
        return session.exec(select(DeliveryRow.id).where(*sent).limit(1)).first() is not None


def _is_sending(session: Session, account_id: str) -> bool:
    query = select(BatchRow.id).where(BatchRow.account_id == account_id, BatchRow.state == BatchState.BEGUN)
    return session.exec(query.limit(1)).first() is not None


def take_bounces(ctx: AppContext, bounces: Sequence[DeliveryReport]) -> int:
    """The same of letters, whose account is that of the letter itself. How many said something new."""
    with ctx.write() as session:
        known = [(account_of(session, ctx, each), each) for each in bounces]
        return sum(_take(session, ctx, account_id, each) for account_id, each in known if account_id)


def is_ours(ctx: AppContext, bounce: DeliveryReport) -> bool:
    """About a letter that stands in the ledger."""
    with ctx.read() as session:
        return account_of(session, ctx, bounce) is not None


def account_of(session: Session, ctx: AppContext, report: DeliveryReport) -> str | None:
    place = keys.place(ctx.sealed, report.key)
    bulk = session.get(BulkRow, place.delivery_id) if place else None
    if bulk is not None:
        return bulk.account_id
    query = select(DeliveryRow.account_id).join(AttemptRow, col(AttemptRow.delivery_id) == col(DeliveryRow.id))
    return session.exec(query.where(AttemptRow.remote_id == report.remote_id).limit(1)).first()


def _take(session: Session, ctx: AppContext, account_id: str, report: DeliveryReport) -> bool:
    report = _as_answered(session, ctx, account_id, report)
    return _take_at(session, ctx, account_id, report, _place(session, ctx, account_id, report))


def _place(session: Session, ctx: AppContext, account_id: str, report: DeliveryReport) -> keys.RecipientPlace | None:
    """Which of many it is about; None for one of a few, and for what is not known."""
    place = keys.place(ctx.sealed, report.key) or _in_batch(session, ctx, report)
    return place or _by_its_id(session, ctx, account_id, report)


def _take_at(
    session: Session, ctx: AppContext, account_id: str, report: DeliveryReport, place: keys.RecipientPlace | None
) -> bool:
    bulk = session.get(BulkRow, place.delivery_id) if place else None
    if place is None or bulk is None:
        return _of_few(session, ctx, account_id, report)
    batch = addressees.batch_of(session, *place)
    if bulk.account_id != account_id or batch is None:
        return False
    return _of_many(session, ctx, bulk, batch, place.number, report)


def _in_batch(session: Session, ctx: AppContext, report: DeliveryReport) -> keys.RecipientPlace | None:
    """Of many in one request, by their number."""
    batch = session.get(BatchRow, report.key.partition(".")[0]) if report.recipient and report.key else None
    bulk = session.get(BulkRow, batch.delivery_id) if batch else None
    if batch is None or bulk is None or bulk.set_id is None:
        return None
    query = select(RecipientSetMemberRow.number).where(
        RecipientSetMemberRow.set_id == bulk.set_id,
        RecipientSetMemberRow.mark == ctx.sealed.mark(report.recipient),
        col(RecipientSetMemberRow.number).between(batch.first, batch.first + len(batch.fates) - 1),
    )
    number = session.exec(query.limit(1)).first()
    return None if number is None else keys.RecipientPlace(batch.delivery_id, number)


def _by_its_id(
    session: Session, ctx: AppContext, account_id: str, report: DeliveryReport
) -> keys.RecipientPlace | None:
    """Where no key comes back: whoever has this number in what the account has sent of late (`LATEST`), and got this id there."""
    if report.key or not (report.recipient and report.remote_id):
        return None
    query = select(BulkRow.delivery_id, RecipientSetMemberRow.number).join(
        RecipientSetMemberRow, col(RecipientSetMemberRow.set_id) == col(BulkRow.set_id)
    )
    query = query.where(
        BulkRow.account_id == account_id, RecipientSetMemberRow.mark == ctx.sealed.mark(report.recipient)
    )
    ended = col(BulkRow.ended_at)
    of_late = union_all(query.where(ended.is_(None)), query.where(ended > ctx.clock() - LATEST))
    places = (keys.RecipientPlace(*found) for found in session.connection().execute(of_late).all())
    ids = {place: remote_id for place in places if (remote_id := _id_at(session, place))}
    answered = _likest(ids.values(), report.remote_id)
    return next((place for place, remote_id in ids.items() if remote_id == answered), None)


def _as_answered(session: Session, ctx: AppContext, account_id: str, report: DeliveryReport) -> DeliveryReport:
    """With the id that the centre gave a text to this number when it took it: in its reports it may write it otherwise."""
    if report.key or not (report.recipient and report.remote_id):
        return report
    query = select(AttemptRow.remote_id).join(DeliveryRow, col(DeliveryRow.id) == col(AttemptRow.delivery_id))
    of_late = col(AttemptRow.started_at) > ctx.clock() - LATEST
    query = query.where(AttemptRow.recipient == report.recipient, DeliveryRow.account_id == account_id, of_late)
    answered = _likest([each for each in session.exec(query) if each], report.remote_id)
    return report.model_copy(update={"remote_id": answered}) if answered else report


def _likest(ids: Collection[str], reported: str) -> str | None:
    """The very same before one that means the same."""
    return reported if reported in ids else next((each for each in ids if same(each, reported)), None)


def _id_at(session: Session, place: keys.RecipientPlace) -> str | None:
    batch = addressees.batch_of(session, *place)
    return remote_ids.read(batch.remote, len(batch.fates))[place.number - batch.first] if batch else None


def _of_many(
    session: Session, ctx: AppContext, bulk: BulkRow, batch: BatchRow, number: int, report: DeliveryReport
) -> bool:
    fates = list(batch.fates)
    before = Fate(fates[number - batch.first])
    then = Fate.ARRIVED if report.arrived else Fate.BOUNCED
    if then is before or (before in _NEVER_LEFT if report.arrived else before not in _MAY_FAIL):
        return False
    fates[number - batch.first] = then
    many.change(bulk, batch, "".join(fates))
    lost = (then is Fate.BOUNCED) - (before is Fate.BOUNCED)
    many.told_by_the_minute(session, ctx, bulk.delivery_id, arrived=then is Fate.ARRIVED, failed=lost)
    _heard_of(session, ctx, bulk, number, report)
    _bring_in_step(session, ctx, bulk, batch)
    return True


def _bring_in_step(session: Session, ctx: AppContext, bulk: BulkRow, batch: BatchRow) -> None:
    """The delivery ends, should it have waited for this one; one that has ended may stand otherwise now."""
    row = deliveries.get(session, bulk.delivery_id)
    message = messages.get(session, row.message_id)
    if batch.state is BatchState.WAITING:
        results.go_on(ctx, batch, [batch.due_at])
        session.flush()
        ending.end_if_done(session, ctx, bulk, row, message)
        messages.recompute_status(session, ctx, row.message_id)
    conclusion.reported(session, ctx, row, message, many.sum_up(ctx, bulk))


def _heard_of(session: Session, ctx: AppContext, bulk: BulkRow, number: int, report: DeliveryReport) -> None:
    member = session.get(RecipientSetMemberRow, (bulk.set_id, number))
    if member is not None:
        reported.heard(session, ctx, member.mark, report)


def _of_few(session: Session, ctx: AppContext, account_id: str, report: DeliveryReport) -> bool:
    """Kept by the provider's id, whether or not we know it yet: our own receipt may come later. A letter has one id at every try, so
    what was reported before the last of them is not about that one."""
    if not report.remote_id:
        return False
    query = select(AttemptRow, DeliveryRow).join(DeliveryRow, col(DeliveryRow.id) == col(AttemptRow.delivery_id))
    query = query.where(AttemptRow.remote_id == report.remote_id, DeliveryRow.account_id == account_id)
    tries = session.exec(query.order_by(col(AttemptRow.number))).all()
    known = session.get(ReportRow, (account_id, report.remote_id))
    is_known = known is not None and (not tries or known.reported_at >= tries[-1][0].started_at)
    if known is not None and is_known and (known.arrived or not report.arrived):
        return False
    row = known or ReportRow(account_id=account_id, remote_id=report.remote_id, arrived=False, reported_at=ctx.clock())
    row.arrived, row.reported_at = report.arrived, ctx.clock()
    session.add(row)
    for attempt, delivery in tries[-1:]:
        with suppress(InvalidInput):  # a list's own address, which the register would not take
            reported.heard(session, ctx, ctx.sealed.mark(ways.any_way(attempt.recipient)), report)
        _of_try(session, ctx, attempt, delivery, arrived=report.arrived)
    return True


def _of_try(session: Session, ctx: AppContext, attempt: AttemptRow, row: DeliveryRow, *, arrived: bool) -> None:
    before, then = (Outcome.FAILED, Outcome.DELIVERED) if arrived else (Outcome.DELIVERED, Outcome.FAILED)
    if attempt.outcome is not before:
        return
    come_to(attempt, then)
    status = attempts.sum_up(attempt_cache.latest(session, row.id))
    conclusion.reported(session, ctx, row, messages.get(session, row.message_id), status)
