"""The code or link that shows whose an address is: to whoever asked for it on the page to sign up."""

from config import log
from config.texts import read
from flows.context import WorkerContext
from policy.recipients.signing_up import carrier
from schemas.delivery import Outgoing
from schemas.errors import NotifierError, RetryClass
from schemas.recipient import Way
from schemas.rendering import PublishAction, Rendering
from schemas.sentence import Sentence, say
from schemas.signup import SignupLetter
from store.recipients import signups

_SUBJECT = say("Confirm your e-mail address")
_AGAIN = (RetryClass.RETRY_NOW, RetryClass.RETRY_AFTER, RetryClass.RETRY_BACKOFF)
"""Nothing was taken. Anything else is tried no more: who gets no code asks for another."""


def send(worker: WorkerContext, signup_id: str) -> bool:
    """False: to be tried again; what is asked for twice is one code."""
    letter = signups.letter(worker.ctx, signup_id)
    account = carrier(worker.ctx.municipality, letter.way) if letter else None
    if letter is None or account is None:
        return True
    try:
        worker.channels.send(account, _outgoing(worker, signup_id, letter, account.id))
    except NotifierError as failed:
        log.get().warning("a code to sign up was not sent", account=account.id, kind=failed.kind.value)
        if failed.kind in _AGAIN:
            return False
    signups.sent(worker.ctx, signup_id)
    return True


def _outgoing(worker: WorkerContext, signup_id: str, letter: SignupLetter, account_id: str) -> Outgoing:
    text = read(_text(worker, letter), letter.language)
    title = read(_SUBJECT, letter.language) if letter.way is Way.EMAIL else ""
    return Outgoing(
        delivery_id=signup_id,
        message_id=signup_id,
        crisis_id=None,
        account_id=account_id,
        exercise=False,
        key=signup_id,
        recipient=letter.address,
        rendering=Rendering(
            account_id=account_id, action=PublishAction.PUBLISH, title=title, text=text, length=len(text)
        ),
        approved_at=worker.ctx.clock(),
    )


def _text(worker: WorkerContext, letter: SignupLetter) -> Sentence:
    town = worker.ctx.municipality.organisation.name
    if letter.way is Way.SMS:
        return say(
            "{code} is your code for warnings from {town}. We never ask you for it.", code=letter.word, town=town
        )
    return say(
        "Somebody wants warnings from {town} sent to this address. If it was you, press the link within a day:\n\n{link}\n\n"
        "If it was not you, do nothing: then nothing is kept.",
        town=town,
        link=f"{worker.settings.signup_url}/lenke/{letter.word}?lang={letter.language}",
    )
