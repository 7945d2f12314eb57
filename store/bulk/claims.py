"""Whose turn it is on an account: what is due again, or the next of those nobody has tried, of the most urgent message."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, or_, select

from policy.sending import batches
from schemas.drafts.rendering import Rendering
from schemas.messages.bulk import Addressee, Batch, BulkState, Fate
from schemas.messages.delivery import Outgoing
from schemas.states import DeliveryStatus
from store.batches import addressees, paces
from store.batches.orders import Order, Took, Wait
from store.bulk import ending, helpers, overtaking, results
from store.context import AppContext
from store.db.columns import new_id
from store.db.status import become
from store.db.tables import BatchRow, BatchState, BulkRow, DeliveryRow, MessageRow
from store.deliveries import deliveries, outgoing, preconditions
from store.evidence import audit
from store.messages import messages, renderings
from store.outbox import epochs

AHEAD = 1.0
"""Seconds that a rate is booked in advance: what a stop finds booked has not left."""
_SOON, _LATER = 0.5, 2.0
_AT_ONCE = paces.Booked(0.0, 0.0)
_MOST_LOOKS = 20
"""Deliveries that are found to be held, stopped or overtaken, in one transaction."""
_IN_FLIGHT, _AGAIN, _DOUBT = Fate.ON_ITS_WAY.value, Fate.AGAIN.value, Fate.IN_DOUBT.value


def claim(session: Session, ctx: AppContext, account_id: str, worker: str, lease: timedelta) -> Took:
    busy = paces.wait(session, ctx, account_id)
    if busy > AHEAD:
        return Wait(min(busy - AHEAD / 2, _LATER))
    for _ in range(_MOST_LOOKS):
        found = _next(session, ctx, account_id)
        if found is None:
            return _nothing_now(session, ctx, account_id)
        order = _begun(session, ctx, *found, worker, lease)
        session.flush()
        if order is not None:
            return order
    return Wait(_SOON)


def _next(session: Session, ctx: AppContext, account_id: str) -> tuple[BulkRow, BatchRow | None] | None:
    """The most urgent message's; of one message first what is due again, then who has not been tried."""
    now = ctx.clock()
    again = session.exec(
        select(BulkRow, BatchRow)
        .join(BulkRow, col(BulkRow.delivery_id) == col(BatchRow.delivery_id))
        .join(DeliveryRow, col(DeliveryRow.id) == col(BatchRow.delivery_id))
        .where(BatchRow.account_id == account_id, BatchRow.due_at <= now, _moves(now))
        .where(_goes_on())
        .order_by(col(BulkRow.turn), col(BatchRow.due_at))
        .limit(1)
    ).first()
    fresh = session.exec(
        select(BulkRow)
        .join(DeliveryRow, col(DeliveryRow.id) == col(BulkRow.delivery_id))
        .where(BulkRow.account_id == account_id, BulkRow.state == BulkState.RUNNING, _moves(now))
        .where(col(BulkRow.set_id).is_not(None))
        .where(col(BulkRow.cursor) < col(BulkRow.first) + col(BulkRow.size))
        .order_by(col(BulkRow.turn), col(DeliveryRow.queued_at), col(BulkRow.delivery_id))
        .limit(1)
    ).first()
    if again and (fresh is None or again[0].turn <= fresh.turn):
        return again[0], again[1]
    return (fresh, None) if fresh else None


def _goes_on() -> ColumnElement[bool]:
    """Of a paused or stopped delivery only what a dead worker had begun: nobody is left not knowing."""
    return or_(
        col(BatchRow.state) == BatchState.BEGUN,
        (col(BatchRow.state) == BatchState.WAITING) & (col(BulkRow.state) == BulkState.RUNNING),
    )


def _moves(now: datetime) -> ColumnElement[bool]:
    return or_(
        col(DeliveryRow.status) == DeliveryStatus.SENDING,
        (col(DeliveryRow.status) == DeliveryStatus.QUEUED) & (col(DeliveryRow.due_at) <= now),
    )


def _nothing_now(session: Session, ctx: AppContext, account_id: str) -> Took:
    """None where nothing of the account is due within moments; then an event of the outbox wakes somebody in time."""
    soon = ctx.clock() + timedelta(seconds=_LATER)
    query = (
        select(BatchRow.due_at)
        .join(BulkRow, col(BulkRow.delivery_id) == col(BatchRow.delivery_id))
        .where(BatchRow.account_id == account_id, BatchRow.due_at <= soon, _goes_on())
        .order_by(col(BatchRow.due_at))
    )
    due = session.exec(query.limit(1)).first()
    return Wait(min(max((due - ctx.clock()).total_seconds(), 0.05), _LATER)) if due else None


def _begun(
    session: Session, ctx: AppContext, bulk: BulkRow, batch: BatchRow | None, worker: str, lease: timedelta
) -> Order | None:
    """None: nothing of it leaves now, and it is not found again for the same reason."""
    row = deliveries.get(session, bulk.delivery_id)
    message = messages.get(session, row.message_id)
    if not _may_leave(session, ctx, bulk, row, message):
        return None
    row.lease_until = ctx.clock() + lease
    if batch is not None and batch.state is BatchState.BEGUN:
        _taken_over(session, ctx, bulk, batch, row, message)
        session.flush()
        return None
    out = outgoing.common(row, message, renderings.approved_for(session, message, row.account_id))
    if batch is not None and _DOUBT in batch.fates:
        return _order(session, ctx, bulk, batch, row, message, out, _DOUBT, worker, lease)
    if batch is None:
        batch = _fresh(session, ctx, bulk, out)
    elif _AGAIN in batch.fates:
        batch.tries += 1
    return _order(session, ctx, bulk, batch, row, message, out, _AGAIN, worker, lease)


def _may_leave(session: Session, ctx: AppContext, bulk: BulkRow, row: DeliveryRow, message: MessageRow) -> bool:
    """The preconditions of every send (`preconditions`), asked before each batch."""
    if row.status == DeliveryStatus.SENDING:
        return not preconditions.interrupted(session, ctx, row, message)
    if epochs.of_another_life(session, row):
        become(row, DeliveryStatus.UNCERTAIN)
        audit.append(
            session, ctx, audit.SYSTEM, "delivery.uncertain", row.id, message.crisis_id, because="another life"
        )
        messages.recompute_status(session, ctx, message.id)
        return False
    if not overtaking.overtook(session, ctx, row, message):
        return False
    if not preconditions.pass_all(session, ctx, row, message):
        return False
    _begin(session, ctx, bulk, row, message)
    return True


def _begin(session: Session, ctx: AppContext, bulk: BulkRow, row: DeliveryRow, message: MessageRow) -> None:
    now = ctx.clock()
    become(row, DeliveryStatus.SENDING)
    row.started_at, row.attempts, row.round = now, row.attempts + 1, row.round + 1
    row.error, row.error_kind, row.tried_since = None, None, row.tried_since or now
    bulk.began_at = bulk.began_at or now
    messages.begun(session, ctx, message)
    helpers.call(session, ctx, bulk, message)


def _taken_over(
    session: Session, ctx: AppContext, bulk: BulkRow, batch: BatchRow, row: DeliveryRow, message: MessageRow
) -> None:
    """What a dead worker had begun may have left."""
    audit.append(session, ctx, audit.SYSTEM, "delivery.taken_over", row.id, message.crisis_id, worker=batch.lease_owner)
    results.in_doubt(session, ctx, bulk, batch, message)
    ending.end_if_done(session, ctx, bulk, row, message)
    messages.recompute_status(session, ctx, message.id)


def _fresh(session: Session, ctx: AppContext, bulk: BulkRow, out: Outgoing) -> BatchRow:
    account = ctx.account(bulk.account_id)
    most = max(_parts(text) for text in (out.rendering, *out.rendering.versions))
    size = batches.batch_size(ctx.channels.batch_size(account), account.rate, most)
    size = min(size, bulk.first + bulk.size - bulk.cursor)
    batch = BatchRow(
        id=new_id("b"),
        delivery_id=bulk.delivery_id,
        account_id=bulk.account_id,
        first=bulk.cursor,
        fates=_AGAIN * size,
        state=BatchState.WAITING,
        due_at=ctx.clock(),
        begun_at=ctx.clock(),
    )
    bulk.cursor += size
    session.add(batch)
    return batch


def _order(
    session: Session,
    ctx: AppContext,
    bulk: BulkRow,
    batch: BatchRow,
    row: DeliveryRow,
    message: MessageRow,
    out: Outgoing,
    those: str,
    worker: str,
    lease: timedelta,
) -> Order | None:
    """`those` are the fates whose turn it is: who is to be sent to, or looked for."""
    wanted = [batch.first + n for n, fate in enumerate(batch.fates) if fate == those]
    to = addressees.read(session, ctx, bulk, message, wanted)
    only_look = those == _DOUBT
    if not only_look:
        there = {each.number - batch.first for each in to}
        results.begin(bulk, batch, there)
    if not to:
        results.settle(ctx, batch)
        ending.end_if_done(session, ctx, bulk, row, message)
        messages.recompute_status(session, ctx, message.id)
        return None
    booked = _AT_ONCE if only_look else paces.book(session, ctx, bulk.account_id, _counts_for(out.rendering, to))
    batch.state, batch.lease_owner = BatchState.BEGUN, worker
    batch.due_at = ctx.clock() + lease + timedelta(seconds=booked.starts_in)
    order = Batch(batch.id, f"{batch.id}.{batch.tries}", out, tuple(to), booked.lasts)
    return Order(order, bulk.account_id, batch.tries, booked.starts_in, only_look)


def _counts_for(rendering: Rendering, to: Sequence[Addressee]) -> int:
    """What they count for at the provider, each in the language that they read."""
    return sum(_parts(rendering.read_in(language)) * n for language, n in Counter(each.language for each in to).items())


def _parts(text: Rendering) -> int:
    """What one recipient of this text counts for at the provider."""
    return int(text.facts.get("parts", "1"))
