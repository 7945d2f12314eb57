"""What nobody has taken in time is told of, once."""

from collections.abc import Iterable
from typing import Any

from sqlmodel import Session, col, select

from policy.roles import editors
from schemas.person import Person
from schemas.states import CrisisStatus, RemarkStatus
from store.context import AppContext
from store.db.tables import CrisisRow, RemarkRow
from store.evidence import audit
from store.notices import notices
from store.notices.remark_letters import RemarkLetters

_AT_ONCE = 200


def tell(ctx: AppContext) -> int:
    """How many were told of."""
    with ctx.read() as session:
        if not _due(session, ctx):
            return 0
    with ctx.write() as session:
        rows = _due(session, ctx)
        for people, crisis, theirs in _grouped(session, ctx, rows):
            _tell(session, ctx, people, crisis, theirs)
        return len(rows)


def _due(session: Session, ctx: AppContext) -> list[RemarkRow]:
    """What an exercise left behind is nobody's when it is over: a notice of it would be a real one."""
    held = _open(session, exercise=True) is not None
    query = select(RemarkRow).where(
        RemarkRow.status == RemarkStatus.NEW,
        col(RemarkRow.exercise).in_((False, True) if held else (False,)),
        col(RemarkRow.told_at).is_(None),
        col(RemarkRow.first_seen_at) <= ctx.clock() - ctx.municipality.dialogue.taken_within,
    )
    return list(session.exec(query.order_by(col(RemarkRow.first_seen_at)).limit(_AT_ONCE)))


def _grouped(
    session: Session, ctx: AppContext, rows: Iterable[RemarkRow]
) -> list[tuple[tuple[Person, ...], CrisisRow | None, list[RemarkRow]]]:
    """By who has to see to them: the desk of an open crisis, else the unit whose they are."""
    found: dict[tuple[str | None, str], list[RemarkRow]] = {}
    open_ones: dict[bool, CrisisRow | None] = {}
    for row in rows:
        if row.exercise not in open_ones:
            open_ones[row.exercise] = _open(session, exercise=row.exercise)
        crisis = open_ones[row.exercise]
        found.setdefault((crisis.id if crisis else None, "" if crisis else row.unit), []).append(row)
    return [
        (_readers(ctx, crisis_id, unit), session.get(CrisisRow, crisis_id) if crisis_id else None, theirs)
        for (crisis_id, unit), theirs in found.items()
    ]


def _readers(ctx: AppContext, crisis_id: str | None, unit_id: str) -> tuple[Person, ...]:
    if crisis_id:
        return editors(ctx.municipality)
    unit = ctx.municipality.unit(unit_id)
    people = [ctx.municipality.person(name) for name in (unit.leader, unit.deputy) if name] if unit else []
    return tuple(person for person in people if person) or editors(ctx.municipality)


def _tell(
    session: Session, ctx: AppContext, people: tuple[Person, ...], crisis: CrisisRow | None, theirs: list[RemarkRow]
) -> None:
    names = ", ".join(dict.fromkeys(ctx.account(row.account_id).handle for row in theirs))
    told: dict[str, Any] = {"count": len(theirs), "names": names}
    notices.tell(session, ctx, people, RemarkLetters.UNTAKEN.value, crisis, since=theirs[0].first_seen_at, **told)
    for row in theirs:
        row.told_at = ctx.clock()
    ids = [row.id for row in theirs]
    crisis_id = crisis.id if crisis else None
    audit.append(
        session, ctx, audit.SYSTEM, "remarks.untaken", names, crisis_id, remarks=ids, told=[p.id for p in people]
    )


def _open(session: Session, *, exercise: bool) -> CrisisRow | None:
    query = select(CrisisRow).where(CrisisRow.status == CrisisStatus.ESTABLISHED, col(CrisisRow.exercise).is_(exercise))
    return session.exec(query.order_by(col(CrisisRow.established_at).desc())).first()
