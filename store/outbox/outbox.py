"""The outbox: announce in the transaction that changed something, claim by lease, finish once."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, and_, col, or_, select

from schemas.errors import NotFound
from schemas.event import EventKind, OutboxEvent, RunMode
from schemas.sentence import say
from store.context import AppContext
from store.db.columns import new_id
from store.db.nouns import as_noun
from store.db.tables import OutboxRow

RETRY_PAUSE = timedelta(seconds=5)
"""Before an event whose handler failed is taken up again; twice as long after each failure more, `LONGEST_PAUSE` at most."""
LONGEST_PAUSE = timedelta(minutes=1)
MOST_FAILURES = 100
"""After which it has failed for good: an hour and a half. A person is told (`store.notices.troubles`)."""


def emit(
    session: Session,
    ctx: AppContext,
    kind: EventKind,
    payload: dict[str, Any],
    *,
    crisis_id: str | None = None,
    due_at: datetime | None = None,
    dedup: str | None = None,
) -> None:
    """`payload` holds ids only. With a `dedup` that was used before nothing happens."""
    if dedup and session.exec(select(OutboxRow.id).where(OutboxRow.dedup == dedup)).first():
        return
    due = due_at or ctx.clock()
    row = OutboxRow(id=new_id("o"), kind=kind, payload=payload, crisis_id=crisis_id, due_at=due, dedup=dedup)
    session.add(row)


def emit_latest(
    session: Session, ctx: AppContext, kind: EventKind, payload: dict[str, Any], *, crisis_id: str, due_at: datetime
) -> None:
    """One event for many changes: an open one of this kind and crisis that nobody holds is moved to `due_at` instead."""
    row = session.exec(_waiting(kind, crisis_id)).first()
    if row is None:
        emit(session, ctx, kind, payload, crisis_id=crisis_id, due_at=due_at)
    else:
        row.due_at = due_at


def emit_gathered(
    session: Session, ctx: AppContext, kind: EventKind, name: str, *, crisis_id: str | None, due_at: datetime
) -> None:
    """One event for many: the id `name` joins those in the payload's `ids`, and the earliest time counts.

    What somebody holds already is not added to.
    """
    row = session.exec(_waiting(kind, crisis_id)).first()
    if row is None:
        emit(session, ctx, kind, {"ids": [name]}, crisis_id=crisis_id, due_at=due_at)
    else:
        row.payload = {"ids": [*row.payload["ids"], *({name} - set(row.payload["ids"]))]}
        row.due_at = min(row.due_at, due_at)


def claim_due(
    ctx: AppContext, worker: str, lease: timedelta, limit: int = 8, kinds: Collection[EventKind] = tuple(EventKind)
) -> list[OutboxEvent]:
    """Events of these kinds due now that nobody holds, oldest first; ours until the lease runs out."""
    if limit < 1 or not _any_due(ctx, kinds):
        return []
    with ctx.write() as session:
        rows = session.exec(_due(ctx.clock(), kinds).limit(limit)).all()
        for row in rows:
            row.lease_owner, row.lease_until, row.attempts = worker, ctx.clock() + lease, row.attempts + 1
            row.offered_at = None
        return [as_noun(OutboxEvent, row) for row in rows]


def finish(ctx: AppContext, event_id: str, ran_by: str) -> None:
    """The event's work is done; `ran_by` is `prefect` or `plain`."""
    with ctx.write() as session:
        row = session.get_one(OutboxRow, event_id)
        row.done_at, row.ran_by, row.lease_owner, row.lease_until = ctx.clock(), RunMode(ran_by), None, None


def fail(ctx: AppContext, event_id: str, error: str, holder: str) -> None:
    """The handler raised: `holder` gives the event back, for later. Whoever has lost it meanwhile changes nothing."""
    with ctx.write() as session:
        given_back(session, ctx, event_id, error, holder)


def given_back(session: Session, ctx: AppContext, event_id: str, error: str, holder: str) -> OutboxEvent | None:
    """As `fail`, in a transaction that is open. The event, where this was its last try; `again` begins it anew."""
    row = session.get_one(OutboxRow, event_id)
    if row.lease_owner != holder:
        return None
    row.last_error, row.lease_owner, row.lease_until, row.offered_at = error[:500], None, None, None
    row.failures += 1
    row.due_at = ctx.clock() + min(RETRY_PAUSE * 2 ** min(row.failures - 1, 10), LONGEST_PAUSE)
    if row.failures < MOST_FAILURES:
        return None
    row.done_at = ctx.clock()
    return as_noun(OutboxEvent, row)


def again(session: Session, ctx: AppContext, event_id: str) -> None:
    """Somebody has mended what was wrong. Raises `NotFound` where no such event has failed for good."""
    row = session.get(OutboxRow, event_id)
    if row is None or row.done_at is None or row.ran_by is not None:
        raise NotFound(say("There is no work {id} that was given up.", id=event_id))
    row.done_at, row.failures, row.due_at = None, 0, ctx.clock()


def give_back(ctx: AppContext, worker: str) -> None:
    """A worker that stops leaves what it has not done to the others, now and not when its leases run out."""
    with ctx.write() as session:
        held = select(OutboxRow).where(OutboxRow.lease_owner == worker, col(OutboxRow.done_at).is_(None))
        for row in session.exec(held):
            row.lease_owner, row.lease_until, row.offered_at = None, None, None


def find(ctx: AppContext, event_id: str) -> OutboxEvent | None:
    with ctx.read() as session:
        row = session.get(OutboxRow, event_id)
        return as_noun(OutboxEvent, row) if row else None


def next_due(ctx: AppContext) -> datetime | None:
    """When the earliest open event is due (or its holder's lease ends)."""
    with ctx.read() as session:
        rows = session.exec(
            select(OutboxRow.due_at, OutboxRow.lease_until).where(col(OutboxRow.done_at).is_(None))
        ).all()
    return min((max(due, lease) if lease else due for due, lease in rows), default=None)


def pending(ctx: AppContext) -> Sequence[OutboxEvent]:
    """Everything not done yet, for people and tests."""
    with ctx.read() as session:
        return [
            as_noun(OutboxEvent, row) for row in session.exec(select(OutboxRow).where(col(OutboxRow.done_at).is_(None)))
        ]


def all_events(ctx: AppContext, crisis_id: str | None = None) -> Sequence[OutboxEvent]:
    query = select(OutboxRow).order_by(col(OutboxRow.due_at))
    with ctx.read() as session:
        rows = session.exec(query.where(OutboxRow.crisis_id == crisis_id) if crisis_id else query)
        return [as_noun(OutboxEvent, row) for row in rows]


def done_plainly(ctx: AppContext, since: datetime, kinds: Collection[EventKind], most: int) -> list[OutboxEvent]:
    """What was done without Prefect since then in some crisis: the newest `most`, oldest first."""
    query = select(OutboxRow).where(OutboxRow.ran_by == RunMode.PLAIN, col(OutboxRow.crisis_id).is_not(None))
    query = query.where(col(OutboxRow.done_at) > since, col(OutboxRow.kind).in_(kinds))
    with ctx.read() as session:
        rows = session.exec(query.order_by(col(OutboxRow.done_at).desc()).limit(most)).all()
        return [as_noun(OutboxEvent, row) for row in reversed(rows)]


def at_work(ctx: AppContext, kinds: Collection[EventKind], since: datetime) -> bool:
    """Is any event of these kinds due and not done, or done after `since`? Whichever worker has it."""
    open_now = and_(col(OutboxRow.done_at).is_(None), col(OutboxRow.due_at) <= ctx.clock())
    query = select(OutboxRow.id).where(col(OutboxRow.kind).in_(kinds), or_(open_now, col(OutboxRow.done_at) > since))
    with ctx.read() as session:
        return session.exec(query.limit(1)).first() is not None


def _waiting(kind: EventKind, crisis_id: str | None) -> Any:
    """Open, and held by nobody."""
    return select(OutboxRow).where(
        OutboxRow.kind == kind,
        OutboxRow.crisis_id == crisis_id,
        col(OutboxRow.done_at).is_(None),
        col(OutboxRow.lease_owner).is_(None),
    )


def _due(now: datetime, kinds: Collection[EventKind]) -> Any:
    return (
        select(OutboxRow)
        .where(col(OutboxRow.done_at).is_(None), col(OutboxRow.due_at) <= now, col(OutboxRow.kind).in_(kinds))
        .where(or_(col(OutboxRow.lease_until).is_(None), col(OutboxRow.lease_until) < now))
        .order_by(col(OutboxRow.due_at))
    )


def _any_due(ctx: AppContext, kinds: Collection[EventKind]) -> bool:
    with ctx.read() as session:
        return session.exec(_due(ctx.clock(), kinds).limit(1)).first() is not None
