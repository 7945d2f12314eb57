"""How all drafts of a crisis stand, for its story."""

from sqlmodel import select

from schemas.states import DraftStatus
from store.context import AppContext
from store.db.tables import DraftRow


def statuses(ctx: AppContext, crisis_id: str) -> dict[str, DraftStatus]:
    """By draft id."""
    query = select(DraftRow.id, DraftRow.status).where(DraftRow.crisis_id == crisis_id)
    with ctx.read() as session:
        return {draft_id: DraftStatus(status) for draft_id, status in session.exec(query)}
