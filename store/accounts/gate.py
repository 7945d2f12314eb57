"""The gate between a unit's own posts and the account lock.

A unit post that has been claimed is on its way to the platform. Before the lock commits, the gate is closed
(no new claims) and the posts on their way are waited for, so that after the commit none leaves.
"""

import time

from sqlmodel import Session, col, select

from schemas.states import DeliveryStatus
from store.context import AppContext
from store.db.tables import DeliveryRow, GateRow, MessageRow

_LOOK = 0.02
A_UNITS_OWN = col(MessageRow.crisis_id).is_(None)
"""Posts and answers of a unit: what the desk sends belongs to a crisis."""


def is_closing(session: Session, ctx: AppContext) -> bool:
    row = session.get(GateRow, 1)
    return row is not None and row.closing_until > ctx.clock()


def on_their_way(session: Session) -> list[str]:
    """Delivery ids of unit posts that have left or are leaving."""
    query = (
        select(DeliveryRow.id)
        .join(MessageRow, col(MessageRow.id) == col(DeliveryRow.message_id))
        .where(A_UNITS_OWN, DeliveryRow.status == DeliveryStatus.SENDING)
    )
    return list(session.exec(query))


def drain(ctx: AppContext) -> None:
    """Close the gate and wait until no unit post is on its way, or patience ends (`ctx.gate_patience`)."""
    _close(ctx)
    deadline = time.monotonic() + ctx.gate_patience.total_seconds()
    while time.monotonic() < deadline:
        with ctx.read() as session:
            if not on_their_way(session):
                return
        time.sleep(_LOOK)


def open_again(session: Session, ctx: AppContext) -> None:
    """In the transaction that locks: from then on it is the lock that refuses."""
    row = session.get(GateRow, 1)
    if row is not None:
        row.closing_until = ctx.clock()


def _close(ctx: AppContext) -> None:
    """Opens by itself after a while, should whoever closed it die."""
    with ctx.write() as session:
        session.merge(GateRow(id=1, closing_until=ctx.clock() + ctx.gate_patience * 2))
