"""An approved answer to what many ask becomes messages: one for the list on the public page, and one under each remark.

Each is of the same pipeline as every message, with a delivery and attempts of its own. A remark that was edited or deleted since
it was seen drops out; the others go.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, func, select

from policy.dialogue.answer_once import for_remark
from schemas.dialogue.remark import Remark
from schemas.drafts.content import AnsweredQuestion, Content, MessageKind
from schemas.drafts.rendering import Rendering
from schemas.errors import Refused
from schemas.sentence import say
from schemas.states import MessageStatus
from store.context import AppContext
from store.db.tables import DeliveryRow, MessageRow, QuestionRow
from store.deliveries import deliveries
from store.evidence import audit
from store.messages import messages
from store.remarks import answering

_STOPPED = (MessageStatus.CANCELLED,)


def write(
    session: Session,
    ctx: AppContext,
    actor: str,
    content: Content,
    shown: Sequence[Rendering] = (),
    lists: Sequence[str] | None = None,
    **fields: Any,
) -> list[MessageRow]:
    """`shown` where nobody approves it and no revision has its renderings. `lists`: accounts that show the list; None for all.

    `fields` are those of the messages. Raises `Refused` where nothing is left to send.
    """
    question = content.question
    if question is None:
        raise AssertionError("asked of an answer to a question alone")
    row = session.get_one(QuestionRow, question.question_id)
    now = answering.standing(session, ctx, content)
    fields |= {"question_id": row.id, "exercise": row.exercise}
    made = _listed(session, ctx, content, row, shown, lists, fields)
    made += _replies(session, ctx, content, now, shown, fields)
    if not made:
        raise Refused(say("Every remark that it answers was edited or deleted after it was read. Withdraw it."))
    left_out = [one.remark_id for one in question.remarks if one.remark_id not in now]
    answering.let_all_go(session, ctx, left_out)
    _holds(ctx, row, content, question)
    audit.append(
        session,
        ctx,
        actor,
        "question.answered",
        row.id,
        fields.get("crisis_id"),
        standing=question.standing.value,
        source=question.source,
        messages=[each.id for each in made],
        left_out=left_out,
    )
    return made


def _holds(ctx: AppContext, row: QuestionRow, content: Content, question: AnsweredQuestion) -> None:
    row.answer, row.standing, row.source = content.body, question.standing, question.source
    row.answered_at = row.answered_at or ctx.clock()
    if question.listed:
        row.revised_at = ctx.clock()


def _listed(
    session: Session,
    ctx: AppContext,
    content: Content,
    row: QuestionRow,
    shown: Sequence[Rendering],
    lists: Sequence[str] | None,
    fields: dict[str, Any],
) -> list[MessageRow]:
    pages = answering.public_lists(ctx, exercise=row.exercise) if lists is None else lists
    if not pages or not (content.question and content.question.listed):
        return []
    message = messages.add(
        session,
        ctx,
        kind=MessageKind.ANSWER,
        content=content,
        own_renderings=[one for one in shown if one.account_id in pages],
        publish_at=ctx.clock(),
        refers_to=row.message_id,
        **fields,
    )
    row.message_id = message.id
    deliveries.queue(session, ctx, message, pages)
    return [message]


def _replies(
    session: Session,
    ctx: AppContext,
    content: Content,
    now: dict[str, Remark],
    shown: Sequence[Rendering],
    fields: dict[str, Any],
) -> list[MessageRow]:
    turns: dict[str, datetime] = {}
    family = family_of(session, fields["question_id"])
    made = []
    for remark in now.values():
        part = for_remark(content, remark.id)
        if part is None:
            continue
        message = messages.add(
            session,
            ctx,
            kind=MessageKind.REPLY,
            content=part,
            own_renderings=[one for one in shown if one.account_id == remark.account_id],
            publish_at=_turn(session, ctx, turns, remark.account_id),
            reply_to=remark.id,
            refers_to=_before(session, remark.id, family),
            **fields,
        )
        deliveries.queue(session, ctx, message, [remark.account_id])
        made.append(message)
    return made


def _turn(session: Session, ctx: AppContext, turns: dict[str, datetime], account_id: str) -> datetime:
    """One after the other: a platform takes a row of the same words at once for spam."""
    apart = timedelta(seconds=ctx.channels.replies_apart(ctx.account(account_id)))
    last = turns.get(account_id) or _last(session, account_id)
    turns[account_id] = max(ctx.clock(), last + apart) if last else ctx.clock()
    return turns[account_id]


def _last(session: Session, account_id: str) -> datetime | None:
    query = (
        select(func.max(MessageRow.publish_at))
        .join(DeliveryRow, col(DeliveryRow.message_id) == col(MessageRow.id))
        .where(DeliveryRow.account_id == account_id, col(MessageRow.question_id).is_not(None))
    )
    return session.exec(query).one()


def _before(session: Session, remark_id: str, question_ids: Sequence[str]) -> str | None:
    """The answer that stands under it already, and is put right by this one."""
    query = (
        select(MessageRow.id)
        .where(MessageRow.reply_to == remark_id, col(MessageRow.question_id).in_(question_ids))
        .where(col(MessageRow.status).not_in(_STOPPED))
        .order_by(col(MessageRow.approved_at).desc())
    )
    return session.exec(query).first()


def family_of(session: Session, question_id: str) -> list[str]:
    """Ids of the question and of all that were merged into it: what was answered as one of them was answered as it."""
    found, level = [question_id], [question_id]
    while level:
        level = list(session.exec(select(QuestionRow.id).where(col(QuestionRow.merged_into).in_(level))))
        found += level
    return found
