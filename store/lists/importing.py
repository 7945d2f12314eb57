"""A list is looked through, laid by, and taken into the register in one transaction: whole or not at all.

While a crisis staff is set up another person than who laid it takes it in.
"""

from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import case, delete, insert
from sqlalchemy.orm import defer
from sqlmodel import Session, SQLModel, col, select

from policy.access import Action
from policy.decision import Decision
from policy.lists.two_people import may_take_in
from schemas.errors import InvalidInput, NotFound
from schemas.recipients.imported import ImportedList, ListForm, ListPreview, ListState
from schemas.recipients.register import Entry, EntryForm, EntrySource
from schemas.sentence import say
from store.context import AppContext
from store.crises import find
from store.db.columns import new_id
from store.db.database import count_anew
from store.db.nouns import as_noun
from store.db.tables import ImportedListRow, RegisterEntryRow, RegisterWayRow
from store.evidence import audit
from store.lists import reading
from store.recipients import entries, register

_ENTRY = SQLModel.metadata.tables["register_entry"].c
_WAY = SQLModel.metadata.tables["register_way"].c
PAGE = 20
LAID_BY_FOR = timedelta(days=7)
"""So long a list waits for the other person; then it is dropped by itself."""


class _Rows(NamedTuple):
    entries: list[dict[str, Any]]
    ways: list[dict[str, Any]]


def preview(ctx: AppContext, actor: str, name: str, data: bytes, form: ListForm) -> ListPreview:
    """Nothing is kept. Raises `Refused`, `InvalidInput`, `TooLarge`."""
    ctx.authorize(Action.RECIPIENTS, actor)
    _require_form(ctx, form)
    return reading.read(ctx, name, data, form).preview


def lay(ctx: AppContext, actor: str, name: str, data: bytes, form: ListForm) -> ImportedList:
    """Keeps the file, sealed, until it is taken in or dropped. Raises as `preview`, and for lines that are wrong (`skip_wrong`)."""
    found = preview(ctx, actor, name, data, form)
    return _laid(ctx, actor, found, data, form)


def bring(
    ctx: AppContext, actor: str, name: str, data: bytes, form: ListForm
) -> tuple[ListPreview, ImportedList | None]:
    """Looked through, and laid by in one reading; None where lines are wrong that nobody wants left out. Raises as `lay` else."""
    found = preview(ctx, actor, name, data, form)
    if found.wrong and not form.skip_wrong:
        return found, None
    return found, _laid(ctx, actor, found, data, form)


def _laid(ctx: AppContext, actor: str, found: ListPreview, data: bytes, form: ListForm) -> ImportedList:
    _require_right(found, form)
    row = ImportedListRow(
        id=new_id("l"),
        file=found.file,
        fingerprint=found.fingerprint,
        state=ListState.WAITING,
        form=form.model_dump(mode="json"),
        entries=found.entries,
        wrong=found.wrong,
        laid_by=actor,
        laid_at=ctx.clock(),
    )
    row.sealed = reading.sealed(ctx, row.id, data)
    with ctx.write() as session:
        _require_new(session, found.fingerprint)
        session.add(row)
        audit.append(session, ctx, actor, "list.laid", row.id, entries=found.entries, fingerprint=found.fingerprint)
        session.flush()
        return as_noun(ImportedList, row)


def look(ctx: AppContext, actor: str, list_id: str) -> ListPreview:
    """What a list that waits would become now. Raises `Refused`, `NotFound`, `InvalidInput`."""
    ctx.authorize(Action.RECIPIENTS, actor)
    with ctx.read() as session:
        row = _waiting(session, list_id)
        laid = reading.laid(row)
    return reading.read_laid(ctx, laid).preview


def take_in(ctx: AppContext, actor: str, list_id: str) -> ImportedList:
    """Raises `Refused`, also for who laid it while a crisis staff is set up; `NotFound`, `InvalidInput`."""
    ctx.authorize(Action.RECIPIENTS, actor)
    with ctx.read() as session:
        row = _waiting(session, list_id)
        _may(session, actor, row.laid_by).or_raise()
        laid = reading.laid(row)
    form = laid.form
    _require_form(ctx, form)
    read = reading.read_laid(ctx, laid)
    _require_right(read.preview, form)
    rows = _rows(ctx, actor, list_id, read.entries)
    with ctx.write() as session:
        row = _waiting(session, list_id)
        _may(session, actor, row.laid_by).or_raise()
        if row.left_out != laid.left_out:
            raise InvalidInput(say("Somebody who is in the list was erased just now. Take it in once more."))
        _require_new(session, row.fingerprint, list_id)
        entries.hear_of(session, rows.ways)
        went = _replace(session, ctx, actor, form.replaces) if form.replaces else 0
        _put(session, rows)
        _decide(row, ctx, actor, ListState.TAKEN_IN)
        row.entries, row.wrong = len(rows.entries), read.preview.wrong
        audit.append(
            session, ctx, actor, "list.taken_in", list_id, entries=row.entries, wrong=row.wrong, replaced=went, replaces=form.replaces,
            laid_by=row.laid_by, fingerprint=row.fingerprint, purpose=form.purpose,
        )  # fmt: skip
        return as_noun(ImportedList, row)


def drop(ctx: AppContext, actor: str, list_id: str) -> ImportedList:
    """One that waits is forgotten; one that was taken in goes with all its entries. Raises `Refused`, `NotFound`."""
    ctx.authorize(Action.RECIPIENTS, actor)
    with ctx.write() as session:
        row = _row(session, list_id)
        if row.state is ListState.DROPPED:
            raise NotFound(say("The list {id} is dropped already.", id=list_id))
        went = _take_out(session, list_id)
        _decide(row, ctx, actor, ListState.DROPPED)
        audit.append(session, ctx, actor, "list.dropped", list_id, entries=went)
        return as_noun(ImportedList, row)


def listing(ctx: AppContext, actor: str, begin: int = 0, limit: int = PAGE) -> list[ImportedList]:
    """Those that wait, then the newest, without their files; `limit` of them from number `begin` on. Raises `Refused`."""
    ctx.authorize(Action.RECIPIENTS, actor)
    waits = case((col(ImportedListRow.state) == ListState.WAITING, 0), else_=1)
    query = select(ImportedListRow).order_by(waits, col(ImportedListRow.laid_at).desc(), col(ImportedListRow.id))
    query = query.options(defer(ImportedListRow.sealed))  # type: ignore[arg-type]  # SQLModel types a column as its value
    with ctx.read() as session:
        return [as_noun(ImportedList, row) for row in session.exec(query.offset(begin).limit(limit))]


def forget_what_waits(ctx: AppContext) -> int:
    """Lists that nobody has taken in for days (`LAID_BY_FOR`); how many."""
    with ctx.write() as session:
        query = select(ImportedListRow).where(ImportedListRow.state == ListState.WAITING)
        old = session.exec(query.where(col(ImportedListRow.laid_at) <= ctx.clock() - LAID_BY_FOR)).all()
        for row in old:
            _decide(row, ctx, audit.SYSTEM, ListState.DROPPED)
            audit.append(session, ctx, audit.SYSTEM, "list.dropped", row.id, entries=0)
        return len(old)


def _require_form(ctx: AppContext, form: ListForm) -> None:
    register.require_known(ctx, EntryForm(purpose=form.purpose, until=form.until, groups=form.groups, zones=form.zones))
    if form.replaces:
        with ctx.read() as session:
            _replaced(session, form.replaces)


def _replaced(session: Session, list_id: str) -> ImportedListRow:
    row = _row(session, list_id)
    if row.state is not ListState.TAKEN_IN:
        raise InvalidInput(say("The list {id} is not in the register, so none takes its place.", id=list_id))
    return row


def _require_right(found: ListPreview, form: ListForm) -> None:
    if not found.entries:
        raise InvalidInput(say("No line of the list can be taken in."))
    if found.wrong and not form.skip_wrong:
        raise InvalidInput(
            say("{count} lines are wrong. Mend them, or take in the others without them.", count=found.wrong)
        )


def _require_new(session: Session, fingerprint: str, but: str | None = None) -> None:
    """The same file twice would only keep everybody twice."""
    query = select(ImportedListRow).where(
        ImportedListRow.fingerprint == fingerprint,
        ImportedListRow.state != ListState.DROPPED,
        ImportedListRow.id != but,
    )
    known = session.exec(query.limit(1)).first()
    if known is not None:
        raise InvalidInput(say("This very file is here already, as the list {id}.", id=known.id))


def _may(session: Session, actor: str, laid_by: str) -> Decision:
    in_crisis = any(find.open_crises(session, exercise=exercise) for exercise in (False, True))
    return may_take_in(in_crisis=in_crisis, laid_by=laid_by, actor=actor)


def _rows(ctx: AppContext, actor: str, list_id: str, forms: list[EntryForm]) -> _Rows:
    """Sealed before the transaction begins: others do not wait for it."""
    made = _Rows([], [])
    for form in forms:
        entry = Entry(
            **form.model_dump(), id=new_id("r"), source=EntrySource.LIST, list_id=list_id, added_at=ctx.clock(),
            added_by=actor,
        )  # fmt: skip
        row, ways = entries.rows(ctx.sealed, entry)
        made.entries.append(row.model_dump())
        made.ways.extend(way.model_dump() for way in ways)
    return made


def _put(session: Session, rows: _Rows) -> None:
    connection = session.connection()
    connection.execute(insert(RegisterEntryRow), rows.entries)
    if rows.ways:
        connection.execute(insert(RegisterWayRow), rows.ways)
    count_anew(session, RegisterEntryRow, RegisterWayRow)
    entries.turned(session)


def _replace(session: Session, ctx: AppContext, actor: str, list_id: str) -> int:
    """Nobody is left of it, so it is dropped; how many went."""
    _decide(_replaced(session, list_id), ctx, actor, ListState.DROPPED)
    return _take_out(session, list_id)


def _take_out(session: Session, list_id: str) -> int:
    """Its entries, all of them; how many."""
    mine = select(_ENTRY.id).where(_ENTRY.list_id == list_id)
    session.connection().execute(delete(RegisterWayRow).where(_WAY.entry_id.in_(mine)))
    went: int = session.connection().execute(delete(RegisterEntryRow).where(_ENTRY.list_id == list_id)).rowcount
    if went:
        entries.turned(session)
    return went


def _decide(row: ImportedListRow, ctx: AppContext, actor: str, state: ListState) -> None:
    row.state, row.decided_by, row.decided_at, row.sealed, row.left_out = state, actor, ctx.clock(), None, []


def _row(session: Session, list_id: str) -> ImportedListRow:
    row = session.get(ImportedListRow, list_id)
    if row is None:
        raise NotFound(say("There is no list {id}. See `krisekanal register lists`.", id=list_id))
    return row


def _waiting(session: Session, list_id: str) -> ImportedListRow:
    row = _row(session, list_id)
    if row.state is not ListState.WAITING:
        raise InvalidInput(say("The list {id} waits for nobody: it was taken in or dropped.", id=list_id))
    return row


def take_in_unless_another_must(ctx: AppContext, actor: str, laid: ImportedList) -> ImportedList:
    """On a calm day at once; in a crisis it waits as it is."""
    with ctx.read() as session:
        waits = not _may(session, actor, laid.laid_by).allowed
    return laid if waits else take_in(ctx, actor, laid.id)
