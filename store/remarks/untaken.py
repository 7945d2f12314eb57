"""What nobody has taken or answered in time is told of: once to whoever has to see to it, and as long after to their deputies."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import func
from sqlmodel import Session, and_, col, or_, select

from policy.dialogue.states import FREE, GATHERED
from policy.roles import deputy_chief_executives, deputy_editors, editors
from schemas.identity.person import Person
from schemas.states import CrisisStatus, RemarkStatus
from store.context import AppContext
from store.db.tables import CrisisRow, QuestionRow, RemarkRow
from store.evidence import audit
from store.notices import notices
from store.notices.remark_letters import RemarkLetters
from store.remarks import remarks

_AT_ONCE = 200
_OPEN = (*FREE, *GATHERED)
"""An answer that waits for approval is chased by the pipeline of drafts."""


class _Group(NamedTuple):
    """What is told together. `again`: the second step."""

    crisis_id: str | None
    unit: str
    taken: bool
    again: bool


def tell(ctx: AppContext) -> int:
    """How many were told of."""
    with ctx.read() as session:
        if not _due(session, ctx):
            return 0
    with ctx.write() as session:
        rows = _due(session, ctx)
        for group, theirs in _grouped(session, rows).items():
            _tell(session, ctx, group, theirs)
        return len(rows)


def _due(session: Session, ctx: AppContext) -> list[RemarkRow]:
    """What an exercise left behind is nobody's when it is over: a notice of it would be a real one."""
    held = open_crisis(session, exercise=True) is not None
    late = ctx.clock() - ctx.municipality.dialogue.taken_within
    query = select(RemarkRow).where(
        col(RemarkRow.status).in_(_OPEN),
        col(RemarkRow.exercise).in_((False, True) if held else (False,)),
        is_late(RemarkRow, _since(), late),
    )
    return list(session.exec(query.order_by(col(RemarkRow.first_seen_at)).limit(_AT_ONCE)))


def is_late(row: type[RemarkRow] | type[QuestionRow], since: Any, late: datetime) -> Any:
    """Open since before `late` and nobody told, or told before it and told no second time."""
    told = col(row.told_at)
    return or_(and_(told.is_(None), since <= late), and_(told <= late, col(row.escalated_at).is_(None)))


def _since() -> Any:
    """Whoever was given it has as long as everybody had to take it."""
    return func.coalesce(RemarkRow.decided_at, RemarkRow.first_seen_at)


def _grouped(session: Session, rows: Iterable[RemarkRow]) -> dict[_Group, list[RemarkRow]]:
    """By who has to see to them: the desk of an open crisis, else the unit whose they are."""
    found: dict[_Group, list[RemarkRow]] = {}
    open_ones: dict[bool, CrisisRow | None] = {}
    for row in rows:
        if row.exercise not in open_ones:
            open_ones[row.exercise] = open_crisis(session, exercise=row.exercise)
        crisis = open_ones[row.exercise]
        taken, again = row.status is not RemarkStatus.NEW, row.told_at is not None
        group = _Group(crisis.id if crisis else None, "" if crisis else row.unit, taken, again)
        found.setdefault(group, []).append(row)
    return found


def _readers(ctx: AppContext, group: _Group) -> tuple[Person, ...]:
    desk = ctx.municipality
    if group.crisis_id:
        return the_desk(ctx, again=group.again)
    unit = desk.unit(group.unit)
    first = [person for name in ((unit.leader, unit.deputy) if unit else ()) if name and (person := desk.person(name))]
    if not group.again:
        return tuple(first) or editors(desk)
    behind = dict.fromkeys(name for person in first for name in person.deputies)
    people = [person for name in behind if (person := desk.person(name)) and person.active and person not in first]
    return tuple(people) or editors(desk)


def the_desk(ctx: AppContext, *, again: bool) -> tuple[Person, ...]:
    desk = ctx.municipality
    return (deputy_editors(desk) or deputy_chief_executives(desk) if again else ()) or editors(desk)


def _tell(session: Session, ctx: AppContext, group: _Group, theirs: list[RemarkRow]) -> None:
    people = _readers(ctx, group)
    crisis = session.get(CrisisRow, group.crisis_id) if group.crisis_id else None
    names = ", ".join(dict.fromkeys(remarks.place(ctx, row.account_id) for row in theirs))
    told: dict[str, Any] = {"count": len(theirs), "names": names}
    letter = RemarkLetters.UNANSWERED if group.taken or group.again else RemarkLetters.UNTAKEN
    notices.tell(session, ctx, people, letter.value, crisis, since=theirs[0].first_seen_at, **told)
    for row in theirs:
        mark(row, ctx.clock(), again=group.again)
    ids = [row.id for row in theirs]
    what = "remarks.escalated" if group.again else "remarks.unanswered" if group.taken else "remarks.untaken"
    audit.append(session, ctx, audit.SYSTEM, what, names, group.crisis_id, remarks=ids, told=[p.id for p in people])


def mark(row: RemarkRow | QuestionRow, at: datetime, *, again: bool) -> None:
    if again:
        row.escalated_at = at
    else:
        row.told_at, row.escalated_at = at, None


def open_crisis(session: Session, *, exercise: bool) -> CrisisRow | None:
    """The newest."""
    query = select(CrisisRow).where(CrisisRow.status == CrisisStatus.ESTABLISHED, col(CrisisRow.exercise).is_(exercise))
    return session.exec(query.order_by(col(CrisisRow.established_at).desc())).first()
