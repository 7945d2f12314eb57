"""What people asked, read off for the report. Nobody's name or words are in it, only those of the questions that we gathered."""

from collections.abc import Sequence
from datetime import datetime
from statistics import median
from typing import Any, NamedTuple

from sqlmodel import Session, col, select

from policy.dialogue.states import OPEN
from schemas.dialogue.question import QuestionKind
from schemas.dialogue.report import AskedReport, DialogueReport
from schemas.states import RemarkStatus
from store.context import AppContext
from store.db.tables import CrisisRow, QuestionRemarkRow, QuestionRow, RemarkRow

_READ: tuple[Any, ...] = (
    RemarkRow.crisis_id,
    CrisisRow.established_at,
    RemarkRow.status,
    RemarkRow.written_at,
    RemarkRow.first_seen_at,
    RemarkRow.answered_at,
)


def of_crisis(ctx: AppContext, crisis_id: str) -> DialogueReport:
    return of_crises(ctx, [crisis_id])[crisis_id]


def of_crises(ctx: AppContext, crisis_ids: Sequence[str]) -> dict[str, DialogueReport]:
    """Three questions, however many crises, and however many asked."""
    query = (
        select(*_READ)
        .join(CrisisRow, col(CrisisRow.id) == col(RemarkRow.crisis_id))
        .where(col(RemarkRow.crisis_id).in_(crisis_ids), col(RemarkRow.ours).is_(False))
    )
    written: dict[str | None, list[_Written]] = {}
    with ctx.read() as session:
        for crisis_id, established, status, at, seen, answered in session.exec(query):
            one = _Written(RemarkStatus(status), max(at, established), seen, answered)
            written.setdefault(crisis_id, []).append(one)
        asked = _asked(session, crisis_ids)
    return {each: _report(written.get(each, []), asked.get(each, [])) for each in crisis_ids}


class _Written(NamedTuple):
    """`began`: when it was written, or when the staff was set up where it was older."""

    status: RemarkStatus
    began: datetime
    seen_at: datetime
    answered_at: datetime | None


def _report(written: Sequence[_Written], asked: Sequence[AskedReport]) -> DialogueReport:
    took = [(one.answered_at - one.seen_at).total_seconds() for one in written if one.answered_at]
    unseen = [max((one.seen_at - one.began).total_seconds(), 0.0) for one in written]
    statuses = [one.status for one in written]
    return DialogueReport(
        remarks=len(written),
        answered=statuses.count(RemarkStatus.ANSWERED),
        closed=statuses.count(RemarkStatus.CLOSED) + statuses.count(RemarkStatus.HIDDEN),
        open=sum(status in OPEN for status in statuses),
        unseen=max(unseen, default=None),
        median=median(took) if took else None,
        slowest=max(took, default=None),
        asked=tuple(sorted(asked, key=lambda one: (one.kind is not QuestionKind.RUMOUR, -one.asked, one.first_at))),
    )


def _asked(session: Session, crisis_ids: Sequence[str]) -> dict[str | None, list[AskedReport]]:
    ours = col(QuestionRow.crisis_id).in_(crisis_ids)
    seen = (
        select(QuestionRemarkRow.question_id, RemarkRow.first_seen_at)
        .join(RemarkRow, col(RemarkRow.id) == col(QuestionRemarkRow.remark_id))
        .join(QuestionRow, col(QuestionRow.id) == col(QuestionRemarkRow.question_id))
        .where(ours)
    )
    times: dict[str, list[datetime]] = {}
    for question_id, at in session.exec(seen):
        times.setdefault(question_id, []).append(at)
    found: dict[str | None, list[AskedReport]] = {}
    for row in session.exec(select(QuestionRow).where(ours, col(QuestionRow.merged_into).is_(None))):
        found.setdefault(row.crisis_id, []).append(_one(row, times.get(row.id, [])))
    return found


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
