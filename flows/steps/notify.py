"""Telling one of our own people something, through the account the municipality has chosen for it."""

from collections.abc import Sequence

from config.language.texts import read
from flows.work.context import WorkerContext
from policy.logins.letting_in import is_own_address
from policy.sending.retry import after_failure
from schemas.accounts.account import SANDBOX_SUFFIX, Account
from schemas.drafts.rendering import PublishAction, Rendering
from schemas.errors import NotifierError, RetryClass
from schemas.messages.delivery import Outgoing
from schemas.messages.notice import Notice, NoticeStatus
from schemas.sentence import say
from schemas.states import DeliveryStatus
from store.drafts import drafts
from store.identity import passwords
from store.logins import links
from store.monitoring import alarms, unit_alarms
from store.notices import alarm_clock, notices
from store.sending import undelivered


def send_notice(worker: WorkerContext, notice_id: str) -> bool:
    """True when it is settled, False when it is to be tried again later."""
    if not worker.in_hand.take(notice_id):
        return True
    try:
        return _send(worker, notice_id)
    finally:
        worker.in_hand.release(notice_id)


def tell_undelivered(worker: WorkerContext, delivery_ids: Sequence[str]) -> None:
    """Write the notices of deliveries that ended as failed or uncertain."""
    undelivered.tell(worker.ctx, delivery_ids)


def tell_alarms(worker: WorkerContext, crisis_ids: Sequence[str]) -> None:
    """Write the notices of what nobody has seen to; units' own posts are one more “crisis”."""
    for crisis_id in crisis_ids:
        if crisis_id == alarm_clock.UNIT_POSTS:
            unit_alarms.tell(worker.ctx)
        else:
            alarms.tell(worker.ctx, crisis_id)


def _send(worker: WorkerContext, notice_id: str) -> bool:
    notice = notices.claim(worker.ctx, notice_id, worker.name, worker.lease)
    if notice is None:
        return True
    try:
        account = _account(worker, notice)
        worker.channels.send(account, _outgoing(worker, notice, account))
    except NotifierError as failed:
        return _failed(worker, notice, failed)
    notices.settle(worker.ctx, notice_id, NoticeStatus.SENT)
    return True


def _failed(worker: WorkerContext, notice: Notice, failed: NotifierError) -> bool:
    error = read(failed.sentence, worker.ctx.municipality.organisation.language)
    if failed.kind is RetryClass.AMBIGUOUS:
        notices.settle(worker.ctx, notice.id, NoticeStatus.UNCERTAIN, error)
        return True
    tries = notices.attempts(worker.ctx, notice.id)
    again = after_failure(failed.kind, tries, worker.ctx.clock()).status is DeliveryStatus.QUEUED
    notices.settle(worker.ctx, notice.id, NoticeStatus.QUEUED if again else NoticeStatus.FAILED, error)
    return not again


def _account(worker: WorkerContext, notice: Notice) -> Account:
    """In an exercise the sandbox account: a drill's word never leaves the sandbox."""
    town = worker.ctx.municipality
    name = (town.notices_sms or town.notices) if notice.by_sms else town.notices
    account = worker.ctx.account(name + SANDBOX_SUFFIX if notice.exercise else name)
    why = worker.channels.why_not(account)
    if why:
        raise NotifierError(why, RetryClass.OPERATOR)
    if notice.ticket_id and not is_own_address(worker.ctx.person(notice.person_id), account):
        raise NotifierError(say("A link goes to its person's own address only."), RetryClass.PERMANENT)
    return account


def _outgoing(worker: WorkerContext, notice: Notice, account: Account) -> Outgoing:
    text = f"{notice.text}{_link(worker, notice, account)}"
    text = f"{notice.subject}\n\n{text}" if notice.by_sms else text
    rendering = Rendering(
        account_id=account.id, action=PublishAction.PUBLISH, title=notice.subject, text=text, length=len(text)
    )
    return Outgoing(
        delivery_id=notice.id,
        message_id=notice.id,
        crisis_id=notice.crisis_id,
        account_id=account.id,
        exercise=notice.exercise,
        key=notice.id,
        recipient=_address(worker, notice, account),
        rendering=rendering,
        approved_at=notice.created_at,
    )


def _address(worker: WorkerContext, notice: Notice, account: Account) -> str:
    person = worker.ctx.person(notice.person_id)
    if notice.by_sms:
        return person.mobile or ""
    if account.recipients and not person.email:
        raise NotifierError(
            say("{name} has no e-mail address in the municipality file.", name=person.name), RetryClass.PERMANENT
        )
    return person.email or ""


def _link(worker: WorkerContext, notice: Notice, account: Account) -> str:
    """The reader's own way in, made as it is sent and stored nowhere. Without a PIN, to a screen, in an exercise: the plain one."""
    address = worker.settings.desk_url
    if notice.ticket_id:
        return f"\n\n{address}/start/{links.word(worker.ctx, worker.vault, notice.ticket_id)}"
    if notice.draft_id is None or notice.exercise:
        return f"\n\n{address}{notice.page}" if notice.page else ""
    own = is_own_address(worker.ctx.person(notice.person_id), account)
    if not own or not passwords.state(worker.ctx, notice.person_id).pin:
        return f"\n\n{address}/drafts/{notice.draft_id}"
    seen = drafts.show(worker.ctx, notice.draft_id).revision.content_hash
    word = links.for_draft(worker.ctx, worker.vault, notice.person_id, notice.draft_id, seen)
    return f"\n\n{address}/l/{word}"
