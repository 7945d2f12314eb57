"""Who of our own people is told of a message that did not surely reach a channel, and when.

Source: guidelines for official accounts: in a crisis all communication goes through the editorial desk; the unit leader answers
for the unit's accounts.
"""

from datetime import datetime, timedelta

from policy.access import Action, Own, may
from policy.accounts.lock import leads
from policy.decision import Decision
from policy.roles import deputy_editors, editors
from schemas.accounts.account import Account
from schemas.identity.person import Person
from schemas.municipality import Municipality
from schemas.states import AccountState, DeliveryStatus

TOGETHER = timedelta(seconds=30)
"""Channels that fail within this time are told of in one notice; what settles itself within it is not told of at all."""
APART = timedelta(minutes=5)
"""Between two notices of one crisis, so that a bad night is no flood of them. What saves lives does not wait for it."""

STALLED = timedelta(minutes=4)
"""A channel that has been tried for so long is told of, although it is tried for hours more (`policy.sending.patience`)."""
ENDED = (DeliveryStatus.FAILED, DeliveryStatus.UNCERTAIN)
"""Without surely being out: a person may settle it."""
_TRIED = (DeliveryStatus.QUEUED, DeliveryStatus.SENDING)


def is_open(status: DeliveryStatus, tried_since: datetime | None, now: datetime) -> bool:
    """Somebody should look at it: it ended without surely being out, or has been tried for long."""
    long_ago = tried_since is not None and now - tried_since >= STALLED
    return status in ENDED or (status in _TRIED and long_ago)


def since(status: DeliveryStatus, tried_since: datetime | None, ended: datetime) -> datetime:
    """When what somebody should look at began: with its end, or with the first of many tries."""
    return tried_since if status in _TRIED and tried_since else ended


def is_news(status: DeliveryStatus, tried_since: datetime | None, before: datetime | None, now: datetime) -> bool:
    """At the end of a round; `before` is when the last one ended. Every end is news, and the first round after so long."""
    known = before is not None and is_open(status, tried_since, before)
    return is_open(status, tried_since, now) and (status in ENDED or not known)


def due_at(now: datetime, last: datetime | None, *, first_in_line: bool) -> datetime:
    """When to tell. `last` is when such a notice was written last; `first_in_line`: the channel is one that others wait behind."""
    soon = now + TOGETHER
    return soon if last is None or first_in_line else max(soon, last + APART)


def desk_people(municipality: Municipality, approver: Person | None) -> tuple[Person, ...]:
    """Of a message in a crisis: the editors (their deputies where there is none), and whoever approved it and is awake."""
    people = editors(municipality) or deputy_editors(municipality)
    return tuple(dict.fromkeys((*people, *((approver,) if approver else ()))))


def unit_people(municipality: Municipality, account: Account) -> tuple[Person, ...]:
    """Of a unit's own post: the unit's leader and deputy."""
    return tuple(person for person in municipality.people if leads(municipality, person, account))


def may_settle(
    municipality: Municipality, person: Person, account: Account | None, state: AccountState, *, units_own: bool
) -> Decision:
    """To settle a delivery. `units_own`: it is a post of the unit that has the account; while that is locked, the desk alone."""
    theirs = units_own and account is not None and leads(municipality, person, account) and state is AccountState.OPEN
    return may(municipality, person, Action.SETTLE, Own.UNIT if theirs else None)
