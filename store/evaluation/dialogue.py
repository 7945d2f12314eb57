"""What people asked, read off for the report. Nobody's name or words are in it, only those of the questions that we gathered."""

from collections.abc import Sequence
from datetime import datetime
from statistics import median

from sqlmodel import Session, col, select

from policy.dialogue.states import OPEN
from schemas.dialogue_report import AskedReport, DialogueReport
from schemas.question import QuestionKind
from schemas.states import RemarkStatus
from store.context import AppContext
from store.db.tables import QuestionRemarkRow, QuestionRow, RemarkRow


def of_crisis(ctx: AppContext, crisis_id: str) -> DialogueReport:
    """Three questions, however many asked."""
    query = select(RemarkRow.status, RemarkRow.first_seen_at, RemarkRow.answered_at)
    query = query.where(RemarkRow.crisis_id == crisis_id, col(RemarkRow.ours).is_(False))
    with ctx.read() as session:
        rows = session.exec(query).all()
        asked = _asked(session, crisis_id)
    took = [(answered - seen).total_seconds() for _, seen, answered in rows if answered]
    statuses = [RemarkStatus(status) for status, _, _ in rows]
    return DialogueReport(
        remarks=len(rows),
        answered=statuses.count(RemarkStatus.ANSWERED),
        closed=statuses.count(RemarkStatus.CLOSED) + statuses.count(RemarkStatus.HIDDEN),
        open=sum(status in OPEN for status in statuses),
        median=median(took) if took else None,
        slowest=max(took, default=None),
        asked=tuple(sorted(asked, key=lambda one: (one.kind is not QuestionKind.RUMOUR, -one.asked, one.first_at))),
    )


def _asked(session: Session, crisis_id: str) -> list[AskedReport]:
    of_it = select(QuestionRow).where(QuestionRow.crisis_id == crisis_id, col(QuestionRow.merged_into).is_(None))
    seen = (
        select(QuestionRemarkRow.question_id, RemarkRow.first_seen_at)
        .join(RemarkRow, col(RemarkRow.id) == col(QuestionRemarkRow.remark_id))
        .join(QuestionRow, col(QuestionRow.id) == col(QuestionRemarkRow.question_id))
        .where(QuestionRow.crisis_id == crisis_id)
    )
    times: dict[str, list[datetime]] = {}
    for question_id, at in session.exec(seen):
        times.setdefault(question_id, []).append(at)
    return [_one(row, times.get(row.id, [])) for row in session.exec(of_it)]


def _one(row: QuestionRow, times: Sequence[datetime]) -> AskedReport:
    answered = row.answered_at
    return AskedReport(
        text=row.text,
        kind=row.kind,
        first_at=min(times, default=row.created_at),
        asked=len(times),
        after=sum(at > answered for at in times) if answered else 0,
        standing=row.standing,
        source=row.source,
        answered_at=answered,
    )
