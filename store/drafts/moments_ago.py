"""Whether somebody has begun this very draft a moment ago: a second press (`policy.pressed_twice`)."""

from sqlmodel import Session, col, select

from policy.pressed_twice import WITHIN
from schemas.drafts.content import Content
from schemas.states import DraftStatus
from store.context import AppContext
from store.db.tables import DraftRow, RevisionRow
from store.drafts.revisions import Composed


def draft(
    session: Session, ctx: AppContext, actor: str, crisis_id: str, refers_to: str | None, to_be: Composed
) -> DraftRow | None:
    """One that still waits. The minute of a correction is no word of its writer's."""
    query = select(DraftRow).where(
        DraftRow.author == actor,
        DraftRow.crisis_id == crisis_id,
        DraftRow.refers_to == refers_to,
        DraftRow.created_at > ctx.clock() - WITHIN,
        col(DraftRow.status).in_((DraftStatus.DRAFT, DraftStatus.SUBMITTED)),
    )
    return next((row for row in session.exec(query) if _says(session, row, to_be)), None)


def _says(session: Session, row: DraftRow, to_be: Composed) -> bool:
    said = session.get_one(RevisionRow, row.revision_id)
    words = Content.model_validate(said.content).model_copy(update={"corrected": to_be.content.corrected})
    return words == to_be.content and tuple(said.accounts) == to_be.accounts
