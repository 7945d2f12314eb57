"""Crises as they are read: one, all, those that are open."""

from sqlmodel import Session, col, select

from schemas.crises.crisis import Crisis
from schemas.errors import NotFound
from schemas.sentence import say
from schemas.states import CrisisStatus
from store.context import AppContext
from store.db.nouns import as_noun
from store.db.tables import CrisisRow


def show(ctx: AppContext, crisis_id: str) -> Crisis:
    """Raises `NotFound`."""
    with ctx.read() as session:
        return as_noun(Crisis, get(session, crisis_id))


def listing(ctx: AppContext) -> list[Crisis]:
    """Newest first."""
    with ctx.read() as session:
        rows = session.exec(select(CrisisRow).order_by(col(CrisisRow.established_at).desc()))
        return [as_noun(Crisis, row) for row in rows]


def open_crises(session: Session, *, exercise: bool) -> list[CrisisRow]:
    """Newest first."""
    query = select(CrisisRow).where(CrisisRow.status == CrisisStatus.ESTABLISHED, col(CrisisRow.exercise).is_(exercise))
    return list(session.exec(query.order_by(col(CrisisRow.established_at).desc())))


def open_now(ctx: AppContext) -> list[Crisis]:
    """Real ones first, then exercises; each newest first."""
    query = select(CrisisRow).where(CrisisRow.status == CrisisStatus.ESTABLISHED)
    with ctx.read() as session:
        rows = session.exec(query.order_by(col(CrisisRow.exercise), col(CrisisRow.established_at).desc()))
        return [as_noun(Crisis, row) for row in rows]


def current(ctx: AppContext) -> Crisis | None:
    """The newest open real crisis, else the newest open exercise, else None."""
    return next(iter(open_now(ctx)), None)


def get(session: Session, crisis_id: str) -> CrisisRow:
    row = session.get(CrisisRow, crisis_id)
    if row is None:
        raise NotFound(say("There is no crisis {id}. See `krisekanal crisis list`.", id=crisis_id))
    return row
