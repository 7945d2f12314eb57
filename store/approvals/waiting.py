"""How many drafts wait for the editorial desk."""

from collections.abc import Collection

from sqlmodel import col, func, select

from schemas.states import DraftStatus
from store.context import AppContext
from store.db.tables import DraftRow


def count(ctx: AppContext, crisis_ids: Collection[str]) -> int:
    """In these crises."""
    if not crisis_ids:
        return 0
    query = select(func.count()).select_from(DraftRow).where(DraftRow.status == DraftStatus.SUBMITTED)
    with ctx.read() as session:
        return session.exec(query.where(col(DraftRow.crisis_id).in_(crisis_ids))).one()
