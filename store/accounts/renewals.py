"""Tokens that end: one look a day, what came of it in the log, and a word to those who can do something about it."""

from datetime import datetime
from typing import Any

from policy.roles import editors
from schemas.accounts.account import Account
from schemas.event import EventKind
from schemas.sentence import Sentence
from store.context import AppContext
from store.evidence import audit
from store.notices import notices
from store.notices.letters import Letters
from store.outbox import outbox, steps


def plan(ctx: AppContext) -> None:
    """Today's look, once however often it is asked for."""
    today = ctx.clock().date().isoformat()
    with ctx.write() as session:
        outbox.emit(session, ctx, EventKind.TOKENS_DUE, {"day": today}, dedup=f"tokens:{today}")


def renewed(ctx: AppContext, account: Account, expires: datetime | None) -> None:
    with ctx.write() as session:
        audit.append(
            session,
            ctx,
            audit.SYSTEM,
            "channel.renewed",
            account.id,
            until=expires.date().isoformat() if expires else None,
        )


def not_renewed(ctx: AppContext, account: Account, expires: datetime, why: Sentence) -> None:
    """The editorial desk is told every day until somebody connects the account again."""
    day = expires.date().isoformat()
    with ctx.write() as session:
        if not steps.first_time(session, ctx, f"not-renewed {account.id}"):
            return
        audit.append(
            session, ctx, audit.SYSTEM, "channel.not_renewed", account.id, until=day, error=notices.words(ctx, why)
        )
        told: dict[str, Any] = {"account": account.handle, "day": day, "why": why}
        notices.tell(session, ctx, editors(ctx.municipality), Letters.ACCESS_ENDS.value, None, **told)
