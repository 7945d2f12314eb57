"""Heads of the log: when one is taken, what the log says of it, and the letter to the log keeper. Webhooks get it with the log."""

from datetime import timedelta
from typing import Any

from sqlmodel import Session

from policy.evidence.log_heads import as_json
from policy.roles import log_keepers
from schemas.event import EventKind
from schemas.evidence.log_head import LogHead, Occasion
from store.context import AppContext
from store.evidence import audit, heads
from store.notices import notices
from store.notices.letters import Letters
from store.outbox import outbox, steps

STEP = "log-head"
LETTER_EVERY = timedelta(days=1)
"""At most so often, and only where something has happened; at a stand-down always."""


def plan_now(session: Session, ctx: AppContext, crisis_id: str) -> None:
    """A stand-down's own."""
    outbox.emit(session, ctx, EventKind.LOG_HEAD_DUE, {"occasion": Occasion.STAND_DOWN}, crisis_id=crisis_id)


def plan_next(ctx: AppContext, every: timedelta) -> None:
    """One in each span of `every`, as soon as the log has grown in it; asked for by many, taken once."""
    if not _due(ctx):
        return
    span = int(ctx.clock().timestamp() // every.total_seconds())
    with ctx.write() as session:
        payload = {"occasion": Occasion.REGULAR}
        outbox.emit(session, ctx, EventKind.LOG_HEAD_DUE, payload, dedup=f"log-head:{span}")


def note(ctx: AppContext, head: LogHead, *, written: bool) -> None:
    """It was taken; `written` says whether the public page's folder has it."""
    letter = head.occasion is Occasion.STAND_DOWN or _letter_due(ctx)
    with ctx.write() as session:
        if not steps.first_time(session, ctx, STEP):
            return
        data = head.model_dump(mode="json")
        audit.append(session, ctx, audit.SYSTEM, heads.TAKEN, str(head.sequence), written=written, **data)
        if letter:
            _write(session, ctx, head, written=written)


def _due(ctx: AppContext) -> bool:
    last = audit.backwards(ctx, heads.TAKEN, 1)
    if not last:
        return audit.newest(ctx) > 0
    sequence, written = heads.noted(last[0])
    return not written or heads.grown_since(ctx, sequence) is not None or _letter_due(ctx)


def _letter_due(ctx: AppContext) -> bool:
    """A day after the last one, or after the first head."""
    last = audit.backwards(ctx, heads.MAILED, 1) or audit.backwards(ctx, heads.TAKEN)[-1:]
    if not last or ctx.clock() - last[0].at < LETTER_EVERY or not log_keepers(ctx.municipality):
        return False
    return heads.grown_since(ctx, last[0].seq, letters=False) is not None


def _write(session: Session, ctx: AppContext, head: LogHead, *, written: bool) -> None:
    keepers = log_keepers(ctx.municipality)
    if keepers:
        ids = [person.id for person in keepers]
        audit.append(session, ctx, audit.SYSTEM, heads.MAILED, str(head.sequence), people=ids)
        letter = Letters.LOG_HEAD if written else Letters.LOG_HEAD_ALONE
        told: dict[str, Any] = {"name": head.name, "sequence": head.sequence, "at": head.at, "head": as_json(head)}
        notices.tell(session, ctx, keepers, letter.value, None, **told)
