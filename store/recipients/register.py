"""The register of recipients: adding, changing and reading. Every read that shows a name is in the log."""

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta

from sqlalchemy import ColumnElement
from sqlmodel import Session, SQLModel, col, func, select

from policy.access import Action
from policy.recipients import ways
from policy.recipients.swapped import SWAPPED, are_swapped
from schemas.errors import InvalidInput, NotFound
from schemas.recipients.recipient import Way
from schemas.recipients.register import Entry, EntryForm, EntrySource, RegisterCounts
from schemas.sentence import say
from store.context import AppContext
from store.db.columns import new_id
from store.db.database import paged
from store.db.tables import RegisterEntryRow, RegisterTurnRow, RegisterWayRow
from store.evidence import audit
from store.recipients import entries

PAGE = 100
SOON = timedelta(days=30)
_E, _W = (SQLModel.metadata.tables[name].c for name in ("register_entry", "register_way"))
_AT_ONCE = 2_000
Whom = Callable[[ColumnElement[bool]], Iterator[list[str]]]
"""Of the entries that are so, the ids of those whom it concerns, a page at a time."""


def add(ctx: AppContext, actor: str, form: EntryForm) -> Entry:
    """Raises `Refused`, and `InvalidInput` for an address, a group or a zone that is none."""
    ctx.authorize(Action.RECIPIENTS, actor)
    made = as_entry(ctx, actor, form, new_id("r"), EntrySource.DESK)
    with ctx.write() as session:
        put(session, ctx, made)
        audit.append(session, ctx, actor, "register.added", made.id, purpose=made.purpose)
    return made


def change(ctx: AppContext, actor: str, entry_id: str, form: EntryForm) -> Entry:
    """The whole entry anew; where it came from stays, and what is known of an address that it keeps."""
    ctx.authorize(Action.RECIPIENTS, actor)
    with ctx.write() as session:
        before = _row(session, entry_id)
        made = as_entry(ctx, before.added_by, form, entry_id, before.source)
        made = made.model_copy(update={"added_at": before.added_at, "list_id": before.list_id})
        known = entries.heard(session, entry_id)
        entries.remove(session, [entry_id])
        session.expunge(before)
        put(session, ctx, made)
        entries.hear_again(session, entry_id, known)
        if made.until == before.until:
            _row(session, entry_id).asked_at = before.asked_at
        audit.append(session, ctx, actor, "register.changed", entry_id)
    return made


def put(session: Session, ctx: AppContext, entry: Entry) -> None:
    row, ways_of = entries.rows(ctx.sealed, entry)
    session.add(row)
    session.flush()
    session.add_all(ways_of)
    entries.turned(session)


def find(ctx: AppContext, actor: str, written: str) -> list[Entry]:
    """Every entry with this mobile or mail address. Raises `Refused`, `InvalidInput`."""
    ctx.authorize(Action.RECIPIENTS, actor)
    mark = ctx.sealed.mark(ways.any_way(written))
    with ctx.write() as session:
        found = by_mark(session, ctx, mark)
        audit.append(session, ctx, actor, "register.looked_up", "register", entries=[entry.id for entry in found])
    return found


def one(ctx: AppContext, actor: str, entry_id: str) -> Entry:
    """Raises `Refused`, `NotFound`."""
    ctx.authorize(Action.RECIPIENTS, actor)
    with ctx.write() as session:
        (found,) = entries.nouns(session, ctx.sealed, [_row(session, entry_id)])
        audit.append(session, ctx, actor, "register.looked_up", "register", entries=[entry_id])
    return found


def by_mark(session: Session, ctx: AppContext, mark: str) -> list[Entry]:
    query = select(RegisterEntryRow).join(RegisterWayRow).where(entries.marked(mark))
    rows = session.exec(query.order_by(col(RegisterEntryRow.id))).all()
    return entries.nouns(session, ctx.sealed, list({row.id: row for row in rows}.values()))


def page(ctx: AppContext, actor: str, after: str = "", count: int = PAGE) -> list[Entry]:
    """By id, those behind `after`. Raises `Refused`."""
    ctx.authorize(Action.RECIPIENTS, actor)
    query = select(RegisterEntryRow).where(RegisterEntryRow.id > after).order_by(col(RegisterEntryRow.id)).limit(count)
    with ctx.write() as session:
        found = entries.nouns(session, ctx.sealed, session.exec(query).all())
        audit.append(session, ctx, actor, "register.read", "register", count=len(found), after=after)
    return found


def counts(ctx: AppContext, actor: str) -> RegisterCounts:
    """Without a name, so not in the log."""
    ctx.authorize(Action.RECIPIENTS, actor)
    entry, way = RegisterEntryRow, RegisterWayRow
    with ctx.read() as session:
        return RegisterCounts(
            entries=session.exec(select(func.count()).select_from(entry)).one(),
            mobiles=session.exec(select(func.count(func.distinct(way.mark))).where(way.way == Way.SMS)).one(),
            emails=session.exec(select(func.count(func.distinct(way.mark))).where(way.way == Way.EMAIL)).one(),
            without_way=session.exec(
                select(func.count()).select_from(entry).where(col(entry.id).not_in(select(way.entry_id)))
            ).one(),
            reserved=session.exec(select(func.count()).select_from(entry).where(col(entry.reserved))).one(),
            ending=session.exec(
                select(func.count()).select_from(entry).where(col(entry.until) < ctx.clock() + SOON)
            ).one(),
        )


def turn(session: Session) -> int:
    """Grows with every change of the register."""
    row = session.get(RegisterTurnRow, 1)
    return row.turn if row else 0


def _row(session: Session, entry_id: str) -> RegisterEntryRow:
    row = session.get(RegisterEntryRow, entry_id)
    if row is None:
        raise NotFound(say("The register has no entry {id}.", id=entry_id))
    return row


def as_entry(ctx: AppContext, actor: str, form: EntryForm, entry_id: str, source: EntrySource) -> Entry:
    require_known(ctx, form)
    given = entries.tidy(form).model_dump()
    return Entry(**given, id=entry_id, source=source, added_at=ctx.clock(), added_by=actor)


def require_known(ctx: AppContext, form: EntryForm) -> None:
    """Raises `InvalidInput`, naming what there is."""
    zones, groups = [z.id for z in ctx.municipality.zones], [g.id for g in ctx.municipality.target_groups]
    for name in form.zones:
        if name not in zones:
            raise InvalidInput(say("There is no zone “{id}”. There are: {ids}.", id=name, ids=", ".join(zones) or "—"))
    for name in form.groups:
        if name not in groups:
            raise InvalidInput(
                say("There is no target group “{id}”. There are: {ids}.", id=name, ids=", ".join(groups) or "—")
            )
    if (form.longitude is None) is not (form.latitude is None):
        raise InvalidInput(say("A point has two numbers: longitude and latitude, as 10.92 and 63.47."))
    if form.longitude is not None and form.latitude is not None and are_swapped(form.longitude, form.latitude):
        raise InvalidInput(SWAPPED)
    if form.until and form.until <= ctx.clock():
        raise InvalidInput(say("The day it is kept until is past already."))


def silenced(ctx: AppContext, whom: Whom, counted: set[str]) -> int:
    """How many of those whom it concerns are reached by nothing since their number is reserved elsewhere: by STOP, or on another list.
    Not beside one of the `counted` reserved entries that has the same number.

    In memory are those who want no warnings and who shares a number with them, never the register.
    """
    marks: dict[str, bool] = {}
    for mark, entry_id in _ways(ctx, _who_want_none(ctx)):
        marks[mark] = marks.get(mark, False) or entry_id in counted
    others = {entry_id for some in paged(sorted(marks), _AT_ONCE) for entry_id in _sharing(ctx, some)}
    living: dict[str, list[str]] = {}
    for mark, entry_id in _ways(ctx, sorted(others)):
        living.setdefault(entry_id, []).append(mark)
    silent = (one for one, its in living.items() if not any(marks.get(mark, True) for mark in its))
    shown = _E.reserved.is_(False)
    return sum(len(page) for some in paged(silent, _AT_ONCE) for page in whom(_E.id.in_(some) & shown))


def _who_want_none(ctx: AppContext) -> list[str]:
    with ctx.read() as session:
        return list(session.connection().scalars(select(_E.id).where(_E.reserved.is_(True))))


def _ways(ctx: AppContext, ids: Iterable[str]) -> Iterator[tuple[str, str]]:
    """(mark, entry id) of the ways that are not dead."""
    for some in paged(ids, _AT_ONCE):
        query = select(_W.mark, _W.entry_id).where(_W.entry_id.in_(some), _W.dead_at.is_(None))
        with ctx.read() as session:
            yield from session.connection().execute(query).tuples().all()


def _sharing(ctx: AppContext, marks: list[str]) -> list[str]:
    query = select(_W.entry_id).where(_W.way.in_(tuple(Way)), _W.mark.in_(marks))
    with ctx.read() as session:
        return list(session.connection().scalars(query))
