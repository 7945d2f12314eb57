"""The audit chain: append in the same transaction as the change, verify from the first row."""

from collections.abc import Generator, Sequence
from contextlib import closing
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from policy.evidence.hashing import event_hash, verify_chain
from schemas.evidence.audit import GENESIS, AuditEvent, ChainReport
from store.context import AppContext
from store.db.nouns import as_noun
from store.db.tables import AuditRow
from store.evidence import guards

SYSTEM = "system"
"""Actor of what no person did."""
_TAIL = "krisekanal.audit.tail"
_AT_ONCE = 500


def append(
    session: Session,
    ctx: AppContext,
    actor: str,
    action: str,
    subject: str,
    crisis_id: str | None = None,
    **data: Any,
) -> AuditEvent:
    """`data` must be plain JSON values; what was sent is frozen here, so never a secret. Times never run backwards.

    The door (`AppContext.origin`) is written along: by which session, token, link or command line, and from where.
    """
    seq, prev_hash, before = _tail(session)
    now = ctx.clock()
    if ctx.origin:
        data |= {"origin": ctx.origin.model_dump(mode="json", exclude_none=True)}
    event = AuditEvent(
        seq=seq + 1,
        at=max(now, before) if before else now,
        actor=ctx.actor(actor),
        action=action,
        subject=subject,
        crisis_id=crisis_id,
        data=data,
        prev_hash=prev_hash,
        hash="",
    )
    event = event.model_copy(update={"hash": event_hash(event)})
    session.add(AuditRow(**event.model_dump()))
    session.info[_TAIL] = (event.seq, event.hash, event.at)
    return event


def _tail(session: Session) -> tuple[int, str, datetime | None]:
    """(seq, hash, time) of the last row; looked up once a transaction, since a writer is alone (docs/adr/0002)."""
    known: tuple[int, str, datetime | None] | None = session.info.get(_TAIL)
    if known is None:
        query = select(AuditRow.seq, AuditRow.hash, AuditRow.at).order_by(col(AuditRow.seq).desc()).limit(1)
        last = session.exec(query).first()
        known = (last[0], last[1], last[2]) if last else (0, GENESIS, None)
    return known


def newest(ctx: AppContext) -> int:
    """`seq` of the last line; 0 where there is none."""
    with ctx.read() as session:
        return _tail(session)[0]


def events(ctx: AppContext, crisis_id: str | None = None, action: str | None = None) -> list[AuditEvent]:
    """Oldest first; of one crisis, or all; of one action, or all."""
    query = select(AuditRow).order_by(col(AuditRow.seq))
    query = query.where(AuditRow.action == action) if action else query
    if crisis_id:
        query = query.where(AuditRow.crisis_id == crisis_id)
    with ctx.read() as session:
        return [as_noun(AuditEvent, row) for row in session.exec(query)]


def backwards(ctx: AppContext, action: str, limit: int = 1000) -> list[AuditEvent]:
    """Those of this action, newest first, `limit` of them."""
    query = select(AuditRow).where(AuditRow.action == action).order_by(col(AuditRow.seq).desc()).limit(limit)
    with ctx.read() as session:
        return [as_noun(AuditEvent, row) for row in session.exec(query)]


def by_crisis(ctx: AppContext, crisis_ids: Sequence[str]) -> dict[str, list[AuditEvent]]:
    """Crisis id to its events, oldest first, of all these in one question."""
    query = select(AuditRow).where(col(AuditRow.crisis_id).in_(crisis_ids)).order_by(col(AuditRow.seq))
    found: dict[str, list[AuditEvent]] = {crisis_id: [] for crisis_id in crisis_ids}
    with ctx.read() as session:
        for row in session.exec(query):
            found[row.crisis_id or ""].append(as_noun(AuditEvent, row))
    return found


def people(ctx: AppContext, crisis_ids: Sequence[str]) -> dict[str, set[str]]:
    """Crisis id to everybody who did something in it, neither the system nor a script."""
    query = select(AuditRow.crisis_id, AuditRow.actor).where(col(AuditRow.crisis_id).in_(crisis_ids)).distinct()
    found: dict[str, set[str]] = {crisis_id: set() for crisis_id in crisis_ids}
    with ctx.read() as session:
        for crisis_id, actor in session.exec(query):
            if actor != SYSTEM and not actor.startswith("script:"):
                found[crisis_id or ""].add(actor)
    return found


def crises_with(ctx: AppContext, crisis_ids: Sequence[str], action: str) -> set[str]:
    """Those of these in which it was done at least once."""
    query = select(AuditRow.crisis_id).where(col(AuditRow.crisis_id).in_(crisis_ids), AuditRow.action == action)
    with ctx.read() as session:
        return {crisis_id for crisis_id in session.exec(query) if crisis_id}


def latest(ctx: AppContext, crisis_id: str | None, before: int | None, limit: int) -> list[AuditEvent]:
    """Newest first, `limit` of them, those with a lower `seq` than `before`."""
    query = select(AuditRow).order_by(col(AuditRow.seq).desc()).limit(limit)
    query = query.where(AuditRow.crisis_id == crisis_id) if crisis_id else query
    query = query.where(col(AuditRow.seq) < before) if before else query
    with ctx.read() as session:
        return [as_noun(AuditEvent, row) for row in session.exec(query)]


def verify(ctx: AppContext) -> ChainReport:
    """The chain from its first row, and whether what guards it stands."""
    report = _walked(ctx, _AT_ONCE)
    if report.why == "unreadable":  # somewhere among those read at once
        report = _walked(ctx, 1)
    return report.model_copy(update={"guards": missing_guards(ctx)})


def _walked(ctx: AppContext, at_once: int) -> ChainReport:
    with closing(walk(ctx, at_once)) as chain:
        return verify_chain(chain)


def missing_guards(ctx: AppContext) -> tuple[str, ...]:
    with ctx.read() as session:
        return guards.faults(session)


def walk(ctx: AppContext, at_once: int = _AT_ONCE) -> Generator[AuditEvent]:
    """The whole chain, row by row: a log of years need not fit into memory. Close it where it is not read to its end."""
    query = select(AuditRow).order_by(col(AuditRow.seq)).execution_options(yield_per=at_once)
    with ctx.read() as session:
        for row in session.exec(query):
            yield as_noun(AuditEvent, row)
