"""A unit's own posts on normal days, and what becomes of them when a crisis comes between."""

from datetime import datetime

from sqlmodel import Session, col, select

from policy.accounts.lock import account_state, may_decide_held, may_post
from policy.drafts.versions import may_have_versions
from policy.evidence.hashing import content_hash
from policy.pressed_twice import WITHIN
from schemas.accounts.account import Account
from schemas.drafts.content import Content, MessageKind
from schemas.drafts.rendering import Rendering
from schemas.errors import InvalidInput, NotFound, Refused
from schemas.language import Language
from schemas.messages.message import Message
from schemas.sentence import say
from schemas.states import AccountState, DeliveryStatus
from store.accounts import accounts, gate
from store.context import AppContext
from store.db.status import become
from store.db.tables import DeliveryRow, MessageRow
from store.deliveries import deliveries
from store.evidence import audit
from store.messages import choosing, messages
from store.outbox import epochs


def post(ctx: AppContext, actor: str, account_id: str, content: Content, publish_at: datetime | None = None) -> Message:
    """At once, or at `publish_at` (aware). Raises `Refused` while the account is locked."""
    return post_instead(ctx, actor, None, account_id, content, publish_at)


def post_instead(
    ctx: AppContext,
    actor: str,
    instead_of: str | None,
    account_id: str,
    content: Content,
    publish_at: datetime | None = None,
) -> Message:
    """As `post`; a planned one that it takes the place of is cancelled in the same moment, or both stay as they were.

    Raises `Refused` where that one is no longer planned.
    """
    account, content, renderings = before_post(ctx, account_id, content, publish_at)
    try:
        with ctx.write() as session:
            may_now(session, ctx, actor, account)
            hashed = content_hash(content, [account_id], renderings)
            if first := None if instead_of else _pressed_already(session, ctx, actor, hashed, publish_at):
                return messages.noun(session, first)
            if instead_of:
                _cancel(session, ctx, actor, instead_of)
            row = messages.add(
                session,
                ctx,
                kind=content.kind,
                content=content,
                own_renderings=renderings,
                author=actor,
                content_hash=hashed,
                exercise=False,
                publish_at=publish_at or ctx.clock(),
            )
            deliveries.queue(session, ctx, row, [account_id])
            audit.append(
                session,
                ctx,
                actor,
                "post.queued",
                row.id,
                account=account_id,
                hash=row.content_hash,
                content=row.content,
                publish_at=row.publish_at.isoformat(),
                instead_of=instead_of,
            )
            return messages.noun(session, row)
    except Refused:
        log_refusal(ctx, actor, account_id)
        raise


def _pressed_already(
    session: Session, ctx: AppContext, actor: str, hashed: str, publish_at: datetime | None
) -> MessageRow | None:
    """The same words to the same account for the same time by the same person, moments ago (`policy.pressed_twice`).

    One that was cancelled since is none: whoever regrets that posts the same again.
    """
    query = (
        select(MessageRow)
        .join(DeliveryRow, col(DeliveryRow.message_id) == col(MessageRow.id))
        .where(MessageRow.author == actor, MessageRow.content_hash == hashed, MessageRow.kind == MessageKind.UNIT_POST)
        .where(MessageRow.approved_at > ctx.clock() - WITHIN, DeliveryRow.status != DeliveryStatus.CANCELLED)
    )
    rows, now = session.exec(query), ctx.clock()
    return next((row for row in rows if (row.publish_at == publish_at if publish_at else row.publish_at <= now)), None)


def cancel(ctx: AppContext, actor: str, message_id: str) -> Message:
    """A planned post that has not begun. Whoever regrets it posts the same again. Raises `Refused` where it is on its way."""
    with ctx.write() as session:
        return _cancel(session, ctx, actor, message_id)


def planned(ctx: AppContext, message_id: str) -> Message:
    """A unit's post, whatever has become of it. Raises `NotFound` for any other message."""
    found = messages.show(ctx, message_id)
    if found.kind is not MessageKind.UNIT_POST:
        raise NotFound(say("There is no unit post {id}.", id=message_id))
    return found


def _cancel(session: Session, ctx: AppContext, actor: str, message_id: str) -> Message:
    row = messages.get(session, message_id)
    waiting = select(DeliveryRow).where(
        DeliveryRow.message_id == message_id, DeliveryRow.status == DeliveryStatus.QUEUED, DeliveryRow.attempts == 0
    )
    delivery = session.exec(waiting).first()
    if delivery is None or row.kind != MessageKind.UNIT_POST or row.publish_at <= ctx.clock():
        raise Refused(
            say("The post {id} is no longer planned: it is on its way, out, held or cancelled.", id=message_id)
        )
    may_now(session, ctx, actor, ctx.account(delivery.account_id))
    become(delivery, DeliveryStatus.CANCELLED)
    audit.append(session, ctx, actor, "post.cancelled", row.id)
    session.flush()
    messages.recompute_status(session, ctx, row.id)
    return messages.noun(session, row)


def before_post(
    ctx: AppContext,
    account_id: str,
    content: Content,
    publish_at: datetime | None,
    kind: MessageKind = MessageKind.UNIT_POST,
) -> tuple[Account, Content, list[Rendering]]:
    """What takes long and what may be refused, before others wait for us; a second time it is remembered."""
    account = ctx.account(account_id)
    _usable(ctx, account)
    if publish_at and publish_at < ctx.clock():
        raise InvalidInput(say("The time {time} has passed. Give a later one.", time=publish_at))
    content = content.model_copy(update={"kind": kind, "audience": None, "recipients": None})
    may_have_versions(content, Language(ctx.municipality.organisation.language)).or_raise()
    return account, content, choosing.render(ctx, None, content, [account], None)


def try_on_sandbox_account(ctx: AppContext, actor: str, account_id: str, crisis_id: str) -> bool:
    """An exercise's unit leader posts: the same question as for a real post, to the sandbox account. Nothing is queued.

    True where the lock refused it, as it must. Raises `Refused` for an account that is no sandbox account.
    """
    account = ctx.account(account_id)
    if not account.sandbox:
        raise Refused(say("An exercise cannot reach {account}.", account=account.id))
    try:
        with ctx.write() as session:
            may_now(session, ctx, actor, account)
    except Refused:
        log_refusal(ctx, actor, account_id, crisis_id)
        return True
    return False


def decide_held(ctx: AppContext, actor: str, message_id: str, *, publish: bool) -> Message:
    """The owner's new decision about a post that a crisis held: send it now, or drop it."""
    with ctx.write() as session:
        row = messages.get(session, message_id)
        delivery = _held(session, message_id)
        account = ctx.account(delivery.account_id)
        locks = accounts.open_locks(session, account.id)
        state = account_state(locks) if publish else AccountState.OPEN
        ctx.ask(lambda person: may_decide_held(ctx.municipality, person, account, state), actor)
        status = DeliveryStatus.QUEUED if publish else DeliveryStatus.CANCELLED
        become(delivery, status)
        delivery.due_at, delivery.epoch = max(delivery.due_at, ctx.clock()), epochs.current(session)
        audit.append(session, ctx, actor, "post.resumed" if publish else "post.dropped", row.id)
        session.flush()
        if publish:
            deliveries.schedule(session, ctx, delivery, delivery.due_at)
        else:
            messages.recompute_status(session, ctx, row.id)
        return messages.noun(session, row)


def _usable(ctx: AppContext, account: Account) -> None:
    if account.sandbox:
        raise Refused(say("{account} is a sandbox account; only exercises use it.", account=account.id))
    why = ctx.channels.why_not(account)
    if why:
        raise Refused(why)


def may_now(session: Session, ctx: AppContext, actor: str, account: Account) -> None:
    """Raises `Refused` for who does not answer for it, and while it is locked or about to be."""
    state = account_state(accounts.open_locks(session, account.id))
    closing = gate.is_closing(session, ctx)
    ctx.ask(lambda person: may_post(ctx.municipality, person, account, state, closing=closing), actor)


def _held(session: Session, message_id: str) -> DeliveryRow:
    query = select(DeliveryRow).where(DeliveryRow.message_id == message_id, DeliveryRow.status == DeliveryStatus.HELD)
    found = session.exec(query).first()
    if found is None:
        raise Refused(say("Message {id} is not a held post. See `krisekanal account lock-status`.", id=message_id))
    return found


def log_refusal(ctx: AppContext, actor: str, account_id: str, crisis_id: str | None = None) -> None:
    """In the log of the crisis that holds the lock, where one does."""
    with ctx.write() as session:
        held_by = next((lock.crisis_id for lock in accounts.open_locks(session, account_id)), None)
        audit.append(session, ctx, actor, "post.refused", account_id, crisis_id or held_by)
