"""How far the log reaches, and how far what lies outside proves it."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from pathlib import Path

from sqlmodel import Session, col, select

from policy.evidence import log_heads
from schemas.evidence.audit import AuditEvent
from schemas.evidence.log_head import HeadJudged, HeadSeen, LogHead, LogProof, Occasion, Verdict
from store.context import AppContext
from store.db.tables import AuditRow
from store.evidence import archive_key, audit

TAKEN, MAILED = "log.head", "log.head_mailed"
"""What a head itself writes to the log: no reason for another one."""


def take(ctx: AppContext, key_file: Path, occasion: Occasion) -> LogHead | None:
    """Of the log as it is now; None while it is empty. Raises `StoreUnavailable`."""
    with ctx.read() as session:
        last = session.exec(select(AuditRow).order_by(col(AuditRow.seq).desc()).limit(1)).first()
    if last is None:
        return None
    key, public = archive_key.open_key(key_file)
    town = ctx.municipality.organisation
    head = log_heads.unsigned(
        municipality=town.number,
        name=town.name,
        sequence=last.seq,
        hash=last.hash,
        at=last.at,
        taken_at=ctx.clock(),
        occasion=occasion,
        key=public.hex(),
    )
    return log_heads.made(head, key.sign)


def prove(ctx: AppContext, seen: Sequence[HeadSeen], known: Callable[[str], bool], *, folder: bool) -> LogProof:
    """The whole chain, compared with these heads; `folder` says that they are all that the public page's folder has."""
    with ctx.snapshot() as still:
        chain = audit.verify(still)
        outside = judged(still, seen, known)
        said = written(still) if folder and chain.first_bad is None else 0
    sound = chain.first_bad or chain.events + 1
    holding = [h for h in outside if h.verdict is Verdict.HOLDS and h.sequence < sound]
    proven = max(holding, key=lambda h: h.sequence, default=None)
    reached = max((h.sequence for h in outside if h.verdict in (Verdict.HOLDS, Verdict.BEYOND)), default=0)
    return LogProof(
        **chain.model_dump(),
        outside=outside,
        proven=proven.sequence if proven else 0,
        proven_at=proven.at if proven else None,
        proven_by=proven.source if proven else "",
        written=said if said > reached else None,
    )


def judged(ctx: AppContext, seen: Sequence[HeadSeen], known: Callable[[str], bool]) -> tuple[HeadJudged, ...]:
    end = audit.newest(ctx)
    with ctx.read() as session:
        lines = _lines(session, {head.sequence for head in seen if head.sequence <= end})
    town = ctx.municipality.organisation.number
    return tuple(log_heads.judge(head, known, town, lines, end) for head in seen)


def grown_since(ctx: AppContext, sequence: int, *, letters: bool = True) -> datetime | None:
    """When the first line after this one was written that no head wrote itself; None where there is none.

    Without `letters` the lines that say what became of a letter are no growth either: a head's own would be one for ever.
    """
    query = select(AuditRow.at).where(col(AuditRow.seq) > sequence).order_by(col(AuditRow.seq)).limit(1)
    query = query.where(col(AuditRow.action).not_in((TAKEN, MAILED)))
    query = query if letters else query.where(col(AuditRow.action).not_like("notice.%"))
    with ctx.read() as session:
        return session.exec(query).first()


def written(ctx: AppContext) -> int:
    """The last line that the log says was written to the public page's folder; 0 for none."""
    return next((sequence for sequence, there in map(noted, audit.backwards(ctx, TAKEN)) if there), 0)


def noted(event: AuditEvent) -> tuple[int, bool]:
    """Which line a head was of, and whether the folder has it. Whoever runs the database may have written anything there."""
    sequence = event.data.get("sequence")
    known = sequence if isinstance(sequence, int) else 0
    return max(0, min(known, event.seq - 1)), event.data.get("written") is True


def _lines(session: Session, numbers: Collection[int]) -> dict[int, str]:
    query = select(AuditRow.seq, AuditRow.hash).where(col(AuditRow.seq).in_(numbers))
    return dict(session.exec(query).all())
