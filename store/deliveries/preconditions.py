"""What is checked again at the very moment of each send, in the transaction that claims it."""

from datetime import timedelta

from sqlmodel import Session, col, select

from policy.accounts.lock import account_state
from policy.dialogue.answer_once import for_remark
from policy.evidence.hashing import content_hash
from policy.exercises.sandbox import may_reach
from schemas.drafts.content import Content
from schemas.errors import RetryClass
from schemas.states import AccountState, DeliveryStatus
from store.accounts import accounts, gate
from store.accounts.locks import hold
from store.context import AppContext
from store.db.status import become
from store.db.tables import ApprovalRow, DeliveryRow, DraftRow, MessageRow, RevisionRow
from store.deliveries import deliveries
from store.evidence import audit
from store.messages import earlier, messages, renderings
from store.remarks import answering

_SOON = timedelta(milliseconds=500)
_MAY_STAND = (DeliveryStatus.SENDING, DeliveryStatus.DELIVERED, DeliveryStatus.UNCERTAIN)


def pass_all(session: Session, ctx: AppContext, row: DeliveryRow, message: MessageRow) -> bool:
    """False: the delivery has been held, postponed, cancelled or failed instead, and the log says why."""
    may_reach(ctx.account(row.account_id), exercise=message.exercise).or_raise()
    if not answering.still_stands(session, ctx, message):
        deliveries.stop(session, ctx, row, because=f"remark {message.reply_to}")
        session.flush()
        messages.recompute_status(session, ctx, message.id)
        return False
    if message.crisis_id is None:
        return _unlocked(session, ctx, row)
    if not _as_approved(session, message):
        _refuse_tampered(session, ctx, row, message)
        return False
    return _original_settled(session, ctx, row, message)


def interrupted(session: Session, ctx: AppContext, row: DeliveryRow, message: MessageRow) -> bool:
    """A unit's post or answer that has begun stops at the lock: what has not left is held, or waits for a closing gate.

    Asked before every further recipient and every retry: the lock may have come since the delivery was claimed.
    """
    return message.crisis_id is None and not _unlocked(session, ctx, row)


def _unlocked(session: Session, ctx: AppContext, row: DeliveryRow) -> bool:
    locks = accounts.open_locks(session, row.account_id)
    if account_state(locks) is AccountState.LOCKED:
        _back_in_line(session, row)
        hold(session, ctx, row, locks[0].crisis_id)
        return False
    if gate.is_closing(session, ctx):
        _back_in_line(session, row)
        _postpone(session, ctx, row)
        return False
    return True


def _back_in_line(session: Session, row: DeliveryRow) -> None:
    """One that has begun is nobody's any more."""
    if row.status == DeliveryStatus.SENDING:
        become(row, DeliveryStatus.QUEUED)
        row.lease_owner, row.lease_until = None, None
        session.flush()


def _as_approved(session: Session, message: MessageRow) -> bool:
    """Looked at once per message and transaction: nothing can change it in between."""
    known: dict[str, bool] = session.info.setdefault("as_approved", {})
    if message.id not in known:
        known[message.id] = _still_fits(session, message)
    return known[message.id]


def _still_fits(session: Session, message: MessageRow) -> bool:
    """The text still has the hash that was approved, by someone who had no hand in it."""
    draft = session.get(DraftRow, message.draft_id)
    approval = session.exec(select(ApprovalRow).where(ApprovalRow.draft_id == message.draft_id)).first()
    revision = session.get(RevisionRow, message.revision_id)
    if approval is None or revision is None or draft is None:
        return False
    if approval.approver in (draft.author, revision.author, *draft.hands):
        return False
    approved = _approved(revision, message)
    if approved is None:
        return False
    found = content_hash(
        approved,
        revision.accounts,
        renderings.of_message(session, message),
    )
    return found == message.content_hash == approval.content_hash


def _approved(revision: RevisionRow, message: MessageRow) -> Content | None:
    """What was approved. Under one of many remarks stands a part of it, to the letter, or None: that remark was not approved."""
    content = Content.model_validate(message.content)
    whole = Content.model_validate(revision.content)
    if message.reply_to is None or whole.question is None:
        return content
    return whole if for_remark(whole, message.reply_to) == content else None


def _refuse_tampered(session: Session, ctx: AppContext, row: DeliveryRow, message: MessageRow) -> None:
    become(row, DeliveryStatus.CANCELLED)
    row.error_kind = RetryClass.OPERATOR
    audit.append(session, ctx, audit.SYSTEM, "delivery.refused_not_as_approved", row.id, message.crisis_id)
    session.flush()
    messages.recompute_status(session, ctx, message.id)


def _original_settled(session: Session, ctx: AppContext, row: DeliveryRow, message: MessageRow) -> bool:
    """A follow-up waits for what it takes the place of on the same account, and overtakes what of it has not left."""
    before = {each.id: each for each in earlier.replaced(session, message)}
    if not before:
        return True
    query = select(DeliveryRow).where(col(DeliveryRow.message_id).in_(before), DeliveryRow.account_id == row.account_id)
    found = session.exec(query).all()
    standing = {each.message_id for each in found if each.status in _MAY_STAND}
    for each in found:
        if each.status == DeliveryStatus.QUEUED and not _changes_another_post(session, each, before, message, standing):
            deliveries.stop(session, ctx, each, because=message.id)
            session.flush()
            messages.recompute_status(session, ctx, each.message_id)
    if any(each.status == DeliveryStatus.SENDING for each in found):
        _postpone(session, ctx, row)
        return False
    return True


def _changes_another_post(
    session: Session, each: DeliveryRow, before: dict[str, MessageRow], message: MessageRow, standing: set[str]
) -> bool:
    its = before[each.message_id]
    return earlier.post_of(session, its).id in standing and earlier.changes_another(session, each, its, message)


def _postpone(session: Session, ctx: AppContext, row: DeliveryRow) -> None:
    row.due_at = ctx.clock() + _SOON
    deliveries.schedule(session, ctx, row, row.due_at)
