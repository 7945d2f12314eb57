"""The ledger of questions and rumours: what many ask is gathered by a person, and answered once."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, col, or_, select

from policy.access import Action
from policy.dialogue import answer_once, likeness
from policy.dialogue.states import FREE, free
from policy.dialogue.taking import may_take
from schemas.dialogue.question import AlikeRemarks, Question, QuestionKind
from schemas.dialogue.remark import OPEN_TO_ALL
from schemas.drafts.content import AnsweredRemark
from schemas.errors import InvalidInput, NotFound
from schemas.sentence import say
from schemas.states import UNDECIDED, RemarkStatus
from store.context import AppContext
from store.crises import find
from store.db.columns import new_id
from store.db.nouns import as_noun
from store.db.status import become
from store.db.tables import DraftRow, QuestionRemarkRow, QuestionRow, RemarkRow
from store.evidence import audit
from store.remarks import remarks, taking

LONGEST = 200
"""Characters of a question, as of every headline."""
_LOOKED_THROUGH = 10_000


def begin(
    ctx: AppContext,
    actor: str,
    kind: QuestionKind,
    text: str,
    gathered: Sequence[AnsweredRemark] = (),
    *,
    exercise: bool = False,
) -> Question:
    """With the remarks that ask it; without any for one that came by telephone, which `exercise` says the world of."""
    words = " ".join(text.split())
    if not 0 < len(words) <= LONGEST:
        raise InvalidInput(
            say("Write the question as readers are to see it, in at most {most} characters.", most=LONGEST)
        )
    with ctx.write() as session:
        if gathered:
            exercise = remarks.get(session, gathered[0].remark_id).exercise
        else:
            ctx.authorize(Action.DIALOGUE, actor)
        crisis = next(iter(find.open_crises(session, exercise=exercise)), None)
        row = QuestionRow(
            id=new_id("q"),
            kind=kind,
            text=words,
            exercise=exercise,
            crisis_id=crisis.id if crisis else None,
            created_by=actor,
            created_at=ctx.clock(),
        )
        session.add(row)
        session.flush()
        audit.append(session, ctx, actor, "question.begun", row.id, row.crisis_id, kind=kind.value, text=words)
        _gather(session, ctx, actor, row, gathered)
        return noun(row)


def as_read(remark_id: str, seen: str) -> AnsweredRemark:
    """A remark with the fingerprint of what was read. Raises `InvalidInput` for anything that is none."""
    try:
        return AnsweredRemark(remark_id=remark_id, seen=seen)
    except ValueError:
        raise InvalidInput(say("Name each remark with the fingerprint of what you have read.")) from None


def gather(ctx: AppContext, actor: str, question_id: str, gathered: Sequence[AnsweredRemark]) -> Question:
    """Raises `Refused` where one of them was edited since it was read, is in other hands, or belongs to another world."""
    with ctx.write() as session:
        row = get(session, question_id)
        _gather(session, ctx, actor, row, gathered)
        return noun(row)


def release(ctx: AppContext, actor: str, remark_id: str) -> Question:
    """It asks something else after all. Raises `Refused` while an answer to it waits or is on its way."""
    with ctx.write() as session:
        held = session.get(QuestionRemarkRow, remark_id)
        if held is None:
            raise NotFound(say("{id} is not gathered under any question.", id=remark_id))
        row, remark = get(session, held.question_id), remarks.get(session, remark_id)
        _may_take(session, ctx, actor, remark)
        answer_once.may_release(remarks.noun(remark)).or_raise()
        if remark.status in answer_once.SET_FREE:
            become(remark, free(remark.assigned_to))
        session.delete(held)
        audit.append(session, ctx, actor, "question.released", row.id, row.crisis_id, remark=remark_id)
        return noun(row)


def merge(ctx: AppContext, actor: str, question_id: str, into: str) -> Question:
    """They turn out to ask the same: all that was gathered goes over. What stands out of its own answer is put right by the next."""
    ctx.authorize(Action.DIALOGUE, actor)
    with ctx.write() as session:
        row, other = get(session, question_id), get(session, into)
        waits = waiting_draft(session, row.id) is not None
        answer_once.may_merge(noun(row), noun(other), waits=waits).or_raise()
        for held in session.exec(select(QuestionRemarkRow).where(QuestionRemarkRow.question_id == row.id)).all():
            held.question_id = other.id
            remark = remarks.get(session, held.remark_id)
            after = answer_once.GATHERED_AS[other.kind]
            if remark.status in answer_once.GATHERED_AS.values() and remark.status != after:
                become(remark, RemarkStatus.NEW)
                become(remark, after)
        row.merged_into = other.id
        audit.append(session, ctx, actor, "question.merged", row.id, row.crisis_id, into=other.id)
        return noun(other)


def show(ctx: AppContext, question_id: str) -> Question:
    """Raises `NotFound`."""
    with ctx.read() as session:
        return noun(get(session, question_id))


def listing(
    ctx: AppContext,
    *,
    exercise: bool = False,
    crisis_id: str | None = None,
    answered: bool | None = None,
    past: bool = False,
) -> list[Question]:
    """Those without an answer first, rumours before questions, then the oldest. None that is merged.

    Of one crisis; or of those that are open and of normal days, with what is still to be answered. An answer given in a crisis that is
    over no longer holds by itself: it is among them where `past` is asked for.
    """
    query = select(QuestionRow).where(col(QuestionRow.exercise).is_(exercise), col(QuestionRow.merged_into).is_(None))
    if crisis_id:
        query = query.where(QuestionRow.crisis_id == crisis_id)
    elif not past:
        query = query.where(_of_now(exercise=exercise))
    if answered is not None:
        query = query.where(col(QuestionRow.answer).is_not(None) if answered else col(QuestionRow.answer).is_(None))
    with ctx.read() as session:
        found = [noun(row) for row in session.exec(query)]
    return sorted(found, key=_urgency)


def _of_now(*, exercise: bool) -> Any:
    now = remarks.of_now(col(QuestionRow.crisis_id))
    return now if exercise else or_(now, col(QuestionRow.answer).is_(None))


def _urgency(question: Question) -> tuple[bool, bool, object, str]:
    return (question.answer is not None, question.kind is not QuestionKind.RUMOUR, question.created_at, question.id)


def proposals(ctx: AppContext, *, exercise: bool = False) -> list[AlikeRemarks]:
    """What nobody has gathered and looks alike, the most first; and what looks like a question that is there."""
    query = select(RemarkRow).where(
        col(RemarkRow.status).in_(FREE),
        col(RemarkRow.exercise).is_(exercise),
        col(RemarkRow.ours).is_(False),
        col(RemarkRow.kind).in_(list(OPEN_TO_ALL)),
    )
    query = query.order_by(col(RemarkRow.first_seen_at), col(RemarkRow.id)).limit(_LOOKED_THROUGH)
    known = likeness.KnownTexts({question.id: question.text for question in listing(ctx, exercise=exercise)})
    with ctx.read() as session:
        rows = [remarks.noun(row) for row in session.exec(query)]
    like_known: dict[str, list[tuple[int, float]]] = {}
    for number, row in enumerate(rows):
        if found := known.most_alike(row.text):
            like_known.setdefault(found[0], []).append((number, found[1]))
    placed = {number for found_here in like_known.values() for number, _ in found_here}
    others = [row for number, row in enumerate(rows) if number not in placed]
    made = [
        AlikeRemarks(
            remarks=tuple(rows[number] for number, _ in found_here),
            question_id=question_id,
            likeness=min(how for _, how in found_here),
        )
        for question_id, found_here in like_known.items()
    ]
    for group in likeness.groups([row.text for row in others]):
        chosen = tuple(others[number] for number in (group.first, *group.others))
        made.append(AlikeRemarks(remarks=chosen, likeness=group.likeness))
    return sorted(made, key=lambda one: -len(one.remarks))


def get(session: Session, question_id: str) -> QuestionRow:
    row = session.get(QuestionRow, question_id)
    if row is None:
        raise NotFound(say("There is no question {id}. See `krisekanal question list`.", id=question_id))
    return row


def noun(row: QuestionRow) -> Question:
    return as_noun(Question, row)


def waiting_draft(session: Session, question_id: str) -> DraftRow | None:
    """Its answer that nobody has decided on."""
    query = select(DraftRow).where(DraftRow.question_id == question_id, col(DraftRow.status).in_(UNDECIDED))
    return session.exec(query).first()


def _gather(
    session: Session, ctx: AppContext, actor: str, row: QuestionRow, gathered: Sequence[AnsweredRemark]
) -> None:
    for one in gathered:
        remark = remarks.get(session, one.remark_id)
        _may_take(session, ctx, actor, remark)
        answer_once.may_gather(noun(row), remarks.noun(remark), one.seen).or_raise()
        become(remark, answer_once.GATHERED_AS[row.kind])
        remark.decided_by, remark.decided_at, remark.told_at = actor, ctx.clock(), None
        session.merge(
            QuestionRemarkRow(
                remark_id=remark.id,
                question_id=row.id,
                exercise=row.exercise,
                seen=remark.hash,
                added_by=actor,
                added_at=ctx.clock(),
            )
        )
    if gathered:
        session.flush()
        seen = {one.remark_id: one.seen for one in gathered}
        audit.append(session, ctx, actor, "question.gathered", row.id, row.crisis_id, remarks=seen)


def _may_take(session: Session, ctx: AppContext, actor: str, remark: RemarkRow) -> None:
    account, state = ctx.municipality.account(remark.account_id), taking.state_of(session, remark)
    ctx.ask(lambda asker: may_take(ctx.municipality, asker, remarks.noun(remark), account, state), actor)
