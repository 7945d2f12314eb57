"""The first name that an answer to many begins with under one remark: bound by the approval, and kept nowhere but with the remark.

What is approved has a keyed fingerprint of the words (`AnsweredRemark.greeted`): revision, log and archive hold no name, and what
goes out is made anew of the remark's author, who must still be called what was seen (adr 38).
"""

from sqlmodel import Session

from policy.dialogue import greeting
from schemas.accounts.account import Account
from schemas.dialogue.remark import Remark
from schemas.drafts.content import AnsweredRemark, Content
from store.context import AppContext
from store.db.tables import MessageRow
from store.remarks import remarks


def begins(ctx: AppContext, content: Content, remark: Remark) -> str:
    """“Hei Per!”; nothing in a sandbox, nor where the platform itself names whom one answers."""
    account = ctx.municipality.account(remark.account_id)
    if account is None or account.sandbox or ctx.channels.answer_begins(account, remark.author):
        return ""
    return greeting.greeting(ctx.municipality.dialogue, _language(ctx, content), remark.author)


def room(ctx: AppContext, account: Account, content: Content) -> str:
    """The longest that an answer to many may begin with on this account."""
    if content.question is None or account.sandbox or ctx.channels.lists_answers(account):
        return ""
    if ctx.channels.answer_begins(account, "-"):
        return ""
    return greeting.room(ctx.municipality.dialogue, _language(ctx, content))


def frozen(ctx: AppContext, content: Content, one: AnsweredRemark, remark: Remark) -> AnsweredRemark:
    """With what it begins with as the remark's author is read now."""
    said = begins(ctx, content, remark)
    return one.model_copy(update={"greeted": _mark(ctx, remark, said) if said else None})


def as_seen(ctx: AppContext, content: Content, one: AnsweredRemark, remark: Remark) -> bool:
    """Whether it would begin now as it did when it was frozen."""
    return one.greeted is None or bool(_approved(ctx, content, one, remark))


def shown(ctx: AppContext, content: Content, remark: Remark) -> str:
    """For whoever approves it: what the answer begins with there, be it ours or the platform's own way. A name that is another by now
    is not shown: nothing would go out."""
    account = ctx.municipality.account(remark.account_id)
    if account is None:
        return ""
    one = answered(content, remark.id)
    said = _approved(ctx, content, one, remark) if one else ""
    return said or ctx.channels.answer_begins(account, remark.author).strip()


def answered(content: Content, remark_id: str) -> AnsweredRemark | None:
    """As an answer to many names it."""
    every = content.question.remarks if content.question else ()
    return next((one for one in every if one.remark_id == remark_id), None)


def of_message(session: Session, ctx: AppContext, message: MessageRow) -> str:
    """What was approved to stand before this reply; nothing where that cannot be told any more."""
    if message.reply_to is None or message.question_id is None:
        return ""
    content = Content.model_validate(message.content)
    if content.answers is None or content.answers.greeted is None:
        return ""
    return _approved(ctx, content, content.answers, remarks.noun(remarks.get(session, message.reply_to)))


def _approved(ctx: AppContext, content: Content, one: AnsweredRemark, remark: Remark) -> str:
    """What it begins with, made anew of the remark's author; nothing where that is not what was frozen."""
    if one.greeted is None:
        return ""
    said = begins(ctx, content, remark)
    return said if said and _mark(ctx, remark, said) == one.greeted else ""


def _language(ctx: AppContext, content: Content) -> str:
    return content.language or ctx.municipality.organisation.language


def _mark(ctx: AppContext, remark: Remark, said: str) -> str:
    return ctx.sealed.mark(f"greeting/{remark.id}/{said}")
