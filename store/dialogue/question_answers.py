"""The one answer to a question: a draft of the desk's in a crisis; on a normal day of who answers for every account that it goes to.

What stands under which remark is told by `case`.
"""

from collections.abc import Collection, Sequence

from sqlmodel import Session, col, select

from policy.dialogue.answer_once import GATHERED_AS, MOST, is_another, may_answer, not_an_exercises
from policy.evidence.hashing import content_hash
from schemas.dialogue.question import Question, QuestionCase, QuestionUse, Standing, Used
from schemas.dialogue.remark import Remark
from schemas.drafts.content import AnsweredQuestion, AnsweredRemark, Content, MessageKind
from schemas.drafts.draft import Draft
from schemas.errors import InvalidInput, KrisekanalError, Refused
from schemas.messages.message import Message
from schemas.sentence import say
from schemas.states import MessageStatus, RemarkStatus
from schemas.text_door import let_all_in
from store.approvals import answer_once
from store.context import AppContext
from store.crises import find
from store.db.tables import MessageRow, QuestionRemarkRow, QuestionRow, RemarkRow
from store.deliveries import unit_posts
from store.dialogue import questions, replies
from store.drafts import drafts
from store.evidence import audit
from store.messages import choosing, messages
from store.messages.corrections import time_of
from store.remarks import answering, greetings, remarks

_OUT = (MessageStatus.PUBLISHED, MessageStatus.CORRECTED)
"""A reply has one delivery: partly published is a reply that did not arrive, or of which nobody knows."""
_MOVING = (MessageStatus.APPROVED, MessageStatus.PUBLISHING)
_PUT_RIGHT = (Standing.SAID, Standing.FALSE)
"""Of an answer that held; that something was being checked was never wrong."""


def answer(
    ctx: AppContext,
    actor: str,
    question_id: str,
    body: str,
    standing: Standing,
    source: str,
    signature: str | None = None,
) -> Draft | list[Message]:
    """A draft, handed in, where a crisis is open; else the messages. The same words again go to those who have none yet.

    Raises `Refused` where an answer waits already, or nobody is left to answer.
    """
    content = before_answer(ctx, question_id, body, standing, source, signature)
    crisis_id = in_crisis(ctx, question_id)
    if crisis_id is None:
        not_an_exercises(questions.show(ctx, question_id)).or_raise()
        return _alone(ctx, actor, content)
    drafts.before_start(ctx, actor, crisis_id, content, ())
    with ctx.write() as session:
        replies.give_way(session, ctx, answering.answers_to(content))
        content = _composed(session, ctx, question_id, body, standing, source, signature)
        draft = drafts.start(session, ctx, actor, crisis_id, content, (), None)
        session.get_one(QuestionRow, question_id).draft_id = draft.id
        for remark_id in answering.answers_to(drafts.noun(session, draft).revision.content):
            answering.waits(session, ctx, actor, remarks.get(session, remark_id), draft.id)
        return drafts.hand_in(session, ctx, actor, draft)


def before_answer(
    ctx: AppContext, question_id: str, body: str, standing: Standing, source: str, signature: str | None = None
) -> Content:
    """What would be handed in now. Raises what refuses it."""
    with ctx.read() as session:
        return _composed(session, ctx, question_id, body, standing, source, signature)


def in_crisis(ctx: AppContext, question_id: str) -> str | None:
    """The crisis whose desk answers it; None on a normal day."""
    with ctx.read() as session:
        row = questions.get(session, question_id)
        return next((crisis.id for crisis in find.open_crises(session, exercise=row.exercise)), None)


def case(ctx: AppContext, question_id: str) -> QuestionCase:
    """With everybody who asks it, and how the answer stands there. Raises `NotFound`."""
    with ctx.read() as session:
        row = questions.get(session, question_id)
        asked, sent = _asked(session, row.id), _sent(session, row.id)
        question = questions.noun(row)
        waiting = questions.waiting_draft(session, row.id)
        content = drafts.noun(session, waiting).revision.content if waiting else None
        uses = tuple(_use(ctx, question, held.seen, remark, sent.get(remark.id, []), content) for held, remark in asked)
        return QuestionCase(question=question, uses=uses)


def _composed(
    session: Session,
    ctx: AppContext,
    question_id: str,
    body: str,
    standing: Standing,
    source: str,
    signature: str | None,
) -> Content:
    if not body.strip() or not source.strip():
        raise InvalidInput(say("Write the answer, and who says so."))
    row = questions.get(session, question_id)
    question = questions.noun(row)
    another, other_words = is_another(question, body, standing, source), body.strip() != question.answer
    waits = questions.waiting_draft(session, row.id) is not None
    sent = _sent(session, row.id)
    out = {remark_id for remark_id, theirs in sent.items() if _standing(theirs) is not None}
    older = {remark_id for remark_id in out if _has_another(sent[remark_id], body)}
    gathered = _asked(session, row.id)
    waiting = [remark.id for _, remark in gathered if remark.status is RemarkStatus.WAITING]
    free = {remark.id for _, remark in gathered if remark.status is GATHERED_AS[row.kind]}
    free |= replies.held_by_lock(session, waiting).keys()
    asked = tuple(
        AnsweredRemark(remark_id=remark.id, seen=held.seen)
        for held, remark in gathered
        if _stands(remark, held.seen) and (remark.id in free or _is_older(remark, out if other_words else older))
    )[:MOST]
    is_new = other_words or (another and bool(answering.public_lists(ctx, exercise=row.exercise)))
    may_answer(question, asked, waits=waits, is_new=is_new).or_raise()
    return Content(
        kind=MessageKind.ANSWER,
        title=question.text,
        body=body.strip(),
        signature=signature,
        corrected=time_of(ctx) if (another or older) and question.standing in _PUT_RIGHT else None,
        question=AnsweredQuestion(
            question_id=row.id,
            kind=row.kind,
            standing=standing,
            source=source.strip(),
            remarks=asked,
            listed=another,
        ),
    )


def _stands(remark: Remark, seen: str) -> bool:
    return not remark.deleted and remark.hash == seen


def _is_older(remark: Remark, to_put_right: Collection[str]) -> bool:
    """Has an answer of this question that is to be put right. Who was answered by themselves has theirs.

    How sure it is and who says so stand in the list alone: where only they change, what stands under a remark is right as it is.
    """
    return remark.status is RemarkStatus.ANSWERED and remark.id in to_put_right


def _has_another(sent: Sequence[MessageRow], body: str) -> bool:
    """Other words of ours stand under it: those of a question that was merged, or those that failed to be put right."""
    standing = _standing(sent)
    return standing is not None and standing.content["body"] != body.strip()


def _alone(ctx: AppContext, actor: str, content: Content) -> list[Message]:
    """Of who answers for each of the accounts; in the list on the public page where that is theirs, too."""
    content = Content.model_validate(let_all_in(content.model_dump()))
    with ctx.read() as session:
        content, accounts = answering.bound(session, ctx, content, None, ())
    theirs, shown = [], []
    for account_id in accounts:
        account = ctx.account(account_id)
        shown += choosing.render(ctx, None, content, [account], None)
        theirs.append(account)
    lists = _own_lists(ctx, actor) if content.question and content.question.listed else []
    try:
        with ctx.write() as session:
            pages = answering.public_lists(ctx, exercise=False)
            for account in [one for one in theirs if one.id not in pages or one.id in lists] or theirs:
                unit_posts.may_now(session, ctx, actor, account)
            for remark_id in answering.answers_to(content):
                answering.waits(session, ctx, actor, remarks.get(session, remark_id), remark_id)
            hashed = content_hash(content, accounts, shown)
            made = answer_once.write(session, ctx, actor, content, shown, lists, content_hash=hashed, author=actor)
            audit.append(session, ctx, actor, "question.queued", made[0].id, hash=hashed, content=made[0].content)
            return messages.nouns(session, made)
    except Refused:
        for account in theirs:
            unit_posts.log_refusal(ctx, actor, account.id)
        raise


def _own_lists(ctx: AppContext, actor: str) -> list[str]:
    """The public pages of which the actor may post just now."""
    found = []
    for account_id in answering.public_lists(ctx, exercise=False):
        try:
            with ctx.read() as session:
                unit_posts.may_now(session, ctx, actor, ctx.account(account_id))
        except KrisekanalError:
            continue
        found.append(account_id)
    return found


def _asked(session: Session, question_id: str) -> list[tuple[QuestionRemarkRow, Remark]]:
    query = (
        select(QuestionRemarkRow, RemarkRow)
        .join(RemarkRow, col(RemarkRow.id) == col(QuestionRemarkRow.remark_id))
        .where(QuestionRemarkRow.question_id == question_id)
        .order_by(col(RemarkRow.first_seen_at), col(RemarkRow.id))
    )
    return [(held, remarks.noun(remark)) for held, remark in session.exec(query)]


def _sent(session: Session, question_id: str) -> dict[str, list[MessageRow]]:
    """By remark, newest first."""
    ids = answer_once.family_of(session, question_id)
    query = select(MessageRow).where(col(MessageRow.question_id).in_(ids), col(MessageRow.reply_to).is_not(None))
    found: dict[str, list[MessageRow]] = {}
    for row in session.exec(query.order_by(col(MessageRow.approved_at).desc())):
        found.setdefault(row.reply_to or "", []).append(row)
    return found


def _use(
    ctx: AppContext, question: Question, seen: str, remark: Remark, sent: Sequence[MessageRow], waits: Content | None
) -> QuestionUse:
    last = sent[0] if sent else None
    return QuestionUse(
        remark=remark,
        used=_used(ctx, question, seen, remark, sent),
        message_id=last.id if last else None,
        message_status=last.status if last else None,
        begins=greetings.shown(ctx, waits, remark) if waits and greetings.answered(waits, remark.id) else "",
    )


def _used(ctx: AppContext, question: Question, seen: str, remark: Remark, sent: Sequence[MessageRow]) -> Used:
    standing = _standing(sent)
    moved = not _stands(remark, seen)
    if standing is not None and standing.content["body"] == question.answer:
        return Used.STANDS
    if remark.status is RemarkStatus.WAITING or (sent and sent[0].status in _MOVING):
        return Used.UNDER_WAY
    if standing is not None:
        mute = moved or answering.mute(ctx, remark.account_id)
        return Used.NOT_CORRECTABLE if mute else Used.OLDER
    if moved:
        return Used.FELL_OUT
    return Used.WAITS if remark.status in GATHERED_AS.values() else Used.BY_ITSELF


def _standing(sent: Sequence[MessageRow]) -> MessageRow | None:
    """The newest that is out."""
    return next((one for one in sent if one.status in _OUT), None)
