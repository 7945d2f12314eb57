"""Who may act in which role, deputies included."""

from collections.abc import Container

from policy.decision import YES, Decision, no
from schemas.identity.person import Person, Role
from schemas.municipality import Municipality
from schemas.sentence import say


def holders(municipality: Municipality, role: Role) -> tuple[Person, ...]:
    """Active people who hold the role themselves, in the order of the file."""
    return tuple(p for p in municipality.people if p.active and role in p.roles)


def deputies(municipality: Municipality, role: Role) -> tuple[Person, ...]:
    """Active deputies of the role's holders, in calling order, without the holders themselves."""
    held = holders(municipality, role)
    ids = dict.fromkeys(i for p in municipality.people if role in p.roles for i in p.deputies)
    found = (municipality.person(i) for i in ids)
    return tuple(p for p in found if p is not None and p.active and p not in held)


def acts_as(municipality: Municipality, person: Person, role: Role) -> bool:
    """True for a holder of the role and for a deputy of one."""
    return person in holders(municipality, role) or person in deputies(municipality, role)


def foremost(municipality: Municipality, person: Person) -> Role:
    """The role whose work comes first for somebody who has several, deputies included."""
    order = (Role.EDITOR, Role.CHIEF_EXECUTIVE, Role.LOG_KEEPER, Role.UNIT_LEADER)
    return next((role for role in order if acts_as(municipality, person, role)), Role.EMPLOYEE)


def names(people: tuple[Person, ...]) -> str:
    return ", ".join(p.name for p in people) or "—"


def is_active(person: Person) -> Decision:
    if person.active:
        return YES
    return no(
        say("{name} is no longer active and cannot act. Ask IT to update the municipality file.", name=person.name)
    )


def editors(municipality: Municipality) -> tuple[Person, ...]:
    """The editorial desk."""
    return holders(municipality, Role.EDITOR)


def operators(municipality: Municipality) -> tuple[Person, ...]:
    """Those who keep the system; the editorial desk where the municipality file names none that is still there."""
    named = tuple(p for p in municipality.people if p.active and p.id in municipality.operators)
    return named or editors(municipality)


def deputy_editors(municipality: Municipality) -> tuple[Person, ...]:
    return deputies(municipality, Role.EDITOR)


def chief_executives(municipality: Municipality) -> tuple[Person, ...]:
    return holders(municipality, Role.CHIEF_EXECUTIVE)


def deputy_chief_executives(municipality: Municipality) -> tuple[Person, ...]:
    return deputies(municipality, Role.CHIEF_EXECUTIVE)


def log_keepers(municipality: Municipality) -> tuple[Person, ...]:
    return holders(municipality, Role.LOG_KEEPER)


def is_unit_leader(roles: Container[str]) -> bool:
    return Role.UNIT_LEADER in roles
