"""Locking and unlocking every account of a crisis, and holding what units had planned."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from policy.accounts.lock import account_state
from schemas.accounts.account import Account, AccountLock
from schemas.states import AccountState, CrisisStatus, DeliveryStatus
from store.accounts import accounts, gate, platform_locks
from store.context import AppContext
from store.db.columns import new_id
from store.db.nouns import as_noun
from store.db.status import become
from store.db.tables import AccountLockRow, CrisisRow, DeliveryRow, MessageRow
from store.evidence import audit
from store.outbox import doubts


def lock_all(session: Session, ctx: AppContext, crisis: CrisisRow) -> None:
    held = accounts.locks_in_force(session)
    for account in to_lock(ctx, crisis.exercise):
        _lock(session, ctx, crisis, account, account_state(held.get(account.id, [])))
    if not crisis.exercise:
        _hold_planned_posts(session, ctx, crisis)


def complete(ctx: AppContext, crisis_id: str) -> list[str]:
    """Lock what the crisis ought to hold and does not: an account that came into the file meanwhile. Returns those ids."""
    with ctx.write() as session:
        crisis = session.get_one(CrisisRow, crisis_id)
        if crisis.status != CrisisStatus.ESTABLISHED:
            return []
        held, known = accounts.locks_in_force(session), _of_crisis(session, crisis_id)
        missing = [account for account in to_lock(ctx, crisis.exercise) if account.id not in known]
        for account in missing:
            _lock(session, ctx, crisis, account, account_state(held.get(account.id, [])))
        if missing and not crisis.exercise:
            _hold_planned_posts(session, ctx, crisis)
        return [account.id for account in missing]


def complete_all(ctx: AppContext) -> None:
    """What is opened in a crisis is locked like all the others."""
    with ctx.read() as session:
        held = session.exec(select(CrisisRow.id).where(CrisisRow.status == CrisisStatus.ESTABLISHED)).all()
    for crisis_id in held:
        complete(ctx, crisis_id)


def to_lock(ctx: AppContext, exercise: bool) -> Sequence[Account]:
    """Every public account in a real crisis, every sandbox account in an exercise."""
    return [account for account in ctx.municipality.all_accounts() if account.sandbox == exercise]


def of_crisis(ctx: AppContext, crisis_id: str) -> dict[str, AccountLock]:
    """By account id, in force or ended."""
    with ctx.read() as session:
        return {row.account_id: as_noun(AccountLock, row) for row in _of_crisis(session, crisis_id).values()}


def of_account(ctx: AppContext, crisis_id: str, account_id: str) -> AccountLock | None:
    """This crisis' lock of the account, in force or ended."""
    query = select(AccountLockRow).where(AccountLockRow.crisis_id == crisis_id, AccountLockRow.account_id == account_id)
    with ctx.read() as session:
        row = session.exec(query).first()
        return as_noun(AccountLock, row) if row else None


def unlock_all(session: Session, ctx: AppContext, crisis: CrisisRow) -> None:
    """Ends this crisis' locks only; an account that another open crisis holds stays locked."""
    query = select(AccountLockRow).where(
        AccountLockRow.crisis_id == crisis.id, col(AccountLockRow.unlocked_at).is_(None)
    )
    held, opened = accounts.locks_in_force(session), set()
    for lock in session.exec(query).all():
        lock.unlocked_at = ctx.clock()
        state = account_state([other for other in held[lock.account_id] if other.crisis_id != crisis.id])
        audit.append(session, ctx, audit.SYSTEM, "account.unlocked", lock.account_id, crisis.id, state=state.value)
        if state is AccountState.OPEN:
            opened.add(lock.account_id)
    platform_locks.release(session, ctx, opened)


def _of_crisis(session: Session, crisis_id: str) -> dict[str, AccountLockRow]:
    query = select(AccountLockRow).where(AccountLockRow.crisis_id == crisis_id)
    return {row.account_id: row for row in session.exec(query)}


def _lock(session: Session, ctx: AppContext, crisis: CrisisRow, account: Account, before: AccountState) -> None:
    mode = platform_locks.want(session, ctx, crisis, account)
    session.add(
        AccountLockRow(id=new_id("s"), crisis_id=crisis.id, account_id=account.id, mode=mode, locked_at=ctx.clock())
    )
    audit.append(
        session, ctx, audit.SYSTEM, "account.locked", account.id, crisis.id, mode=mode.value, before=before.value
    )


def _hold_planned_posts(session: Session, ctx: AppContext, crisis: CrisisRow) -> None:
    query = (
        select(DeliveryRow)
        .join(MessageRow, col(MessageRow.id) == col(DeliveryRow.message_id))
        .where(gate.A_UNITS_OWN, DeliveryRow.status == DeliveryStatus.QUEUED)
    )
    for delivery in session.exec(query).all():
        hold(session, ctx, delivery, crisis.id)


def hold(session: Session, ctx: AppContext, delivery: DeliveryRow, crisis_id: str | None) -> None:
    """A planned unit post stops here until its owner decides again; one that may stand there is put before a person."""
    if doubts.put_before_a_person(session, delivery.id):
        become(delivery, DeliveryStatus.UNCERTAIN)
        audit.append(session, ctx, audit.SYSTEM, "delivery.uncertain", delivery.id, crisis_id, because="lock")
        return
    become(delivery, DeliveryStatus.HELD)
    audit.append(session, ctx, audit.SYSTEM, "post.held", delivery.message_id, crisis_id, account=delivery.account_id)
