"""Entries that are reached by nothing since their number is reserved elsewhere: by STOP, or on another list."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from sqlalchemy import ColumnElement, select
from sqlmodel import SQLModel

from schemas.recipient import Way
from store.context import AppContext

_ENTRY = SQLModel.metadata.tables["register_entry"].c
_WAY = SQLModel.metadata.tables["register_way"].c
_AT_ONCE = 2_000
Whom = Callable[[ColumnElement[bool]], Iterator[list[str]]]
"""Of the entries that are so, the ids of those whom it concerns, a page at a time."""


def count(ctx: AppContext, whom: Whom, counted: set[str]) -> int:
    """Those among whom it concerns; not beside one of the `counted` reserved entries that has the same number.

    In memory are those who want no warnings and who shares a number with them, never the register.
    """
    marks: dict[str, bool] = {}
    for mark, entry_id in _ways(ctx, _reserved(ctx)):
        marks[mark] = marks.get(mark, False) or entry_id in counted
    others = {entry_id for some in _pages(sorted(marks)) for entry_id in _sharing(ctx, some)}
    living: dict[str, list[str]] = {}
    for mark, entry_id in _ways(ctx, sorted(others)):
        living.setdefault(entry_id, []).append(mark)
    silent = (one for one, its in living.items() if not any(marks.get(mark, True) for mark in its))
    shown = _ENTRY.reserved.is_(False)
    return sum(len(page) for some in _pages(silent) for page in whom(_ENTRY.id.in_(some) & shown))


def _reserved(ctx: AppContext) -> list[str]:
    with ctx.read() as session:
        return list(session.connection().scalars(select(_ENTRY.id).where(_ENTRY.reserved.is_(True))))


def _ways(ctx: AppContext, ids: Iterable[str]) -> Iterator[tuple[str, str]]:
    """(mark, entry id) of the ways that are not dead."""
    for some in _pages(ids):
        query = select(_WAY.mark, _WAY.entry_id).where(_WAY.entry_id.in_(some), _WAY.dead_at.is_(None))
        with ctx.read() as session:
            yield from session.connection().execute(query).tuples().all()


def _sharing(ctx: AppContext, marks: list[str]) -> list[str]:
    query = select(_WAY.entry_id).where(_WAY.way.in_(tuple(Way)), _WAY.mark.in_(marks))
    with ctx.read() as session:
        return list(session.connection().scalars(query))


def _pages(found: Iterable[str]) -> Iterator[list[str]]:
    coming = iter(found)
    while page := list(islice(coming, _AT_ONCE)):
        yield page
