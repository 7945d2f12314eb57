"""Who of our own people is told of a message that did not surely reach a channel, and when.

Source: guidelines for official accounts: in a crisis all communication goes through the editorial desk; the unit leader answers
for the unit's accounts.
"""

from datetime import datetime, timedelta

from policy.accounts.lock import leads
from policy.roles import deputy_editors, editors
from schemas.account import Account
from schemas.municipality import Municipality
from schemas.person import Person

TOGETHER = timedelta(seconds=30)
"""Channels that fail within this time are told of in one notice; what settles itself within it is not told of at all."""
APART = timedelta(minutes=5)
"""Between two notices of one crisis, so that a bad night is no flood of them. What saves lives does not wait for it."""


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
