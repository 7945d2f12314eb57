"""The register of official accounts: opening one is a request, and the desk decides.

Source: the guidelines: the unit leader answers for the unit's accounts, and the editorial desk is told about every
account that is opened.
"""

from policy.access import Action, Own, may
from policy.decision import YES, Decision, first_no, no
from schemas.accounts.request import AccountRequest
from schemas.identity.person import Person
from schemas.municipality import Municipality, Unit
from schemas.sentence import say


def may_request(municipality: Municipality, person: Person, unit: Unit) -> Decision:
    """The unit's leader or deputy, who will own the account; the desk may ask for any unit."""
    own = Own.UNIT if person.id in (unit.leader, unit.deputy) else None
    leader = municipality.person(unit.leader)
    return may(municipality, person, Action.REQUEST, own, unit=unit.name, name=leader.name if leader else "—")


def may_decide(
    municipality: Municipality, person: Person, request: AccountRequest, reason: str, *, approve: bool
) -> Decision:
    """A second person of the desk, with a reason for a no."""
    own = no(say("You asked for this account yourself; someone else at the desk decides."))
    silent = no(say("Say why, so that the unit leader knows (--reason)."))
    return first_no(
        may(municipality, person, Action.REGISTER),
        own if person.id == request.requested_by else YES,
        YES if approve or reason.strip() else silent,
    )
