"""The transaction before and after every batch, for all slots of a worker that want something at the same moment."""

from collections.abc import Sequence
from datetime import timedelta

from sqlmodel import Session

from store.batches.orders import Took, Wish
from store.bulk import claims, results
from store.context import AppContext
from store.messages import messages


def take(ctx: AppContext, wishes: Sequence[Wish], worker: str, lease: timedelta) -> list[Took]:
    """What came of the last batches is written down, and the next ones as begun. Safe to do twice."""
    with ctx.write() as session:
        touched = [results.take(session, ctx, wish.answer, worker) for wish in wishes if wish.answer]
        session.flush()
        taken = [_claim(session, ctx, wish, worker, lease) for wish in wishes]
        messages.recompute_status(session, ctx, *dict.fromkeys(touched))
        return taken


def _claim(session: Session, ctx: AppContext, wish: Wish, worker: str, lease: timedelta) -> Took:
    return claims.claim(session, ctx, wish.account_id, worker, lease) if wish.go_on else None
