"""The lock at the platform, step by step: what was there is stored before anything is changed.

The rows are written with the crisis; a worker makes each step (`claim`, then `record` or `fail`) outside any
transaction. Whoever dies between two steps leaves a row that says what comes next.
"""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from sqlmodel import Session, col, select

from policy.access import Action
from policy.accounts import platform_lock
from policy.evidence.hashing import digest
from policy.roles import editors
from schemas.accounts.account import Account, LockMode
from schemas.accounts.platform_lock import PlatformLock
from schemas.errors import NotFound, Refused, RetryClass
from schemas.event import EventKind
from schemas.monitoring.alarm import Alarm, AlarmKind
from schemas.sentence import Sentence, say
from schemas.states import PlatformLockStatus
from store.context import AppContext
from store.db.columns import new_id
from store.db.nouns import as_noun
from store.db.status import become
from store.db.tables import AccountLockRow, CrisisRow, PlatformLockRow
from store.evidence import audit
from store.notices import alarm_clock, notices
from store.notices.letters import Letters
from store.outbox import outbox


def want(session: Session, ctx: AppContext, crisis: CrisisRow, account: Account) -> LockMode:
    """In the transaction that locks here. Returns how far the lock reaches at this moment."""
    if crisis.exercise or not ctx.channels.can_lock(account):
        return LockMode.WATCHED if not crisis.exercise and ctx.channels.can_watch(account) else LockMode.HERE
    row = _open_row(session, account.id) or _new(session, ctx, crisis, account)
    _become(session, ctx, row, platform_lock.wanted_again(row.status, stored=row.before is not None))
    _announce(session, ctx, row)
    return LockMode.AT_PLATFORM if row.status == PlatformLockStatus.LOCKED else LockMode.HERE


def want_again(ctx: AppContext, actor: str, account_id: str) -> None:
    """The desk asks for another try, after someone has mended the platform or connected the account.

    Raises `Refused` where the account cannot be locked there, `NotFound` where no real crisis holds it.
    """
    account = ctx.account(account_id)
    ctx.authorize(Action.SETTLE, actor)
    with ctx.write() as session:
        crisis = _holding(session, account_id)
        if not ctx.channels.can_lock(account):
            raise Refused(
                ctx.channels.why_not(account)
                or say("{account} cannot be locked at its platform. See `krisekanal channel list`.", account=account_id)
            )
        audit.append(session, ctx, actor, "platform_lock.asked_again", account_id, crisis.id)
        want(session, ctx, crisis, account)


def release(session: Session, ctx: AppContext, account_ids: Collection[str]) -> None:
    """In the transaction that opens the accounts here, when no crisis holds them any more."""
    query = select(PlatformLockRow).where(PlatformLockRow.status != PlatformLockStatus.RESTORED)
    for row in [
        row for row in session.exec(query.order_by(col(PlatformLockRow.account_id))) if row.account_id in account_ids
    ]:
        _become(session, ctx, row, platform_lock.released(row.status, stored=row.before is not None))
        _announce(session, ctx, row)


def how_far(ctx: AppContext, lock_id: str) -> tuple[str, PlatformLockStatus]:
    """The account and its lock's status."""
    with ctx.read() as session:
        row = session.get_one(PlatformLockRow, lock_id)
        return row.account_id, row.status


def crisis_of(ctx: AppContext, lock_id: str) -> str:
    with ctx.read() as session:
        return session.get_one(PlatformLockRow, lock_id).crisis_id


def claim(ctx: AppContext, lock_id: str, lease: timedelta) -> PlatformLock | None:
    """The step to make now, or None: done, not due yet, or somebody else's (then an event comes when their lease ends)."""
    with ctx.write() as session:
        row = session.get_one(PlatformLockRow, lock_id)
        if row.status not in platform_lock.MOVING or row.due_at > ctx.clock():
            return None
        if row.lease_until and row.lease_until > ctx.clock():
            _announce(session, ctx, row, at_end_of_lease=True)
            return None
        row.lease_owner, row.lease_until = new_id("h"), ctx.clock() + lease
        return _noun(row)


def renew(ctx: AppContext, step: PlatformLock, lease: timedelta) -> None:
    """As long as the platform is being asked, the step is ours."""
    with ctx.write() as session:
        row = session.get_one(PlatformLockRow, step.id)
        if row.lease_owner == step.holder:
            row.lease_until = ctx.clock() + lease


def record(
    ctx: AppContext, step: PlatformLock, lease: timedelta, before: dict[str, Any] | None = None
) -> PlatformLock | None:
    """The step held. Returns the next one, None at the end.

    A crisis may have come or gone meanwhile: then the row already says something else, and that is what comes next.
    """
    with ctx.write() as session:
        row = session.get_one(PlatformLockRow, step.id)
        if row.lease_owner != step.holder:
            return None
        if row.status == step.status:
            _advance(session, ctx, row, before)
        if row.status in platform_lock.MOVING:
            row.lease_until = ctx.clock() + lease
            return _noun(row)
        row.lease_owner, row.lease_until = None, None
        return None


def fail(ctx: AppContext, step: PlatformLock, error: Sentence, kind: RetryClass) -> None:
    """The platform did not do it. The crisis goes on; the account is locked here, and the desk is told."""
    with ctx.write() as session:
        row = session.get_one(PlatformLockRow, step.id)
        if row.lease_owner != step.holder:
            return
        row.lease_owner, row.lease_until = None, None
        if row.status == step.status:
            _note_failure(session, ctx, row, error, kind)
        if row.status in platform_lock.MOVING:
            _announce(session, ctx, row)


def let_go(ctx: AppContext, step: PlatformLock) -> None:
    """Give the step back unmade, so that it need not wait for the lease to end."""
    with ctx.write() as session:
        row = session.get_one(PlatformLockRow, step.id)
        if row.lease_owner == step.holder:
            row.lease_owner, row.lease_until = None, None


def statuses(session: Session) -> dict[str, PlatformLockStatus]:
    """By account id, where something is locked, or to be restored, at the platform."""
    rows = session.exec(select(PlatformLockRow).where(PlatformLockRow.status != PlatformLockStatus.RESTORED))
    return {row.account_id: row.status for row in rows}


def alarms(session: Session) -> list[Alarm]:
    """Accounts whose platform did not lock, or did not give the roles back."""
    open_ones = select(PlatformLockRow).where(PlatformLockRow.status != PlatformLockStatus.RESTORED)
    rows = session.exec(open_ones.order_by(col(PlatformLockRow.account_id)))
    return [_alarm(row) for row in rows if row.status == PlatformLockStatus.FAILED or row.attempts]


def _alarm(row: PlatformLockRow) -> Alarm:
    """The last step that held began it; of a lock that was given up, its end."""
    since = row.due_at if row.status == PlatformLockStatus.FAILED else row.locked_at or row.wanted_at
    kind = AlarmKind.NOT_RESTORED if row.status == PlatformLockStatus.RESTORING else AlarmKind.NOT_LOCKED
    return Alarm(kind=kind, name=row.account_id, since=since, account_id=row.account_id, error=row.error or "")


def say_mode(session: Session, account_id: str, mode: LockMode, instead_of: LockMode | None = None) -> None:
    """How far the lock reaches, on every crisis that holds the account."""
    held = select(AccountLockRow).where(
        AccountLockRow.account_id == account_id, col(AccountLockRow.unlocked_at).is_(None)
    )
    for lock in session.exec(held):
        lock.mode = mode if instead_of in (None, lock.mode) else lock.mode


def _holding(session: Session, account_id: str) -> CrisisRow:
    query = (
        select(CrisisRow)
        .join(AccountLockRow, col(AccountLockRow.crisis_id) == col(CrisisRow.id))
        .where(AccountLockRow.account_id == account_id, col(AccountLockRow.unlocked_at).is_(None))
        .where(col(CrisisRow.exercise).is_(False))
    )
    found = session.exec(query).first()
    if found is None:
        raise NotFound(say("The account {id} is not locked in a real crisis.", id=account_id))
    return found


def _new(session: Session, ctx: AppContext, crisis: CrisisRow, account: Account) -> PlatformLockRow:
    now = ctx.clock()
    row = PlatformLockRow(
        id=new_id("p"),
        account_id=account.id,
        sandbox=account.sandbox,
        crisis_id=crisis.id,
        status=PlatformLockStatus.WANTED,
        wanted_at=now,
        due_at=now,
    )
    session.add(row)
    session.flush()
    _log(session, ctx, row)
    return row


def _advance(session: Session, ctx: AppContext, row: PlatformLockRow, before: dict[str, Any] | None) -> None:
    if row.status == PlatformLockStatus.WANTED:
        row.before = before
    _become(session, ctx, row, platform_lock.AFTER[row.status])
    if row.status == PlatformLockStatus.LOCKED:
        row.locked_at = ctx.clock()
        say_mode(session, row.account_id, LockMode.AT_PLATFORM)


def _become(session: Session, ctx: AppContext, row: PlatformLockRow, status: PlatformLockStatus) -> None:
    if row.status == status:
        return
    become(row, status)
    row.attempts, row.error, row.due_at = 0, None, ctx.clock()
    if status is PlatformLockStatus.RESTORED:
        row.restored_at = ctx.clock()
    session.flush()
    _log(session, ctx, row)


def _note_failure(session: Session, ctx: AppContext, row: PlatformLockRow, error: Sentence, kind: RetryClass) -> None:
    attempts, was = row.attempts + 1, row.status
    status, due = platform_lock.after_error(was, kind, attempts, ctx.clock())
    _become(session, ctx, row, status)
    row.attempts, row.error, row.due_at = attempts, notices.words(ctx, error), due
    audit.append(
        session,
        ctx,
        audit.SYSTEM,
        "platform_lock.not_done",
        row.account_id,
        row.crisis_id,
        step=was.value,
        kind=kind.value,
        error=str(error),
        attempts=attempts,
    )
    if was is not PlatformLockStatus.RESTORING:
        say_mode(session, row.account_id, LockMode.HERE)
        alarm_clock.wind(session, ctx, row.crisis_id, ctx.clock() + ctx.municipality.alarms.remind)
    if platform_lock.is_alarm(was, status, attempts):
        _tell_desk(session, ctx, row, error, restoring=was is PlatformLockStatus.RESTORING)


def _tell_desk(session: Session, ctx: AppContext, row: PlatformLockRow, error: Sentence, *, restoring: bool) -> None:
    crisis = session.get_one(CrisisRow, row.crisis_id)
    letter = Letters.NOT_RESTORED_THERE if restoring else Letters.NOT_LOCKED_THERE
    told: dict[str, Any] = {"account": row.account_id, "error": error, "id": row.crisis_id}
    notices.tell(session, ctx, editors(ctx.municipality), letter.value, crisis, **told)


def _open_row(session: Session, account_id: str) -> PlatformLockRow | None:
    query = select(PlatformLockRow).where(
        PlatformLockRow.account_id == account_id, PlatformLockRow.status != PlatformLockStatus.RESTORED
    )
    return session.exec(query).first()


def _announce(session: Session, ctx: AppContext, row: PlatformLockRow, *, at_end_of_lease: bool = False) -> None:
    due = row.lease_until if at_end_of_lease else row.due_at
    outbox.emit(session, ctx, EventKind.PLATFORM_LOCK_DUE, {"lock_id": row.id}, crisis_id=row.crisis_id, due_at=due)


def _log(session: Session, ctx: AppContext, row: PlatformLockRow) -> None:
    """The roles name people: the log has their fingerprint only."""
    audit.append(
        session,
        ctx,
        audit.SYSTEM,
        f"platform_lock.{row.status}",
        row.account_id,
        row.crisis_id,
        before=digest(row.before) if row.before is not None else None,
    )


def _noun(row: PlatformLockRow) -> PlatformLock:
    return as_noun(PlatformLock, row, holder=row.lease_owner or "")
