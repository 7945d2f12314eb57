"""What the law gives a person: to see all that is kept of them, and to be erased; in lists that wait for the other person too.

Source: GDPR articles 15 and 17.
"""

from collections.abc import Sequence
from typing import NamedTuple

from sqlmodel import Session, select

from policy.access import Action
from policy.recipients import ways
from schemas.errors import NotFound
from schemas.recipients.imported import ListState
from schemas.recipients.register import ListedIn, PersonExport
from schemas.sentence import say
from store.context import AppContext
from store.db.tables import ImportedListRow
from store.evidence import audit
from store.lists import reading
from store.recipients import privacy


class Erased(NamedTuple):
    """How many entries of the register went or lost this way, and how many lists that wait will be taken in without it."""

    entries: int
    lists: int


def export(ctx: AppContext, actor: str, written: str) -> PersonExport:
    """Raises `Refused`, `InvalidInput`."""
    ctx.authorize(Action.RECIPIENTS, actor)
    address = ways.any_way(written)
    named = _naming(ctx, address)
    with ctx.write() as session:
        found = privacy.kept(session, ctx, address)
        audit.append(
            session, ctx, actor, "register.exported", "register", entries=[entry.id for entry in found.entries]
        )
        return found.model_copy(update={"lists": tuple(named)})


def erase(ctx: AppContext, actor: str, written: str) -> Erased:
    """From the register, from every frozen set, and from lists before they are taken in. Raises `Refused`, `NotFound`."""
    ctx.authorize(Action.RECIPIENTS, actor)
    address = ways.any_way(written)
    named = [one.list_id for one in _naming(ctx, address)]
    mark = ctx.sealed.mark(address)
    with ctx.write() as session:
        gone = privacy.forget(session, mark)
        left_out = leave_out(session, named, mark)
        if not (gone.entries or gone.places or left_out):
            raise NotFound(say("Nothing is kept about this address."))
        audit.append(
            session, ctx, actor, "register.erased", "register", entries=gone.entries, set_places=gone.places,
            lists=left_out,
        )  # fmt: skip
    return Erased(len(gone.entries), len(left_out))


def _naming(ctx: AppContext, address: str) -> list[ListedIn]:
    """Those with a line of this address (in its one form), and which lines. Each is read anew: few wait, and none for long."""
    mark = ctx.sealed.mark(address)
    with ctx.read() as session:
        rows = session.exec(select(ImportedListRow).where(ImportedListRow.state == ListState.WAITING)).all()
        waits = [reading.laid(row) for row in rows if mark not in row.left_out]
    lines = [(each, reading.naming(ctx, each, address)) for each in waits]
    return [ListedIn(list_id=each.id, file=each.file, lines=tuple(found)) for each, found in lines if found]


def leave_out(session: Session, list_ids: Sequence[str], mark: str) -> list[str]:
    """Whoever is reached by it comes with no list that waits; a line that is wrong today may be right when it is taken in.

    Ids of those of `list_ids` that still wait.
    """
    rows = session.exec(select(ImportedListRow).where(ImportedListRow.state == ListState.WAITING)).all()
    for row in rows:
        row.left_out = [*row.left_out, mark]
    return [row.id for row in rows if row.id in list_ids]
