"""Letting somebody in: where their link goes, who is the second manager, and what an opened login may not approve.

Nobody sees another person's link or codes alone, so nobody becomes their own second person (docs/desk.md, *Ways in*).
"""

from collections.abc import Collection
from datetime import timedelta

from policy.access import Action, may
from policy.decision import YES, Decision, first_no, no
from schemas.accounts.account import OWN_ADDRESS, Account
from schemas.identity.login import LoginRequest
from schemas.identity.person import Person
from schemas.municipality import Municipality
from schemas.sentence import say

KEPT_APART = timedelta(hours=24)
"""How long what one opened for another does not count as a second person."""
REQUEST_LASTS = timedelta(hours=24)


def is_own_address(person: Person, account: Account) -> bool:
    """Whether what goes to the person through this account is read by nobody else: no screen, no webhook."""
    address = OWN_ADDRESS.get(account.platform)
    return bool(address and getattr(person, address))


def way_to(municipality: Municipality, person: Person) -> Account | None:
    """The account that reaches the person's own e-mail address, else the own mobile."""
    names = (municipality.notices, municipality.notices_sms or "")
    accounts = (municipality.account(name) for name in names)
    return next((account for account in accounts if account and is_own_address(person, account)), None)


def may_be_written_to(municipality: Municipality, person: Person) -> Decision:
    if way_to(municipality, person):
        return YES
    return no(
        say(
            "No letter reaches {name}. Write an e-mail address in the municipality file, with `notices:` naming an e-mail "
            "account; or a mobile, with `notices_sms:` naming an SMS account.",
            name=person.name,
        )
    )


def may_agree(
    municipality: Municipality, person: Person, request: LoginRequest, opened_by: Collection[str]
) -> Decision:
    """`opened_by` are those who opened this person's own login lately."""
    return first_no(
        may(municipality, person, Action.LOGINS),
        _another(person, request),
        _own_mind(municipality, request, opened_by),
    )


def _own_mind(municipality: Municipality, request: LoginRequest, opened_by: Collection[str]) -> Decision:
    if request.asked_by not in opened_by:
        return YES
    asker = _name(municipality, request.asked_by)
    return no(say("Your login was opened by {name}, who asks. Let somebody else answer.", name=asker))


def _another(person: Person, request: LoginRequest) -> Decision:
    if person.id != request.asked_by:
        return YES
    return no(say("You asked for this yourself; a second manager answers it."))


def may_judge(
    municipality: Municipality, person: Person, writers: Collection[str], opened_by: Collection[str]
) -> Decision:
    """Whoever opened a login within `KEPT_APART` has no second person in it."""
    own = next((writer for writer in writers if writer in opened_by), None)
    if own is None:
        return YES
    return no(
        say(
            "The login of {name} was opened by {writer}, who wrote this, less than 24 hours ago. Somebody else approves it.",
            name=person.name,
            writer=_name(municipality, own),
        )
    )


def _name(municipality: Municipality, person_id: str) -> str:
    found = municipality.person(person_id)
    return found.name if found else person_id
