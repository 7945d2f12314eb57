"""Reading the accounts during a crisis, look by look.

A look is an outbox event with the number of its `tick`; the last act of each look writes the event of the next. A look
that died is made again, one that was overtaken does nothing.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, or_, select

from policy.accounts.foreign_posts import BEFORE, BLIND, OVERLAP, is_ours
from policy.evidence.hashing import digest
from policy.roles import editors
from schemas.accounts.account import Account, LockMode
from schemas.event import EventKind
from schemas.messages.receipt import RemotePost
from schemas.sentence import Sentence
from schemas.states import CrisisStatus, ForeignStatus
from store.accounts import platform_locks
from store.context import AppContext
from store.db.columns import new_id
from store.db.tables import AccountWatchRow, AttemptRow, CrisisRow, DeliveryRow, ForeignPostRow, MessageRow, WatchRow
from store.evidence import audit
from store.messages import renderings
from store.notices import alarm_clock, notices
from store.notices.letters import Letters
from store.outbox import outbox
from store.remarks import greetings

_A_DAY = timedelta(days=1)


def start(session: Session, ctx: AppContext, crisis: CrisisRow) -> None:
    """In the transaction that sets up a real crisis. With another one open the watch goes on as it is."""
    watch = session.get(WatchRow, 1) or WatchRow(id=1, active=False, tick=0)
    session.add(watch)
    if crisis.exercise or watch.active:
        return
    watch.active = True
    for account in _watchable(ctx):
        _begin_anew(session, ctx, account.id)
    _next_look(session, ctx, watch, ctx.clock())


def begin(ctx: AppContext, tick: int) -> list[str] | None:
    """Account ids to read now. None where this look is not the current one, or no real crisis is open any more."""
    with ctx.write() as session:
        watch = session.get(WatchRow, 1)
        if watch is None or not watch.active or watch.tick != tick:
            return None
        if _newest_crisis(session) is None:
            watch.active = False
            return None
        known = {row.account_id: row for row in session.exec(select(AccountWatchRow))}
        wanted = [account.id for account in _watchable(ctx)]
        for account_id in wanted:  # one may have been connected since
            if account_id not in known:
                known[account_id] = _begin_anew(session, ctx, account_id)
        return [account_id for account_id in wanted if known[account_id].next_at <= ctx.clock()]


def since(ctx: AppContext, account_id: str) -> datetime:
    """From when on to read: what earlier looks have seen is only read again for a while."""
    with ctx.read() as session:
        row = session.get_one(AccountWatchRow, account_id)
        return max(row.since, row.read_at - OVERLAP) if row.read_at else row.since


def seen(ctx: AppContext, account_id: str, posts: Sequence[RemotePost]) -> list[str]:
    """What a read gave. Returns the ids of new finds; the desk is told of each."""
    with ctx.write() as session:
        row = session.get_one(AccountWatchRow, account_id)
        if row.failures >= BLIND:
            platform_locks.say_mode(session, account_id, LockMode.WATCHED, instead_of=LockMode.HERE)
            audit.append(session, ctx, audit.SYSTEM, "watch.sees_again", account_id, _crisis_id(session))
        row.read_at, row.failures, row.error = ctx.clock(), 0, None
        row.next_at = ctx.clock() + _pause(ctx, account_id)
        crisis = _newest_crisis(session)
        strangers = _not_ours(session, ctx, account_id, posts, row.since) if crisis else []
        return [_found(session, ctx, crisis, account_id, post) for post in strangers if crisis]


def missed(ctx: AppContext, account_id: str, error: Sentence, retry_after: float | None = None) -> None:
    """A read failed. After a few in a row the desk is told that it must look by itself."""
    with ctx.write() as session:
        row = session.get_one(AccountWatchRow, account_id)
        row.failures, row.error = row.failures + 1, notices.words(ctx, error)
        row.next_at = ctx.clock() + max(_pause(ctx, account_id), timedelta(seconds=retry_after or 0))
        if row.failures == BLIND:
            platform_locks.say_mode(session, account_id, LockMode.HERE, instead_of=LockMode.WATCHED)
            audit.append(session, ctx, audit.SYSTEM, "watch.blind", account_id, _crisis_id(session), error=str(error))
            alarm_clock.wind(session, ctx, _crisis_id(session), ctx.clock() + ctx.municipality.alarms.remind)
            _tell_blind(session, ctx, account_id, error)


def end(ctx: AppContext, tick: int) -> None:
    """The look is over: write down the next one, for when the first account is due again."""
    with ctx.write() as session:
        watch = session.get_one(WatchRow, 1)
        if watch.active and watch.tick == tick:
            due = session.exec(
                select(AccountWatchRow.next_at).where(
                    col(AccountWatchRow.account_id).in_([account.id for account in _watchable(ctx)])
                )
            ).all()
            _next_look(session, ctx, watch, min(due, default=ctx.clock() + timedelta(minutes=1)))


def _next_look(session: Session, ctx: AppContext, watch: WatchRow, due: datetime) -> None:
    watch.tick += 1
    soonest = max(due, ctx.clock())
    outbox.emit(session, ctx, EventKind.WATCH_DUE, {"tick": watch.tick}, crisis_id=_crisis_id(session), due_at=soonest)


def _begin_anew(session: Session, ctx: AppContext, account_id: str) -> AccountWatchRow:
    now = ctx.clock()
    row = AccountWatchRow(account_id=account_id, since=now - BEFORE, next_at=now)
    return session.merge(row)


def _watchable(ctx: AppContext) -> list[Account]:
    return [account for account in ctx.municipality.accounts if ctx.channels.can_watch(account)]


def _pause(ctx: AppContext, account_id: str) -> timedelta:
    return timedelta(seconds=ctx.channels.watch_every(ctx.account(account_id)))


def _newest_crisis(session: Session) -> CrisisRow | None:
    query = select(CrisisRow).where(CrisisRow.status == CrisisStatus.ESTABLISHED, col(CrisisRow.exercise).is_(False))
    return session.exec(query.order_by(col(CrisisRow.established_at).desc())).first()


def _crisis_id(session: Session) -> str | None:
    crisis = _newest_crisis(session)
    return crisis.id if crisis else None


def _not_ours(
    session: Session, ctx: AppContext, account_id: str, posts: Sequence[RemotePost], since: datetime
) -> list[RemotePost]:
    if not posts:
        return []
    ids, texts = _sent(session, ctx, account_id, [post.remote_id for post in posts], since - _A_DAY)
    exact_text = ctx.channels.gives_exact_text(ctx.account(account_id))
    return [
        post
        for post in posts
        if not is_ours(post, texts, ids, exact_text=exact_text) and not _is_known(session, account_id, post)
    ]


def _sent(
    session: Session, ctx: AppContext, account_id: str, remote_ids: list[str], since: datetime
) -> tuple[set[str], list[str]]:
    """(remote ids, texts) of what we sent there: lately, and to these ids whenever."""
    ids = set(
        session.exec(
            select(AttemptRow.remote_id)
            .join(DeliveryRow, col(DeliveryRow.id) == col(AttemptRow.delivery_id))
            .where(DeliveryRow.account_id == account_id, col(AttemptRow.remote_id).in_(remote_ids))
        )
    )
    sent_to = select(AttemptRow.delivery_id).where(col(AttemptRow.remote_id).in_(remote_ids))
    sent = session.exec(
        select(MessageRow)
        .join(DeliveryRow, col(DeliveryRow.message_id) == col(MessageRow.id))
        .where(DeliveryRow.account_id == account_id)
        .where(or_(col(MessageRow.approved_at) >= since, col(DeliveryRow.id).in_(sent_to)))
    ).all()
    texts = renderings.texts(session, sent, account_id)
    begun = ((greetings.of_message(session, ctx, one), one) for one in sent)
    texts += [f"{said} {renderings.approved_for(session, one, account_id).text}" for said, one in begun if said]
    return {found for found in ids if found}, texts


def _is_known(session: Session, account_id: str, post: RemotePost) -> bool:
    query = select(ForeignPostRow.id).where(
        ForeignPostRow.account_id == account_id,
        ForeignPostRow.remote_id == post.remote_id,
        ForeignPostRow.text_hash == _fingerprint(post),
    )
    return session.exec(query).first() is not None


def _fingerprint(post: RemotePost) -> str:
    return digest([post.title, post.text])


def _found(session: Session, ctx: AppContext, crisis: CrisisRow, account_id: str, post: RemotePost) -> str:
    row = ForeignPostRow(
        id=new_id("f"),
        crisis_id=crisis.id,
        account_id=account_id,
        remote_id=post.remote_id,
        title=post.title,
        remote_url=post.remote_url,
        text=post.text,
        text_hash=_fingerprint(post),
        status=ForeignStatus.FOUND,
        found_at=ctx.clock(),
    )
    session.add(row)
    session.flush()
    audit.append(
        session,
        ctx,
        audit.SYSTEM,
        "foreign_post.found",
        row.id,
        crisis.id,
        account=account_id,
        remote_id=post.remote_id,
        remote_url=post.remote_url,
        title=post.title,
        text=post.text,
    )
    alarm_clock.wind(session, ctx, crisis.id, row.found_at + ctx.municipality.alarms.remind)
    told = {"account": account_id, "text": post.title or post.text[:200], "id": crisis.id}
    notices.tell(session, ctx, editors(ctx.municipality), Letters.FOREIGN_POST.value, crisis, **told)
    return row.id


def _tell_blind(session: Session, ctx: AppContext, account_id: str, error: Sentence) -> None:
    crisis = _newest_crisis(session)
    told: dict[str, Any] = {"account": account_id, "error": error}
    notices.tell(session, ctx, editors(ctx.municipality), Letters.BLIND.value, crisis, **told)
