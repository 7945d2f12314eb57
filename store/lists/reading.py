"""From the bytes of a list to the entries it would become, without a trace left anywhere."""

import zlib
from base64 import b85decode, b85encode
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import NamedTuple

from sqlmodel import SQLModel, select

from policy.lists import columns, lines
from policy.lists.joined import entry, joined
from schemas.recipients.imported import SHOWN_MISTAKES, ListForm, ListPreview, Mistake
from schemas.recipients.recipient import Way
from schemas.recipients.register import EntryForm, EntryKind
from store.context import AppContext
from store.db.database import paged
from store.db.tables import ImportedListRow, RegisterEntryRow, RegisterWayRow
from store.lists import sheets
from store.lists.bounds import Sheet

_WAY = SQLModel.metadata.tables["register_way"].c
_ENTRY = SQLModel.metadata.tables["register_entry"].c
_AT_ONCE = 500


class ReadList(NamedTuple):
    entries: list[EntryForm]
    preview: ListPreview


class LaidList(NamedTuple):
    """One that waits, out of the transaction it was found in: to read it takes long."""

    id: str
    file: str
    form: ListForm
    sealed: bytes
    left_out: list[str]


def laid(row: ImportedListRow) -> LaidList:
    return LaidList(row.id, row.file, ListForm.model_validate(row.form), row.sealed or b"", row.left_out)


def sealed(ctx: AppContext, list_id: str, data: bytes) -> bytes:
    """The file as it is kept while it waits."""
    return ctx.sealed.seal(b85encode(zlib.compress(data)).decode(), list_id)


def read_laid(ctx: AppContext, it: LaidList) -> ReadList:
    """What it would become now. Raises `InvalidInput`."""
    return read(ctx, it.file, _opened(ctx, it), it.form, it.left_out)


def read(ctx: AppContext, name: str, data: bytes, form: ListForm, left_out: Sequence[str] = ()) -> ReadList:
    """Raises `InvalidInput` for what is no list at all; a line that is wrong is in the preview, and in no entry.

    `left_out`: marks of those who were erased since it was laid; a line that names one is in no entry either.
    """
    sheet, found, good, mistakes = _read(ctx, data, form)
    if left_out:
        good = [line for line in good if not {ctx.sealed.mark(each) for each in _ways(line)}.intersection(left_out)]
    entries = [_entry(group, form) for group in joined(good)]
    preview = ListPreview(
        file="".join(filter(str.isprintable, name))[:200],
        fingerprint=sha256(data).hexdigest(),
        lines=len(sheet.lines),
        entries=len(entries),
        households=sum(each.kind is EntryKind.HOUSEHOLD for each in entries),
        joined=len(good) - len(entries),
        mobiles=len(_all(entries, Way.SMS)),
        emails=len(_all(entries, Way.EMAIL)),
        without_way=sum(not each.mobiles and not each.emails for each in entries),
        known=_known(ctx, entries, form.replaces),
        columns=found.read,
        ignored=found.ignored,
        wrong=len({mistake.line for mistake in mistakes}),
        mistakes=tuple(mistakes[:SHOWN_MISTAKES]),
    )
    return ReadList(entries, preview)


def naming(ctx: AppContext, it: LaidList, address: str) -> list[int]:
    """Numbers of the lines with this address."""
    return [line.number for line in _read(ctx, _opened(ctx, it), it.form).good if address in _ways(line)]


def _opened(ctx: AppContext, it: LaidList) -> bytes:
    return zlib.decompress(b85decode(ctx.sealed.unseal(it.sealed, it.id)))


class _Lines(NamedTuple):
    sheet: Sheet
    found: columns.Columns
    good: list[lines.ListLine]
    mistakes: list[Mistake]


def _read(ctx: AppContext, data: bytes, form: ListForm) -> _Lines:
    sheet = sheets.read(data)
    found = columns.recognised(sheet.headings)
    town = ctx.municipality
    groups = [(group.id, group.name) for group in town.target_groups]
    reader = lines.Reader(found, lines.known(groups, town.zones, form.language))
    made = _Lines(sheet, found, [], [])
    for number, cells in sheet.lines:
        line = reader.line(number, cells)
        if isinstance(line, lines.ListLine):
            made.good.append(line)
        elif line:
            made.mistakes.extend(line)
    return made


def _ways(line: lines.ListLine) -> tuple[str, ...]:
    return (*line.mobiles, *line.emails)


def _entry(group: list[lines.ListLine], form: ListForm) -> EntryForm:
    made = entry(group, purpose=form.purpose, until=form.until)
    more = {"groups": _once((*made.groups, *form.groups)), "zones": _once((*made.zones, *form.zones))}
    return made.model_copy(update=more)


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def _all(entries: Iterable[EntryForm], way: Way) -> set[str]:
    return {address for each in entries for address in (each.mobiles if way is Way.SMS else each.emails)}


def _known(ctx: AppContext, entries: list[EntryForm], replaces: str | None) -> int:
    """Not counted: those of the list that this one takes the place of."""
    return sum(
        len(_there(ctx, way, marks, replaces))
        for way in Way
        for marks in paged(sorted(map(ctx.sealed.mark, _all(entries, way))), _AT_ONCE)
    )


def _there(ctx: AppContext, way: Way, marks: list[str], replaces: str | None) -> set[str]:
    query = select(_WAY.mark).where(_WAY.way == way, _WAY.mark.in_(marks))
    if replaces:
        query = query.join_from(RegisterWayRow, RegisterEntryRow).where(_ENTRY.list_id.is_distinct_from(replaces))
    with ctx.read() as session:
        return set(session.connection().execute(query).scalars())
