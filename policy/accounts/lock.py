"""The account lock: what a unit may do on normal days and in a crisis.

Source: guidelines for official accounts: the unit leader answers for the unit's accounts; in a crisis all
communication goes through the editorial desk.
"""

from collections.abc import Sequence
from datetime import datetime

from policy.access import Action, Own, may
from policy.decision import YES, Decision, first_no, no
from policy.roles import editors, names
from schemas.accounts.account import Account, AccountLock
from schemas.identity.person import Person
from schemas.municipality import Municipality
from schemas.sentence import say
from schemas.states import AccountState


def account_state(locks: Sequence[AccountLock]) -> AccountState:
    """Locked while any open crisis holds a lock: two crises can overlap."""
    return AccountState.LOCKED if any(lock.unlocked_at is None for lock in locks) else AccountState.OPEN


def leads(municipality: Municipality, person: Person, account: Account) -> bool:
    """True for the leader and the deputy of the unit that owns the account."""
    unit = municipality.unit(account.unit)
    return unit is not None and person.id in (unit.leader, unit.deputy)


def leaders(municipality: Municipality, account: Account) -> tuple[str, ...]:
    """Ids of the people who post on it in everyday life."""
    return tuple(person.id for person in municipality.people if leads(municipality, person, account))


def may_post(
    municipality: Municipality, person: Person, account: Account, state: AccountState, *, closing: bool = False
) -> Decision:
    """A unit's own post. `closing` is True while a crisis is just now being set up."""
    return first_no(may_confirm(municipality, person, account), _is_open(municipality, account, state, closing=closing))


def may_confirm(municipality: Municipality, person: Person, account: Account) -> Decision:
    """That they know of the lock: those who answer for the account."""
    unit = municipality.unit(account.unit)
    leader = municipality.person(unit.leader) if unit else None
    return may(
        municipality,
        person,
        Action.POST,
        Own.UNIT if leads(municipality, person, account) else None,
        unit=unit.name if unit else account.unit,
        account=account.id,
        name=leader.name if leader else "—",
    )


def may_decide_held(municipality: Municipality, person: Person, account: Account, state: AccountState) -> Decision:
    """Held posts are never sent by themselves; their owner decides once the account is open."""
    return may_post(municipality, person, account, state)


def lock_in_force(municipality: Municipality, account: Account) -> Decision:
    return no(
        say(
            "The account {account} is locked: a crisis staff is set up and all communication goes through the "
            "editorial desk. Turn to {names}; your text can be sent to them as a draft.",
            account=account.id,
            names=names(editors(municipality)),
        )
    )


def is_due(publish_at: datetime, now: datetime) -> bool:
    return publish_at <= now


def _is_open(municipality: Municipality, account: Account, state: AccountState, *, closing: bool) -> Decision:
    if state is AccountState.OPEN and not closing:
        return YES
    return lock_in_force(municipality, account)
