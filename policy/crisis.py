"""The crisis staff: who answers its call.

Source: the municipality's guidelines, last rule of “official accounts”: with a crisis staff set up by the
chief executive, all communication goes through the editorial desk.
"""

from policy.access import Action, Own, may
from policy.decision import YES, Decision, first_no, no
from schemas.crisis import Crisis
from schemas.municipality import Municipality
from schemas.person import Person
from schemas.sentence import say
from schemas.states import CrisisStatus


def may_confirm_call(municipality: Municipality, person: Person, crisis: Crisis) -> Decision:
    """Those whom the municipality's emergency plan calls out."""
    own = Own.CALL if person.id in municipality.staff else None
    over = no(say("The crisis “{title}” is over; nobody is called any more.", title=crisis.title))
    return first_no(
        may(municipality, person, Action.ATTEND, own, name=person.name),
        YES if crisis.status is CrisisStatus.ESTABLISHED else over,
    )
