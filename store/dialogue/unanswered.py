"""Questions and rumours that nobody has answered in time, and that nobody here has in writing (they came by telephone).

The desk is told, and its deputies as long after. Those that somebody has written are told of by their remarks
(`store.remarks.untaken`).
"""

from typing import Any

from sqlmodel import Session, col, exists, select

from policy.dialogue.states import GATHERED
from schemas.states import UNDECIDED
from store.context import AppContext
from store.db.tables import DraftRow, QuestionRemarkRow, QuestionRow, RemarkRow
from store.evidence import audit
from store.notices import notices
from store.notices.remark_letters import RemarkLetters
from store.remarks.untaken import is_late, mark, open_crisis, the_desk

_AT_ONCE = 50


def tell(ctx: AppContext) -> int:
    """How many were told of."""
    with ctx.read() as session:
        if not _due(session, ctx):
            return 0
    with ctx.write() as session:
        rows = _due(session, ctx)
        for row in rows:
            _tell(session, ctx, row)
        return len(rows)


def _due(session: Session, ctx: AppContext) -> list[QuestionRow]:
    """What an exercise left behind is nobody's when it is over."""
    held = open_crisis(session, exercise=True) is not None
    late = ctx.clock() - ctx.municipality.dialogue.taken_within
    query = select(QuestionRow).where(
        col(QuestionRow.answer).is_(None),
        col(QuestionRow.merged_into).is_(None),
        col(QuestionRow.exercise).in_((False, True) if held else (False,)),
        is_late(QuestionRow, col(QuestionRow.created_at), late),
        ~_has_draft(),
        ~_is_written(),
    )
    return list(session.exec(query.order_by(col(QuestionRow.created_at)).limit(_AT_ONCE)))


def _has_draft() -> Any:
    """An answer that waits for approval is chased by the pipeline of drafts."""
    return exists().where(col(DraftRow.question_id) == col(QuestionRow.id), col(DraftRow.status).in_(UNDECIDED))


def _is_written() -> Any:
    return exists().where(
        col(QuestionRemarkRow.question_id) == col(QuestionRow.id),
        col(RemarkRow.id) == col(QuestionRemarkRow.remark_id),
        col(RemarkRow.status).in_(GATHERED),
    )


def _tell(session: Session, ctx: AppContext, row: QuestionRow) -> None:
    again = row.told_at is not None
    people, crisis = the_desk(ctx, again=again), open_crisis(session, exercise=row.exercise)
    notices.tell(
        session, ctx, people, RemarkLetters.QUESTION.value, crisis, text=row.text, since=row.created_at, id=row.id
    )
    mark(row, ctx.clock(), again=again)
    what = "question.escalated" if again else "question.unanswered"
    audit.append(
        session, ctx, audit.SYSTEM, what, row.id, crisis.id if crisis else None, told=[one.id for one in people]
    )
