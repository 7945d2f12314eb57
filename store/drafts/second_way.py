"""Those whom a message did not reach get it by another way: a person decides on it, and it is approved like every other text."""

from typing import NamedTuple

from sqlmodel import Session

from policy.access import Action
from policy.drafts.corrections import unstamped
from schemas.accounts.account import OWN_ADDRESS
from schemas.drafts.content import Content, MessageKind
from schemas.drafts.draft import Draft
from schemas.errors import Refused
from schemas.recipients.recipient import Audience, Recipient, Way
from schemas.sentence import say
from store.context import AppContext
from store.drafts import drafts
from store.messages import earlier, many, messages
from store.reached import missed
from store.recipients import sets


class AnotherWay(NamedTuple):
    """What a draft is made of; whom it goes to is frozen already."""

    crisis_id: str
    content: Content
    accounts: tuple[str, ...]


def ready(ctx: AppContext, actor: str, message_id: str) -> AnotherWay:
    """In the words of the message, to e-mail accounts alone. Raises `Refused` where nobody would get it."""
    ctx.authorize(Action.RECIPIENTS, actor)
    message = messages.show(ctx, message_id)
    accounts = tuple(each.id for each in ctx.municipality.accounts if _writes_letters(ctx, each.id))
    with ctx.read() as session:
        _require_last_word(session, message_id)
        ids = missed.of_message(session, ctx, message_id).by_email
        people = [entry for page in missed.some(ids) for entry in missed.read(session, ctx, page)]
    if message.crisis_id is None or not accounts or not people:
        raise Refused(say("There is nobody whom this message missed and whom a letter would reach."))
    letters = {email: entry for entry in people for email in entry.emails}
    to = [
        Recipient(way=Way.EMAIL, address=email, language=entry.language, entry_id=entry.id)
        for email, entry in sorted(letters.items())
    ]
    found = sets.freeze(ctx, actor, to, basis=missed.basis(message_id))
    of_the_message = {"audience", "recipients", "answers", "question", "kind"}
    words = unstamped(message.content).model_dump(exclude=of_the_message)
    content = Content(**words, kind=MessageKind.MESSAGE, audience=Audience(among=found.id))
    return AnotherWay(message.crisis_id, content, accounts)


def _require_last_word(session: Session, message_id: str) -> None:
    """What was wrong, or is over, goes to nobody more. Raises `Refused`."""
    if found := next(earlier.after(session, messages.get(session, message_id)), None):
        raise Refused(say("{id} has come after this message. Write to those whom that one did not reach.", id=found.id))


def by_email(ctx: AppContext, actor: str, message_id: str) -> Draft:
    """A draft of what is ready; a second press within moments gets the first's."""
    letter = ready(ctx, actor, message_id)
    return drafts.new(ctx, actor, *letter, once=True)


def _writes_letters(ctx: AppContext, account_id: str) -> bool:
    account = ctx.account(account_id)
    if account.platform not in OWN_ADDRESS or many.way_of(account) is not Way.EMAIL:
        return False
    return ctx.channels.why_not(account) is None
