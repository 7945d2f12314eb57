"""Texts that somebody has begun, kept every few seconds while they write. Nobody else sees them, and no log tells of them."""

from collections.abc import Sequence
from datetime import timedelta

from sqlmodel import Session, col, delete, select

from policy.access import Action
from schemas.drafts.unfinished import Unfinished
from schemas.errors import InvalidInput, NotFound
from schemas.sentence import say
from schemas.text_door import let_all_in
from store.context import AppContext
from store.db.nouns import as_noun
from store.db.tables import UnfinishedRow

KEPT = timedelta(days=30)
LONGEST = 100_000
"""Characters of all fields together."""
MOST = 50
"""Of one person; the oldest gives way."""


def keep(ctx: AppContext, person_id: str, key: str, address: str, fields: Sequence[tuple[str, str]]) -> None:
    """As it stands now, whatever is missing or wrong with it. Raises `InvalidInput` for what is far too long."""
    ctx.authorize(Action.WRITE, person_id)
    let_all_in([address, *fields])
    if sum(len(name) + len(value) for name, value in fields) > LONGEST:
        raise InvalidInput(say("The text is too long to be kept unfinished. Shorten it."))
    with ctx.write() as session:
        row = session.get(UnfinishedRow, (person_id, key))
        if row is None:
            _make_room(session, ctx, person_id)
            row = UnfinishedRow(person_id=person_id, id=key, address=address, fields=[], kept_at=ctx.clock())
        row.address, row.fields, row.kept_at = address, [list(pair) for pair in fields], ctx.clock()
        session.add(row)


def listing(ctx: AppContext, person_id: str) -> list[Unfinished]:
    """Newest first."""
    query = (
        select(UnfinishedRow).where(UnfinishedRow.person_id == person_id).order_by(col(UnfinishedRow.kept_at).desc())
    )
    with ctx.read() as session:
        return [as_noun(Unfinished, row) for row in session.exec(query)]


def show(ctx: AppContext, person_id: str, key: str) -> Unfinished:
    """One's own. Raises `NotFound`."""
    with ctx.read() as session:
        row = session.get(UnfinishedRow, (person_id, key))
        if row is None:
            raise NotFound(say("This text is no longer kept. It may have been sent or removed."))
        return as_noun(Unfinished, row)


def drop(ctx: AppContext, person_id: str, key: str) -> None:
    """It has become a draft, or is not wanted any more."""
    if not key:
        return
    with ctx.write() as session:
        session.exec(
            delete(UnfinishedRow).where(col(UnfinishedRow.person_id) == person_id, col(UnfinishedRow.id) == key)
        )


def _make_room(session: Session, ctx: AppContext, person_id: str) -> None:
    session.exec(delete(UnfinishedRow).where(col(UnfinishedRow.kept_at) < ctx.clock() - KEPT))
    query = (
        select(UnfinishedRow).where(UnfinishedRow.person_id == person_id).order_by(col(UnfinishedRow.kept_at).desc())
    )
    for row in session.exec(query).all()[MOST - 1 :]:
        session.delete(row)
