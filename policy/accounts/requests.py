"""The register of official accounts: opening one is a request, and the desk decides.

Source: the guidelines: the unit leader answers for the unit's accounts, and the editorial desk is told about every
account that is opened.
"""

from policy.decision import YES, Decision, first_no, no
from policy.roles import acts_as, has_role, holders, is_active, names
from policy.transitions import may_become
from schemas.account_request import AccountRequest
from schemas.municipality import Municipality, Unit
from schemas.person import Person, Role
from schemas.sentence import say
from schemas.states import RequestStatus


def may_request(municipality: Municipality, person: Person, unit: Unit) -> Decision:
    """The unit's leader or deputy, who will own the account; the desk may ask for any unit."""
    if person.id in (unit.leader, unit.deputy) or acts_as(municipality, person, Role.EDITOR):
        return is_active(person)
    leader = municipality.person(unit.leader)
    refusal = no(
        say(
            "Only the unit leader of {unit} or the deputy asks for an account. Turn to {name}.",
            unit=unit.name,
            name=leader.name if leader else "—",
        )
    )
    return first_no(is_active(person), refusal)


def may_decide(
    municipality: Municipality, person: Person, request: AccountRequest, status: RequestStatus, reason: str
) -> Decision:
    """A second person of the desk, with a reason for a no."""
    desk = has_role(
        municipality,
        person,
        Role.EDITOR,
        say(
            "Only the editorial desk decides about new accounts. Ask {names}.",
            names=names(holders(municipality, Role.EDITOR)),
        ),
    )
    own = no(say("You asked for this account yourself; someone else at the desk decides."))
    silent = no(say("Say why, so that the unit leader knows (--reason)."))
    return first_no(
        desk,
        may_become(request.status, status),
        own if person.id == request.requested_by else YES,
        silent if status is RequestStatus.REJECTED and not reason.strip() else YES,
    )
