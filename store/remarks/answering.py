"""What an answer is bound to, and what becomes of the remark while the answer is on its way."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlmodel import Session, col, select

from policy.decision import YES, Decision, first_no, no
from policy.dialogue import answer_once, replies
from policy.dialogue.replies import may_say
from policy.dialogue.states import FREE, free
from schemas.dialogue.question import QuestionKind
from schemas.dialogue.remark import Remark, RemarkDeed, RemoteRemark
from schemas.drafts.content import AnsweredRemark, Content
from schemas.errors import Refused
from schemas.sentence import say
from schemas.states import DeliveryStatus, MessageStatus, RemarkStatus
from store.context import AppContext
from store.db.status import become
from store.db.tables import DeliveryRow, MessageRow, QuestionRemarkRow, QuestionRow, RemarkRow
from store.evidence import audit
from store.notices import notices
from store.remarks import greetings, remarks

_UNANSWERED = (*FREE, RemarkStatus.WAITING)
_OUT = (MessageStatus.PUBLISHED, MessageStatus.CORRECTED)
DELETED = say("It was deleted before anybody answered.")


def bound(
    session: Session, ctx: AppContext, content: Content, before: Content | None, accounts: Sequence[str]
) -> tuple[Content, Sequence[str]]:
    """The text and where it goes: an answer stands under its remark and nowhere else. `before`: what the revision before says.

    An edited draft answers what the remark says now; whoever approves it is shown that. Raises `Refused` where nothing can be
    answered from here.
    """
    content, accounts = _for_many(session, ctx, content, before, accounts)
    if before is not None and before.answers is not None:
        now = remarks.get(session, before.answers.remark_id).hash
        content = content.model_copy(update={"answers": before.answers.model_copy(update={"seen": now})})
    if content.answers is None:
        return content, accounts
    remark = remarks.get(session, content.answers.remark_id)
    privately = content.answers.privately
    may_say(remarks.noun(remark), content.body, ctx.municipality.dialogue, privately=privately).or_raise()
    _may_privately(session, ctx, content).or_raise()
    account = ctx.account(remark.account_id)
    why = ctx.channels.unable(account, RemarkDeed.REPLY)
    if why:
        raise Refused(why)
    return content, (account.id,)


def _for_many(
    session: Session, ctx: AppContext, content: Content, before: Content | None, accounts: Sequence[str]
) -> tuple[Content, Sequence[str]]:
    """An answer to what many ask: in the list, and under each remark that says what was seen and can be answered from here."""
    if before is not None and before.question is not None:
        kept = {"kind": before.kind, "title": before.title, "question": before.question, "corrected": before.corrected}
        content = content.model_copy(update=kept)
    question = content.question
    if question is None:
        return content, accounts
    now = _standing(session, question.remarks)
    able = [one for one in question.remarks if one.remark_id in now and _can_answer(ctx, now[one.remark_id].account_id)]
    able = [greetings.frozen(ctx, content, one, now[one.remark_id]) for one in able]
    content = content.model_copy(update={"question": question.model_copy(update={"remarks": tuple(able)})})
    exercise = session.get_one(QuestionRow, question.question_id).exercise
    lists = public_lists(ctx, exercise=exercise) if question.listed else []
    found = list(dict.fromkeys([*lists, *(now[one.remark_id].account_id for one in able)]))
    if not found:
        raise Refused(
            say("There is nowhere to answer: no public page is connected, and no remark can be answered from here.")
        )
    return content, found


def public_lists(ctx: AppContext, *, exercise: bool) -> list[str]:
    """Ids of the connected accounts that show the list of questions."""
    every = ctx.municipality.all_accounts()
    pages = [one for one in every if one.sandbox == exercise and ctx.channels.lists_answers(one)]
    return [one.id for one in pages if ctx.channels.why_not(one) is None]


def _can_answer(ctx: AppContext, account_id: str) -> bool:
    return not mute(ctx, account_id) and ctx.channels.why_not(ctx.account(account_id)) is None


def mute(ctx: AppContext, account_id: str) -> bool:
    """Nothing can be answered there from here: the channel cannot, or the municipality file has the account no more."""
    account = ctx.municipality.account(account_id)
    return account is None or ctx.channels.unable(account, RemarkDeed.REPLY) is not None


def standing(session: Session, ctx: AppContext, content: Content) -> dict[str, Remark]:
    """Those of the remarks of an answer to many that still say what was seen, of whoever is still called so, by id."""
    answered = content.question.remarks if content.question else ()
    now = _standing(session, answered)
    return {
        one.remark_id: now[one.remark_id]
        for one in answered
        if one.remark_id in now and greetings.as_seen(ctx, content, one, now[one.remark_id])
    }


def _standing(session: Session, answered: Sequence[AnsweredRemark]) -> dict[str, Remark]:
    query = select(RemarkRow).where(col(RemarkRow.id).in_([one.remark_id for one in answered]))
    now = {row.id: remarks.noun(row) for row in session.exec(query)}
    return {one.remark_id: now[one.remark_id] for one in answer_once.standing_as_seen(answered, now)}


def answers_to(content: Content) -> list[str]:
    """Ids of the remarks that it answers."""
    one = [content.answers] if content.answers else []
    return [each.remark_id for each in (*one, *(content.question.remarks if content.question else ()))]


def stands_as_seen(session: Session, ctx: AppContext, content: Content, message_id: str | None = None) -> Decision:
    """Whether what it answers still says what was seen; yes for what is no answer. Of an answer to many, one of them is enough."""
    if content.question and not content.question.listed and not standing(session, ctx, content):
        return no(say("Every remark that it answers was edited or deleted after it was read. Withdraw it."))
    if content.answers is None:
        return YES
    remark = remarks.noun(remarks.get(session, content.answers.remark_id))
    called = YES if greetings.as_seen(ctx, content, content.answers, remark) else no(replies.renamed(remark))
    return first_no(
        replies.still_stands(remark, content.answers), called, _may_privately(session, ctx, content, message_id)
    )


def privately(message: MessageRow) -> bool:
    return bool((message.content.get("answers") or {}).get("privately"))


def _may_privately(session: Session, ctx: AppContext, content: Content, but: str | None = None) -> Decision:
    """Yes for what all can read. `but`: the message that is about to go."""
    if content.answers is None or not content.answers.privately:
        return YES
    remark = remarks.noun(remarks.get(session, content.answers.remark_id))
    sent = any(_may_have_gone(session, one) for one in _others(session, remark.id, but) if privately(one))
    within = ctx.channels.private_within(ctx.account(remark.account_id))
    return replies.may_privately(remark, within, ctx.clock(), sent=sent)


def _others(session: Session, remark_id: str, but: str | None) -> list[MessageRow]:
    """Answers to it that nobody has called off."""
    query = select(MessageRow).where(
        MessageRow.reply_to == remark_id, col(MessageRow.status) != MessageStatus.CANCELLED
    )
    return [one for one in session.exec(query).all() if one.id != but]


def _may_have_gone(session: Session, message: MessageRow) -> bool:
    """One that failed for good surely has not."""
    failed = select(DeliveryRow.id).where(
        DeliveryRow.message_id == message.id, DeliveryRow.status == DeliveryStatus.FAILED
    )
    return session.exec(failed).first() is None


def still_stands(session: Session, ctx: AppContext, message: MessageRow) -> bool:
    return (
        message.reply_to is None
        or stands_as_seen(session, ctx, Content.model_validate(message.content), message.id).allowed
    )


def answered(session: Session, message: MessageRow) -> RemoteRemark | None:
    """What its channel is handed beside an answer."""
    return remarks.noun(remarks.get(session, message.reply_to)).remote if message.reply_to else None


def waits(session: Session, ctx: AppContext, actor: str, row: RemarkRow, by: str) -> None:
    """An answer is written: `by` is the draft, or the message of who answers alone."""
    become(row, RemarkStatus.WAITING)
    row.decided_by, row.decided_at = actor, ctx.clock()
    audit.append(session, ctx, actor, "remark.waiting", row.id, row.crisis_id, by=by, hash=row.hash)


def waits_again(session: Session, ctx: AppContext, actor: str, message: MessageRow) -> None:
    """An answer that failed is tried once more. Raises `Refused` where there is another by now, or nothing to answer any more."""
    if message.reply_to is None:
        return
    row = remarks.get(session, message.reply_to)
    newer = [one for one in _others(session, row.id, message.id) if one.approved_at > message.approved_at]
    answered = row.status is RemarkStatus.ANSWERED and message.refers_to is None
    if answered or any(_may_have_gone(session, one) for one in newer):
        raise Refused(say("{id} has another answer by now.", id=row.id))
    replies.may_begin(remarks.noun(row), message.content["answers"]["seen"]).or_raise()
    waits(session, ctx, actor, row, message.id)


def follow(session: Session, ctx: AppContext, message: MessageRow, status: MessageStatus) -> None:
    """The remark with its answer: out, or stopped."""
    if message.reply_to is None:
        return
    if status is MessageStatus.CANCELLED:
        let_go(session, ctx, message.reply_to)
    row = remarks.get(session, message.reply_to)
    if status is MessageStatus.PUBLISHED and row.status in _UNANSWERED:
        become(row, RemarkStatus.ANSWERED)
        row.answered_at = row.answered_at or ctx.clock()
        audit.append(session, ctx, audit.SYSTEM, "remark.answered", row.id, row.crisis_id, message=message.id)
        if not row.deleted and not _answers_now(message.content, row):
            look_anew(row)


def came_back(session: Session, ctx: AppContext, message: MessageRow) -> None:
    """It was handed over and did not arrive: where nothing else of ours stands there, nobody has had an answer."""
    row = remarks.get(session, message.reply_to) if message.reply_to else None
    if row is None or row.status != RemarkStatus.ANSWERED:
        return
    if not any(_may_have_gone(session, one) for one in _others(session, row.id, message.id)):
        row.answered_at = None
        look_anew(row)
        audit.append(session, ctx, audit.SYSTEM, "remark.let_go", row.id, row.crisis_id)


def look_anew(row: RemarkRow) -> None:
    """It was edited after it was seen to: what was done was done with other words."""
    become(row, RemarkStatus.NEW)
    row.reason = row.told_at = None


def needs_none(ctx: AppContext, row: RemarkRow) -> None:
    """It is gone: there is nothing left to answer."""
    become(row, RemarkStatus.CLOSED)
    row.reason, row.decided_by, row.decided_at = notices.words(ctx, DELETED), audit.SYSTEM, ctx.clock()


def let_all_go(session: Session, ctx: AppContext, remark_ids: Iterable[str]) -> None:
    for remark_id in remark_ids:
        let_go(session, ctx, remark_id)


def let_go(session: Session, ctx: AppContext, remark_id: str | None) -> None:
    """Its answer came to nothing: it is somebody's to answer again, or waits with others for theirs; what is gone needs none."""
    row = remarks.get(session, remark_id) if remark_id else None
    if row is None or row.status != RemarkStatus.WAITING:
        return
    become(row, _let_go_as(session, row))
    audit.append(session, ctx, audit.SYSTEM, "remark.let_go", row.id, row.crisis_id)
    if row.deleted and row.status in FREE:
        needs_none(ctx, row)


def _let_go_as(session: Session, row: RemarkRow) -> RemarkStatus:
    if row.answered_at and (row.deleted or _is_answered(session, row)):
        return RemarkStatus.ANSWERED
    return _gathered(session, row) or free(row.assigned_to)


def _is_answered(session: Session, row: RemarkRow) -> bool:
    """As it reads now: nothing was edited since its first answer, or a later one is out under the words that stand there."""
    if row.changed_at is None or (row.answered_at and row.changed_at <= row.answered_at):
        return True
    out = select(MessageRow.content).where(MessageRow.reply_to == row.id, col(MessageRow.status).in_(_OUT))
    return any(_answers_now(content, row) for content in session.exec(out))


def _answers_now(content: Mapping[str, Any], row: RemarkRow) -> bool:
    return bool(content["answers"]["seen"] == row.hash)


def _gathered(session: Session, row: RemarkRow) -> RemarkStatus | None:
    """What it was gathered as; None for one that asks by itself, or says something else by now."""
    query = (
        select(QuestionRow.kind)
        .join(QuestionRemarkRow, col(QuestionRemarkRow.question_id) == col(QuestionRow.id))
        .where(QuestionRemarkRow.remark_id == row.id, QuestionRemarkRow.seen == row.hash)
    )
    kind = None if row.deleted else session.exec(query).first()
    return answer_once.GATHERED_AS[QuestionKind(kind)] if kind else None
