"""Waiting for people is a row with a later time, not a sleeping process."""

from sqlmodel import Session

from schemas.event import EventKind
from store.context import AppContext
from store.db.tables import DraftRow
from store.outbox import outbox


def plan(session: Session, ctx: AppContext, draft: DraftRow) -> None:
    """Write the whole timetable at submission; a step that is no longer needed does nothing when it is due."""
    table = ctx.municipality.approval
    steps = [(wait, "remind") for wait in table.remind] + [(table.escalate, "escalate")]
    for number, (wait, step) in enumerate(steps):
        outbox.emit(
            session,
            ctx,
            EventKind.APPROVAL_REMINDER_DUE,
            {"draft_id": draft.id, "revision_id": draft.revision_id, "step": step},
            crisis_id=draft.crisis_id,
            due_at=ctx.clock() + wait,
            dedup=f"remind:{draft.id}:{draft.submitted_at}:{number}",
        )
