"""Accounts: kept in step with the municipality file, locked per crisis, confirmed by their unit leaders."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlmodel import Session, col, select

from policy.accounts.lock import account_state, may_confirm
from policy.roles import editors
from schemas.accounts.account import Account, AccountLock, AccountStatus
from schemas.errors import NotFound
from schemas.sentence import say
from schemas.states import DeliveryStatus, PlatformLockStatus
from store.accounts import account_requests, gate, platform_locks
from store.context import AppContext
from store.db.nouns import as_noun
from store.db.tables import AccountLockRow, AccountRow, DeliveryRow, MessageRow
from store.evidence import audit
from store.notices import notices
from store.notices.letters import Letters

_IN_FORCE = select(AccountLockRow).where(col(AccountLockRow.unlocked_at).is_(None))


def sync(ctx: AppContext) -> None:
    """Copy the municipality file's accounts into the database; tell the desk of every new one, and of those unasked for.

    The first time all are new, and none of them can have been asked for.

    Rule 2 of the guidelines: the editorial desk is told about every account that is opened.
    """
    with ctx.write() as session:
        known = {row.id: row for row in session.exec(select(AccountRow))}
        wanted = {account.id: account for account in ctx.municipality.all_accounts()}
        new = [account for account in wanted.values() if account.id not in known]
        session.add_all(_row(account) for account in new)
        for row in known.values():
            row.retired = row.id not in wanted
        opened = [account for account in new if not account.sandbox]
        unasked = account_requests.opened(session, ctx, opened) if known else []
        if opened:
            _tell_desk(session, ctx, opened, unasked)


def open_locks(session: Session, account_id: str) -> list[AccountLock]:
    rows = session.exec(_IN_FORCE.where(AccountLockRow.account_id == account_id))
    return [as_noun(AccountLock, row) for row in rows]


def status(ctx: AppContext, account_id: str) -> AccountStatus:
    account = ctx.account(account_id)
    with ctx.read() as session:
        return _status(ctx, account, _look(session))


def statuses(ctx: AppContext, *, sandbox: bool = False) -> list[AccountStatus]:
    """Official accounts in the order of the file, or their sandbox accounts."""
    chosen = [a for a in ctx.municipality.all_accounts() if a.sandbox == sandbox]
    with ctx.read() as session:
        held = _look(session)
    return [_status(ctx, account, held) for account in chosen]


def confirm(ctx: AppContext, actor: str, account_id: str) -> AccountStatus:
    """The unit leader has seen the lock. Raises `NotFound` if there is none."""
    account = ctx.account(account_id)
    ctx.ask(lambda person: may_confirm(ctx.municipality, person, account), actor)
    with ctx.write() as session:
        if not _confirm(session, ctx, actor, [account_id]) and not open_locks(session, account_id):
            raise NotFound(say("The account {id} is not locked; there is nothing to confirm.", id=account_id))
    return status(ctx, account_id)


def confirm_mine(ctx: AppContext, actor: str) -> list[str]:
    """All of the actor's own that are locked and not confirmed, in exercises too: their ids. Raises `NotFound` where none is."""
    person = ctx.person(actor)
    mine = [a.id for a in ctx.municipality.all_accounts() if may_confirm(ctx.municipality, person, a).allowed]
    with ctx.write() as session:
        done = _confirm(session, ctx, actor, mine)
        if not done:
            raise NotFound(say("None of your accounts waits for your confirmation."))
    return done


def _confirm(session: Session, ctx: AppContext, actor: str, account_ids: Sequence[str]) -> list[str]:
    rows = session.exec(
        select(AccountLockRow).where(
            col(AccountLockRow.account_id).in_(account_ids),
            col(AccountLockRow.unlocked_at).is_(None),
            col(AccountLockRow.confirmed_at).is_(None),
        )
    ).all()
    for row in rows:
        row.confirmed_by, row.confirmed_at = actor, ctx.clock()
        audit.append(session, ctx, actor, "lock.confirmed", row.account_id, row.crisis_id)
    return [row.account_id for row in rows]


def _row(account: Account) -> AccountRow:
    return AccountRow(id=account.id, platform=account.platform, unit=account.unit, sandbox=account.sandbox)


def _tell_desk(session: Session, ctx: AppContext, opened: Sequence[Account], unasked: Sequence[Account]) -> None:
    names = ", ".join(account.id for account in opened)
    audit.append(session, ctx, audit.SYSTEM, "account.registered", names, unasked=[account.id for account in unasked])
    letter = Letters.NEW_ACCOUNTS_UNASKED if unasked else Letters.NEW_ACCOUNTS
    never = ", ".join(account.id for account in unasked)
    notices.tell(session, ctx, editors(ctx.municipality), letter.value, None, names=names, unasked=never)


class _Held(NamedTuple):
    """By account id, each asked for once, since a page shows hundreds of accounts."""

    locks: dict[str, list[AccountLock]]
    posts: dict[str, list[str]]
    platform: dict[str, PlatformLockStatus]


def _look(session: Session) -> _Held:
    return _Held(locks_in_force(session), _posts(session), platform_locks.statuses(session))


def locks_in_force(session: Session) -> dict[str, list[AccountLock]]:
    """Account id to the locks that hold it, of every crisis."""
    found: dict[str, list[AccountLock]] = {}
    for row in session.exec(_IN_FORCE):
        found.setdefault(row.account_id, []).append(as_noun(AccountLock, row))
    return found


def _posts(session: Session) -> dict[str, list[str]]:
    """Ids of unit posts held back."""
    query = (
        select(DeliveryRow.account_id, MessageRow.id)
        .join(MessageRow, col(DeliveryRow.message_id) == col(MessageRow.id))
        .where(gate.A_UNITS_OWN, DeliveryRow.status == DeliveryStatus.HELD)
    )
    found: dict[str, list[str]] = {}
    for account_id, message_id in session.exec(query):
        found.setdefault(account_id, []).append(message_id)
    return found


def _status(ctx: AppContext, account: Account, held: _Held) -> AccountStatus:
    unit, mine = ctx.municipality.unit(account.unit), held.locks.get(account.id, [])
    return AccountStatus(
        account=account,
        state=account_state(mine),
        leader=unit.leader if unit else None,
        deputy=unit.deputy if unit else None,
        platform_lock=held.platform.get(account.id),
        connected=ctx.channels.why_not(account) is None,
        locks=tuple(mine),
        held_posts=tuple(held.posts.get(account.id, [])),
    )
