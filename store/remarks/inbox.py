"""Reading what others write, look by look, in a crisis and on normal days.

A look is an outbox event with the number of its `tick`. Its first act writes when each of its accounts is read next, and the event
of the next look, so that nobody waits for the slowest. On normal days it is slower, by the municipality's wish.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlmodel import Session, col, or_, select

from schemas.accounts.account import Account
from schemas.dialogue.remark import RemarkDeed, RemarkPage, RemoteRemark
from schemas.drafts.rendering import PublishAction
from schemas.event import EventKind
from schemas.sentence import Sentence
from schemas.states import CrisisStatus, DeliveryStatus
from store.context import AppContext
from store.db.tables import CrisisRow, DeliveryRow, InboxLoopRow, InboxRow, OutboxRow
from store.evidence import audit
from store.notices import notices
from store.outbox import outbox
from store.remarks import recording

SEEN_WITHIN = timedelta(seconds=60)
"""In a crisis, and in an exercise."""
_SANDBOX = timedelta(seconds=5)
_HELD = timedelta(seconds=45)
"""While an account's pages follow one another no other look begins it."""
_OWN_POSTS = 50
_BLIND = 3
"""Reads in a row that fail before the log says so."""
_LONG = 3_600
"""Seconds. A platform that gives nothing for so long is told of at once: its quota, or the money for it, is used up."""
_LEFT_OUT_FOR = timedelta(days=7)
"""An entry that cannot be read, and that nobody has seen for so long, is forgotten."""
_LEFT_OUT = 500


class Unread(NamedTuple):
    """An account whose last read failed (`why`, a sentence for people), or of which entries cannot be read (`left_out`: how many)."""

    account_id: str
    why: str
    left_out: int
    read_at: datetime | None
    """When it was last read."""
    next_at: datetime


def keep_going(ctx: AppContext) -> None:
    """Begins the loop, and begins it again should its event have been lost. Done again it changes nothing."""
    with ctx.write() as session:
        waiting = select(OutboxRow.id).where(OutboxRow.kind == EventKind.INBOX_DUE, col(OutboxRow.done_at).is_(None))
        if session.exec(waiting).first() is None:
            loop = session.get(InboxLoopRow, 1) or InboxLoopRow(id=1, tick=0)
            session.add(loop)
            _next_look(session, ctx, loop, ctx.clock())


def wake(session: Session, ctx: AppContext) -> None:
    """In the transaction that sets up a crisis: all is read at once. Where nobody reads yet, nothing."""
    loop = session.get(InboxLoopRow, 1)
    if loop is not None:
        for row in session.exec(select(InboxRow)):
            row.next_at = min(row.next_at, ctx.clock())
        _next_look(session, ctx, loop, ctx.clock())


def begin(ctx: AppContext, tick: int) -> list[str] | None:
    """Account ids to read now; each has its next time, and the next look is written down. None where this look is not the current one.

    Should the worker die, what it had not read is read at that time.
    """
    with ctx.write() as session:
        loop = session.get(InboxLoopRow, 1)
        if loop is None or loop.tick != tick:
            return None
        known = {row.account_id: row for row in session.exec(select(InboxRow))}
        wanted = [account.id for account in _readable(session, ctx)]
        for account_id in wanted:
            if account_id not in known:
                known[account_id] = InboxRow(account_id=account_id, next_at=ctx.clock())
                session.add(known[account_id])
        now = ctx.clock()
        chosen = [account_id for account_id in wanted if known[account_id].next_at <= now]
        for account_id in chosen:
            known[account_id].next_at = now + _pause(session, ctx, account_id)
        due = (known[account_id].next_at for account_id in wanted)
        _next_look(session, ctx, loop, min(due, default=now + SEEN_WITHIN))
        return chosen


def where(ctx: AppContext, account_id: str) -> tuple[str | None, list[str]]:
    """The cursor, and remote ids of our latest posts there, newest first."""
    sent = (
        select(DeliveryRow.remote_id)
        .where(DeliveryRow.account_id == account_id, DeliveryRow.status == DeliveryStatus.DELIVERED)
        .where(col(DeliveryRow.action).in_((PublishAction.PUBLISH, PublishAction.FOLLOW_UP, PublishAction.EDIT)))
        .order_by(col(DeliveryRow.finished_at).desc())
    )
    with ctx.read() as session:
        row = session.get(InboxRow, account_id)
        posts = dict.fromkeys(remote for remote in session.exec(sent.limit(_OWN_POSTS)) if remote)
        return row.cursor if row else None, list(posts)


def seen(ctx: AppContext, account_id: str, page: RemarkPage) -> recording.Recorded:
    """What a read gave, together with how far it came."""
    with ctx.write() as session:
        row = session.get(InboxRow, account_id) or InboxRow(account_id=account_id, next_at=ctx.clock())
        session.add(row)
        row.cursor, row.read_at, row.failures, row.error = page.cursor, ctx.clock(), 0, None
        _leave_out(session, ctx, row, page)
        if page.more:
            row.next_at = max(row.next_at, ctx.clock() + _HELD)
        return recording.record(session, ctx, account_id, page)


def brought(ctx: AppContext, account_id: str, found: Sequence[RemoteRemark]) -> recording.Recorded:
    """What a provider brought. The cursor stays: the next read gives it again, and it is known."""
    with ctx.write() as session:
        return recording.record(session, ctx, account_id, RemarkPage(remarks=tuple(found)))


def missed(ctx: AppContext, account_id: str, error: Sentence, retry_after: float | None = None) -> None:
    """A read failed. The cursor stays, so nothing is passed over."""
    with ctx.write() as session:
        row = session.get_one(InboxRow, account_id)
        row.failures, row.error = row.failures + 1, notices.words(ctx, error)
        row.next_at = max(row.next_at, ctx.clock() + timedelta(seconds=retry_after or 0))
        ended = (retry_after or 0) >= _LONG
        if row.failures == (1 if ended else _BLIND):
            audit.append(session, ctx, audit.SYSTEM, "inbox.unreadable", account_id, error=str(error))


def unread(ctx: AppContext) -> list[Unread]:
    """Accounts that are not read now, the exercises' left out."""
    query = select(InboxRow).where(or_(InboxRow.failures > 0, col(InboxRow.left_out).is_not(None)))
    with ctx.read() as session:
        rows = session.exec(query.order_by(InboxRow.account_id)).all()
    known = {account.id for account in ctx.municipality.accounts}
    return [
        Unread(row.account_id, row.error or "", len(row.left_out or {}), row.read_at, row.next_at)
        for row in rows
        if row.account_id in known
    ]


def go_on(ctx: AppContext, account_id: str) -> None:
    """More stands there than one look reads: the rest is read at once."""
    with ctx.write() as session:
        loop = session.get_one(InboxLoopRow, 1)
        session.get_one(InboxRow, account_id).next_at = ctx.clock()
        _next_look(session, ctx, loop, ctx.clock())


def _leave_out(session: Session, ctx: AppContext, row: InboxRow, page: RemarkPage) -> None:
    """One event for each entry that nobody could read, however often it comes. It may be read after all: then it is forgotten."""
    now, known = ctx.clock(), row.left_out or {}
    new = [name for name in page.unreadable if name not in known]
    seen = known | dict.fromkeys(page.unreadable, now.isoformat())
    readable = {one.remote_id for one in page.remarks}
    oldest = (now - _LEFT_OUT_FOR).isoformat()
    kept = [(name, at) for name, at in seen.items() if name not in readable and at > oldest]
    row.left_out = dict(kept[-_LEFT_OUT:]) or None
    if new:
        audit.append(session, ctx, audit.SYSTEM, "inbox.left_out", row.account_id, entries=new)


def _next_look(session: Session, ctx: AppContext, loop: InboxLoopRow, due: datetime) -> None:
    loop.tick += 1
    soonest = max(due, ctx.clock())
    outbox.emit(session, ctx, EventKind.INBOX_DUE, {"tick": loop.tick}, due_at=soonest)


def _readable(session: Session, ctx: AppContext) -> list[Account]:
    """Sandbox accounts only while an exercise is held."""
    held = _is_open(session, exercise=True)
    return [
        account
        for account in ctx.municipality.all_accounts()
        if (held or not account.sandbox) and ctx.channels.unable(account, RemarkDeed.READ) is None
    ]


def _pause(session: Session, ctx: AppContext, account_id: str) -> timedelta:
    account = ctx.account(account_id)
    if account.sandbox:
        return _SANDBOX
    least = timedelta(seconds=ctx.channels.remarks_every(account))
    return least if _is_open(session, exercise=False) else max(least, ctx.municipality.dialogue.every)


def _is_open(session: Session, *, exercise: bool) -> bool:
    query = select(CrisisRow.id).where(
        CrisisRow.status == CrisisStatus.ESTABLISHED, col(CrisisRow.exercise).is_(exercise)
    )
    return session.exec(query).first() is not None
