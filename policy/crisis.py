"""Setting up and standing down a crisis staff.

Source: the municipality's guidelines, last rule of “official accounts”: with a crisis staff set up by the
chief executive, all communication goes through the editorial desk.
"""

from policy.decision import YES, Decision, first_no, no
from policy.roles import has_role, holders, is_active, names
from policy.transitions import may_become
from schemas.crisis import Crisis
from schemas.municipality import Municipality
from schemas.person import Person, Role
from schemas.sentence import say
from schemas.states import CrisisStatus


def may_establish(municipality: Municipality, person: Person) -> Decision:
    return has_role(
        municipality,
        person,
        Role.CHIEF_EXECUTIVE,
        say(
            "Only the {title} or a deputy sets up a crisis staff. Call {names}.",
            title=municipality.organisation.chief_executive_title,
            names=names(holders(municipality, Role.CHIEF_EXECUTIVE)),
        ),
    )


def may_stand_down(municipality: Municipality, person: Person, crisis: Crisis) -> Decision:
    return first_no(
        has_role(
            municipality,
            person,
            Role.CHIEF_EXECUTIVE,
            say(
                "Only the {title} or a deputy stands the crisis staff down. Call {names}.",
                title=municipality.organisation.chief_executive_title,
                names=names(holders(municipality, Role.CHIEF_EXECUTIVE)),
            ),
        ),
        may_become(crisis.status, CrisisStatus.STOOD_DOWN),
    )


def may_run_exercise(municipality: Municipality, person: Person) -> Decision:
    """Exercises are started by the chief executive (or a deputy) or by the editorial desk."""
    leader = may_establish(municipality, person)
    if leader.allowed:
        return leader
    return has_role(
        municipality,
        person,
        Role.EDITOR,
        say(
            "Only the {title}, a deputy or the editorial desk starts an exercise.",
            title=municipality.organisation.chief_executive_title,
        ),
    )


def may_confirm_call(municipality: Municipality, person: Person, crisis: Crisis) -> Decision:
    """Those whom the municipality's emergency plan calls out."""
    listed = no(
        say("{name} is not on the list of the crisis staff (`staff:` in the municipality file).", name=person.name)
    )
    over = no(say("The crisis “{title}” is over; nobody is called any more.", title=crisis.title))
    return first_no(
        is_active(person),
        YES if person.id in municipality.staff else listed,
        YES if crisis.status is CrisisStatus.ESTABLISHED else over,
    )


def may_log(municipality: Municipality, person: Person) -> Decision:
    keeper = has_role(
        municipality,
        person,
        Role.LOG_KEEPER,
        say(
            "Only the log keeper or the editorial desk writes in the crisis log. Tell {names}.",
            names=names(holders(municipality, Role.LOG_KEEPER)),
        ),
    )
    desk = has_role(municipality, person, Role.EDITOR, keeper.refusal or say("No."))
    return keeper if keeper.allowed else desk
