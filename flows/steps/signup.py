"""Letters to residents who sign up: the code or link that shows whose an address is, and later whether they go on."""

from config.language.texts import read
from config.process import log
from flows.work.context import WorkerContext
from policy.recipients.signing_up import carrier
from schemas.drafts.rendering import PublishAction, Rendering
from schemas.errors import NotifierError, RetryClass
from schemas.messages.delivery import Outgoing
from schemas.recipients.recipient import Way
from schemas.recipients.signup import SignupLetter
from schemas.sentence import Sentence, say
from store.lists import endings
from store.recipients import signups

_SUBJECT = say("Confirm your e-mail address")
_ENDS = say("Your warnings from {town} end on {day}")
_RENEW_BY_SMS = say("Your warnings from {town} by SMS end on {day}. To go on getting them, save again at {link}")
_RENEW = say(
    "You have signed up for warnings from {town}. That ends on {day}, and what is kept of you is deleted.\n\n"
    "To go on getting them, write this address on the page below and save again:\n\n{link}\n\n"
    "If you no longer want them, do nothing."
)
_AGAIN = (RetryClass.RETRY_NOW, RetryClass.RETRY_AFTER, RetryClass.RETRY_BACKOFF)
"""Nothing was taken. Anything else is tried no more: who gets no code asks for another."""


def send(worker: WorkerContext, signup_id: str) -> bool:
    """False: to be tried again; what is asked for twice is one code."""
    letter = signups.letter(worker.ctx, signup_id)
    account = carrier(worker.ctx.municipality, letter.way) if letter else None
    if letter is None or account is None:
        return True
    try:
        title = read(_SUBJECT, letter.language) if letter.way is Way.EMAIL else ""
        text = read(_text(worker, letter), letter.language)
        worker.channels.send(account, _outgoing(worker, signup_id, letter.address, account.id, title, text))
    except NotifierError as failed:
        log.get().warning("a code to sign up was not sent", account=account.id, kind=failed.kind.value)
        if failed.kind in _AGAIN:
            return False
    signups.sent(worker.ctx, signup_id)
    return True


def ask(worker: WorkerContext, entry_id: str) -> bool:
    """Whether they go on. What does not leave now is asked anew by a later look: never at night, never in a crisis."""
    letter = endings.letter(worker.ctx, entry_id)
    account = carrier(worker.ctx.municipality, letter.way) if letter else None
    if letter is None or account is None:
        return True
    town = worker.ctx.municipality.organisation.name
    filled = {"town": town, "day": letter.day, "link": f"{worker.settings.signup_url}/?lang={letter.language}"}
    by_mail = letter.way is Way.EMAIL
    title = read(_ENDS.model_copy(update={"params": filled}), letter.language) if by_mail else ""
    text = read((_RENEW if by_mail else _RENEW_BY_SMS).model_copy(update={"params": filled}), letter.language)
    key = f"{entry_id}.{letter.day:%Y%m%d}"
    try:
        worker.channels.send(account, _outgoing(worker, key, letter.address, account.id, title, text, letter.stop))
    except NotifierError as failed:
        log.get().warning("nobody could be asked to renew", account=account.id, kind=failed.kind.value)
        if failed.kind in _AGAIN:
            endings.ask_again(worker.ctx, entry_id)
    return True


def _outgoing(
    worker: WorkerContext, key: str, address: str, account_id: str, title: str, text: str, stop: str = ""
) -> Outgoing:
    return Outgoing(
        delivery_id=key,
        message_id=key,
        crisis_id=None,
        account_id=account_id,
        exercise=False,
        key=key,
        recipient=address,
        stop=stop,
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
