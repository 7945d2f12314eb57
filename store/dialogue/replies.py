"""An answer to a remark. Where the account is locked it is a draft of the desk's, else the account's administrator answers alone.

Both are messages of the same pipeline: outbox, leases, attempts and receipts are those of every message.
"""

from collections.abc import Collection

from sqlmodel import Session, col, select

from config.language.texts import read
from policy.decision import YES, Decision
from policy.dialogue.replies import may_begin
from policy.evidence.hashing import content_hash
from schemas.dialogue.remark import Remark
from schemas.drafts.content import AnsweredRemark, Content, ContentForm, MessageKind
from schemas.drafts.draft import Draft
from schemas.errors import InvalidInput, Refused
from schemas.messages.message import Message
from schemas.sentence import say
from schemas.states import DeliveryStatus, RemarkStatus
from schemas.text_door import let_all_in
from store.accounts import accounts
from store.context import AppContext
from store.db.tables import DeliveryRow, MessageRow, RemarkRow
from store.deliveries import deliveries, unit_posts
from store.drafts import drafts
from store.evidence import audit
from store.messages import messages
from store.remarks import answering, remarks


def answer(
    ctx: AppContext,
    actor: str,
    remark_id: str,
    body: str,
    seen: str,
    signature: str | None = None,
    *,
    privately: bool = False,
) -> Draft | Message:
    """`seen`: the fingerprint of what was answered (`Remark.hash`). A draft where the desk has to approve it, else the message.
    `privately`: to whoever wrote it alone.

    Raises `Refused` where the remark says something else by now, has an answer on its way, or the account is not the actor's;
    `InvalidInput` for an answer without words.
    """
    form = _form(ctx, remark_id, body, signature)
    crisis_id = in_crisis(ctx, remark_id)
    if crisis_id is not None:
        return to_desk(ctx, actor, remark_id, form, seen, crisis_id, privately=privately)
    return alone(ctx, actor, remark_id, form, seen, privately=privately)


def before_answer(
    ctx: AppContext,
    actor: str,
    remark_id: str,
    body: str,
    seen: str,
    signature: str | None = None,
    *,
    privately: bool = False,
) -> None:
    """What takes long, and what may be refused, before others wait for us (`drafts.before_start`)."""
    form = _form(ctx, remark_id, body, signature)
    content, crisis_id = _content(form, remark_id, seen, privately=privately), in_crisis(ctx, remark_id)
    account_id = remarks.show(ctx, remark_id).account_id
    if crisis_id is not None:
        drafts.before_start(ctx, actor, crisis_id, content, (account_id,))
    else:
        unit_posts.before_post(ctx, account_id, content, None, kind=MessageKind.REPLY)


def in_crisis(ctx: AppContext, remark_id: str) -> str | None:
    """The crisis whose lock holds the account, so that the desk answers; None on a normal day."""
    account_id = remarks.show(ctx, remark_id).account_id
    with ctx.read() as session:
        return next((lock.crisis_id for lock in accounts.open_locks(session, account_id)), None)


def to_desk(
    ctx: AppContext,
    actor: str,
    remark_id: str,
    form: ContentForm,
    seen: str,
    crisis_id: str,
    *,
    privately: bool = False,
) -> Draft:
    """Written and handed in, in one step. Somebody who had no hand in it approves it."""
    content = _content(form, remark_id, seen, privately=privately)
    account_id = remarks.show(ctx, remark_id).account_id
    drafts.before_start(ctx, actor, crisis_id, content, (account_id,))
    with ctx.write() as session:
        give_way(session, ctx, [remark_id])
        row = _begun(session, remark_id, seen)
        draft = drafts.start(session, ctx, actor, crisis_id, content, (account_id,), None)
        answering.waits(session, ctx, actor, row, draft.id)
        return drafts.hand_in(session, ctx, actor, draft)


def alone(
    ctx: AppContext, actor: str, remark_id: str, form: ContentForm, seen: str, *, privately: bool = False
) -> Message:
    """Of who answers for the account. The lock holds for it as for every post of a unit (`store.accounts.gate`)."""
    content = Content.model_validate(let_all_in(_content(form, remark_id, seen, privately=privately).model_dump()))
    with ctx.read() as session:
        content, (account_id,) = answering.bound(session, ctx, content, None, ())
    account, content, shown = unit_posts.before_post(ctx, account_id, content, None, kind=MessageKind.REPLY)
    try:
        with ctx.write() as session:
            unit_posts.may_now(session, ctx, actor, account)
            row = _begun(session, remark_id, seen)
            message = messages.add(
                session,
                ctx,
                kind=content.kind,
                content=content,
                own_renderings=shown,
                author=actor,
                content_hash=content_hash(content, [account_id], shown),
                exercise=False,
                publish_at=ctx.clock(),
                reply_to=row.id,
            )
            deliveries.queue(session, ctx, message, [account_id])
            answering.waits(session, ctx, actor, row, message.id)
            audit.append(
                session,
                ctx,
                actor,
                "reply.queued",
                message.id,
                account=account_id,
                hash=message.content_hash,
                content=message.content,
            )
            return messages.noun(session, message)
    except Refused:
        unit_posts.log_refusal(ctx, actor, account_id)
        raise


def may_answer(ctx: AppContext, remark: Remark) -> Decision:
    """As it was just read. A unit's answer that the lock holds is in nobody's way: the desk's takes its place."""
    if remark.status is RemarkStatus.WAITING and in_crisis(ctx, remark.id) is not None:
        with ctx.read() as session:
            if held_by_lock(session, [remark.id]):
                return YES
    return may_begin(remark, remark.hash)


def held_by_lock(session: Session, remark_ids: Collection[str]) -> dict[str, list[DeliveryRow]]:
    """Of which of them the lock holds a unit's answer, and where."""
    query = select(DeliveryRow, MessageRow.reply_to).join(MessageRow, col(MessageRow.id) == col(DeliveryRow.message_id))
    query = query.where(col(MessageRow.reply_to).in_(remark_ids), DeliveryRow.status == DeliveryStatus.HELD)
    found: dict[str, list[DeliveryRow]] = {}
    for row, remark_id in session.exec(query):
        found.setdefault(remark_id or "", []).append(row)
    return found


def give_way(session: Session, ctx: AppContext, remark_ids: Collection[str]) -> None:
    """What the lock holds of units' answers to them is stopped: the desk's takes its place."""
    for remark_id, rows in held_by_lock(session, remark_ids).items():
        for row in rows:
            deliveries.stop(session, ctx, row, because=f"remark {remark_id}")
            session.flush()
            messages.recompute_status(session, ctx, row.message_id)


def _begun(session: Session, remark_id: str, seen: str) -> RemarkRow:
    row = remarks.get(session, remark_id)
    may_begin(remarks.noun(row), seen).or_raise()
    return row


def _form(ctx: AppContext, remark_id: str, body: str, signature: str | None) -> ContentForm:
    if not body.strip():
        raise InvalidInput(say("Write the answer."))
    title = read(say("Answer to {id}", id=remark_id), ctx.municipality.organisation.words)
    return ContentForm(kind=MessageKind.REPLY, title=title, body=body, signature=signature)


def _content(form: ContentForm, remark_id: str, seen: str, *, privately: bool) -> Content:
    """Its headline names the remark by its id: readers never see it, and the log keeps it for ever."""
    return Content(**form.model_dump(), answers=AnsweredRemark(remark_id=remark_id, seen=seen, privately=privately))
