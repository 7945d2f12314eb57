"""The provider's rate, kept by all workers together: a row for each account, written in the transaction that begins a batch."""

from typing import NamedTuple

from sqlmodel import Session

from policy.sending import batches
from policy.sending.batches import Pace
from store.context import AppContext
from store.db.tables import PaceRow


def wait(session: Session, ctx: AppContext, account_id: str) -> float:
    """Seconds until another batch of this account may begin to leave."""
    row = session.get(PaceRow, account_id)
    return max((row.free_at - ctx.clock()).total_seconds(), 0.0) if row else 0.0


class Booked(NamedTuple):
    """Seconds: until the first may leave, and from there until the last. Whoever comes next comes after them."""

    starts_in: float
    lasts: float


def book(session: Session, ctx: AppContext, account_id: str, messages: int) -> Booked:
    """Without a stated rate all may leave at once."""
    rate = ctx.account(account_id).rate
    row = _row(session, ctx, account_id)
    now = ctx.clock()
    begins, pace = batches.booked(_pace(row), rate, messages, now)
    _keep(row, pace)
    lasts = (pace.free_at - begins).total_seconds() if rate else 0.0
    return Booked(max((begins - now).total_seconds(), 0.0), lasts)


def slow_down(session: Session, ctx: AppContext, account_id: str, retry_after: float | None) -> None:
    row = _row(session, ctx, account_id)
    _keep(row, batches.slowed(_pace(row), ctx.clock(), retry_after))


def _row(session: Session, ctx: AppContext, account_id: str) -> PaceRow:
    row = session.get(PaceRow, account_id)
    if row is None:
        now = ctx.clock()
        row = PaceRow(account_id=account_id, free_at=now, slowed_at=now)
        session.add(row)
        session.flush()
    return row


def _pace(row: PaceRow) -> Pace:
    return Pace(free_at=row.free_at, share=row.share, slowed_at=row.slowed_at)


def _keep(row: PaceRow, pace: Pace) -> None:
    row.free_at, row.share, row.slowed_at = pace.free_at, pace.share, pace.slowed_at
