"""Telling one of our own people something, through the account the municipality has chosen for it."""

from config.texts import read
from flows.context import Place
from policy.retry import after_failure
from schemas.account import TWIN_SUFFIX, Account
from schemas.delivery import Outgoing
from schemas.errors import NotifierError, RetryClass
from schemas.notice import Notice, NoticeStatus
from schemas.rendering import Action, Rendering
from schemas.sentence import say
from schemas.states import DeliveryStatus
from store.drafts import drafts
from store.identity import links, passwords
from store.notices import notices


def send_notice(place: Place, notice_id: str) -> bool:
    """True when it is settled, False when it is to be tried again later."""
    notice = notices.claim(place.house, notice_id, place.worker, place.lease)
    if notice is None:
        return True
    try:
        account = _account(place, notice)
        place.channels.send(account, _outgoing(place, notice, account))
    except NotifierError as failed:
        return _failed(place, notice, failed)
    notices.settle(place.house, notice_id, NoticeStatus.SENT)
    return True


def _failed(place: Place, notice: Notice, failed: NotifierError) -> bool:
    error = read(failed.sentence, place.house.municipality.organisation.language)
    if failed.kind is RetryClass.AMBIGUOUS:
        notices.settle(place.house, notice.id, NoticeStatus.UNCERTAIN, error)
        return True
    tries = notices.attempts(place.house, notice.id)
    again = after_failure(failed.kind, tries, place.house.clock()).status is DeliveryStatus.QUEUED
    notices.settle(place.house, notice.id, NoticeStatus.QUEUED if again else NoticeStatus.FAILED, error)
    return not again


def _account(place: Place, notice: Notice) -> Account:
    """In an exercise the sandbox twin: a drill's word never leaves the house."""
    town = place.house.municipality
    name = (town.notices_sms or town.notices) if notice.by_sms else town.notices
    account = place.house.account(name + TWIN_SUFFIX if notice.exercise else name)
    why = place.channels.why_not(account)
    if why:
        raise NotifierError(why, RetryClass.OPERATOR)
    return account


def _outgoing(place: Place, notice: Notice, account: Account) -> Outgoing:
    text = f"{notice.text}{_link(place, notice)}"
    text = f"{notice.subject}\n\n{text}" if notice.by_sms else text
    rendering = Rendering(
        account_id=account.id, action=Action.PUBLISH, title=notice.subject, text=text, length=len(text)
    )
    return Outgoing(
        delivery_id=notice.id, message_id=notice.id, crisis_id=notice.crisis_id, account_id=account.id,
        exercise=notice.exercise, key=notice.id, recipient=_address(place, notice, account), rendering=rendering,
        approved_at=notice.created_at,
    )  # fmt: skip


def _address(place: Place, notice: Notice, account: Account) -> str:
    person = place.house.person(notice.person_id)
    if notice.by_sms:
        return person.mobile or ""
    if account.recipients and not person.email:
        raise NotifierError(say("{name} has no e-mail address in the municipality file.", name=person.name),
                            RetryClass.PERMANENT)  # fmt: skip
    return person.email or ""


def _link(place: Place, notice: Notice) -> str:
    """The reader's own way in, made as it is sent: it is stored nowhere. Without a PIN, the plain address."""
    if notice.draft_id is None or notice.exercise:
        return ""
    address = place.settings.desk_url
    if not passwords.state(place.house, notice.person_id).pin:
        return f"\n\n{address}/drafts/{notice.draft_id}"
    seen = drafts.show(place.house, notice.draft_id).revision.content_hash
    word = links.for_draft(place.house, place.vault, notice.person_id, notice.draft_id, seen)
    return f"\n\n{address}/l/{word}"
