"""What came of a message, in numbers and as it grew: addressed, handed over, arrived, failed. The same for few recipients and many."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session, col, select

from schemas.accounts.account import OWN_ADDRESS
from schemas.messages.bulk import BulkState, Fate, Progress
from schemas.states import DeliveryStatus, Outcome
from store.batches import figures
from store.context import AppContext
from store.db.tables import AttemptRow, BatchRow, BulkRow, DeliveryRow, ReportedRow, ReportRow
from store.deliveries import attempt_cache

_TAKEN = (Fate.HANDED_OVER, Fate.ARRIVED, Fate.BOUNCED)
_UNDER_WAY = (DeliveryStatus.QUEUED, DeliveryStatus.SENDING, DeliveryStatus.HELD)
_MOST_POINTS = 200


class Point(NamedTuple):
    """How many until then."""

    at: datetime
    handed_over: int
    arrived: int
    failed: int


class Reached(NamedTuple):
    progress: Progress
    curve: list[Point]


def of_message(ctx: AppContext, message_id: str) -> list[Reached]:
    """Of each delivery that writes to people one by one, in the order they were queued. Sandbox accounts write to nobody."""
    query = select(DeliveryRow).where(DeliveryRow.message_id == message_id).order_by(col(DeliveryRow.queued_at))
    with ctx.read() as session:
        return [
            _many(session, row) if row.many else _few(session, ctx, row)
            for row in session.exec(query).all()
            if not row.exercise and (account := ctx.municipality.account(row.account_id))
            if account.platform in OWN_ADDRESS and row.started_at is not None
        ]


def _many(session: Session, row: DeliveryRow) -> Reached:
    bulk = session.get_one(BulkRow, row.id)
    query = select(BatchRow.ended_at, BatchRow.fates).where(BatchRow.delivery_id == row.id)
    moments: list[tuple[datetime, Counter[str]]] = [
        (at, Counter(taken=sum(fates.count(fate) for fate in _TAKEN), failed=fates.count(Fate.FAILED)))
        for at, fates in session.exec(query.execution_options(yield_per=500))
        if at is not None
    ]
    told = session.exec(select(ReportedRow).where(ReportedRow.delivery_id == row.id)).all()
    moments += [(each.minute, Counter(arrived=each.arrived, failed=each.failed)) for each in told]
    return Reached(figures.of(bulk, row.message_id), _grown(moments))


def _few(session: Session, ctx: AppContext, row: DeliveryRow) -> Reached:
    standing = attempt_cache.latest(session, row.id)
    begun = {each.remote_id: each.started_at for each in standing.values() if each.remote_id}
    query = select(ReportRow).where(ReportRow.account_id == row.account_id, col(ReportRow.remote_id).in_(begun))
    reports = {each.remote_id: each for each in session.exec(query) if each.reported_at >= begun[each.remote_id]}
    fates = Counter(_fate(each, reports.get(each.remote_id or "")) for each in standing.values())
    size = max(len(standing), len(ctx.channels.recipients(ctx.account(row.account_id))))
    known = sum(fates[fate] for fate in (*_TAKEN, Fate.FAILED, Fate.UNCERTAIN))
    under_way = row.status in _UNDER_WAY
    progress = Progress(
        delivery_id=row.id,
        message_id=row.message_id,
        account_id=row.account_id,
        state=BulkState.RUNNING if under_way else BulkState.DONE,
        addressed=size,
        waiting=size - known if under_way else 0,
        handed_over=fates[Fate.HANDED_OVER],
        arrived=fates[Fate.ARRIVED],
        bounced=fates[Fate.BOUNCED],
        failed=fates[Fate.FAILED],
        uncertain=fates[Fate.UNCERTAIN],
        left_out=0 if under_way else size - known,
        began_at=row.started_at,
        ended_at=row.finished_at,
    )
    return Reached(progress, _grown(_moments(standing.values(), reports)))


def _fate(attempt: AttemptRow, report: ReportRow | None) -> Fate:
    if report is not None:
        return Fate.ARRIVED if report.arrived else Fate.BOUNCED
    known = {Outcome.DELIVERED: Fate.HANDED_OVER, Outcome.FAILED: Fate.FAILED, Outcome.UNCERTAIN: Fate.UNCERTAIN}
    return known.get(attempt.outcome, Fate.AGAIN) if attempt.outcome else Fate.ON_ITS_WAY


def _moments(standing: Iterable[AttemptRow], reports: dict[str, ReportRow]) -> Iterator[tuple[datetime, Counter[str]]]:
    for each in standing:
        report = reports.get(each.remote_id or "")
        if each.finished_at and each.outcome in (Outcome.DELIVERED, Outcome.FAILED):
            taken = each.outcome is Outcome.DELIVERED or report is not None
            yield each.finished_at, Counter({"taken" if taken else "failed": 1})
        if report is not None:
            yield report.reported_at, Counter({"arrived" if report.arrived else "failed": 1})


def _grown(moments: Iterable[tuple[datetime, Counter[str]]]) -> list[Point]:
    """In the order of time, each the sum of all before; thinned, its last point the whole."""
    so_far: Counter[str] = Counter()
    points = []
    for at, more in sorted(moments, key=lambda moment: moment[0]):
        so_far.update(more)
        points.append(Point(at, so_far["taken"], so_far["arrived"], so_far["failed"]))
    step = -(-len(points) // _MOST_POINTS) or 1
    return points[::-1][::step][::-1]
