"""An event changes hands between processes once: compare-and-swap in its own row (docs/adr/0012, 0016).

Whoever holds it by lease offers it; another process takes it over, or the holder takes it back after the deadline.
"""

from datetime import timedelta
from typing import Any

from sqlmodel import Session, col, select

from store.context import AppContext
from store.db.tables import OutboxRow


def offer(ctx: AppContext, event_id: str, holder: str) -> None:
    """Only what `holder` holds can be offered; its lease runs on."""
    with ctx.write() as session:
        row = _open(session, event_id, OutboxRow.lease_owner == holder)
        if row:
            row.offered_at = ctx.clock()


def take_over(ctx: AppContext, event_id: str, worker: str, lease: timedelta) -> bool:
    """From now on `worker` holds it. False where it is not on offer: somebody else was first, or it is done."""
    with ctx.write() as session:
        row = _open(session, event_id, col(OutboxRow.offered_at).is_not(None))
        if row:
            row.offered_at, row.lease_owner, row.lease_until = None, worker, ctx.clock() + lease
        return row is not None


def take_back(ctx: AppContext, event_id: str, holder: str) -> bool:
    """No longer on offer. False where somebody has taken it over."""
    with ctx.write() as session:
        row = _open(session, event_id, OutboxRow.lease_owner == holder, col(OutboxRow.offered_at).is_not(None))
        if row:
            row.offered_at = None
        return row is not None


def taken(ctx: AppContext, event_id: str) -> bool:
    """Is it no longer on offer?"""
    with ctx.read() as session:
        return session.exec(select(OutboxRow.offered_at).where(OutboxRow.id == event_id)).first() is None


def _open(session: Session, event_id: str, *only: Any) -> OutboxRow | None:
    return session.exec(
        select(OutboxRow).where(OutboxRow.id == event_id, col(OutboxRow.done_at).is_(None), *only)
    ).first()
