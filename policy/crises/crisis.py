"""The crisis staff: who answers its call.

Source: the municipality's guidelines, last rule of “official accounts”: with a crisis staff set up by the
chief executive, all communication goes through the editorial desk.
"""

from collections.abc import Collection, Sequence

from policy.access import Action, Own, may
from policy.decision import YES, Decision, first_no, no
from schemas.crises.crisis import Crisis
from schemas.identity.person import Person
from schemas.municipality import Municipality
from schemas.sentence import say
from schemas.states import CrisisStatus


def may_open(open_now: Sequence[Crisis], known: Collection[str] | None) -> Decision:
    """Beside one that is open another is a question of its own: `known` are the ids of those that whoever asks means besides.

    None for what no person opens.
    """
    unknown = [crisis for crisis in open_now if known is not None and crisis.id not in known]
    if not unknown:
        return YES
    return no(
        say(
            "“{title}” is open already. Is this another event, beside it? Then say so (--beside {id}).",
            title=unknown[0].title,
            id=unknown[0].id,
        )
    )


def may_confirm_call(municipality: Municipality, person: Person, crisis: Crisis) -> Decision:
    """Those whom the municipality's emergency plan calls out."""
    own = Own.CALL if person.id in municipality.staff else None
    over = no(say("The crisis “{title}” is over; nobody is called any more.", title=crisis.title))
    return first_no(
        may(municipality, person, Action.ATTEND, own, name=person.name),
        YES if crisis.status is CrisisStatus.ESTABLISHED else over,
    )
