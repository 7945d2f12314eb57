"""Role by action, cell by cell, against the decisions behind each action. Deny by default."""

import pytest

from policy import crisis as crisis_rules
from policy.access import MATRIX, Action, may
from policy.accounts import lock
from policy.decision import Decision
from policy.drafts import approval
from schemas.account import Account
from schemas.municipality import Municipality
from schemas.person import Person, Role
from schemas.states import AccountState
from tests.cast import GONE, MUNICIPALITY
from tests.policy.test_who_may import CRISIS, DRAFT, SIDE

SAYS = {
    # action:          chief  editor leader keeper employee
    Action.SEE: (True, True, True, True, True),
    Action.WRITE: (True, True, True, True, True),
    Action.DECIDE: (False, True, False, False, False),
    Action.SETTLE: (False, True, False, False, False),
    Action.ESTABLISH: (True, False, False, False, False),
    Action.STAND_DOWN: (True, False, False, False, False),
    Action.EXERCISE: (True, True, False, False, False),
    Action.LOG: (False, True, False, True, False),
    Action.POST: (False, False, True, False, False),
    Action.LOGINS: (True, True, False, False, False),
    Action.TOKENS: (True, True, False, False, False),
    Action.EVALUATE: (True, True, False, False, False),
    Action.ARCHIVE: (True, True, False, True, False),
    Action.PROPOSALS: (True, True, False, False, False),
}
ROLES = (Role.CHIEF_EXECUTIVE, Role.EDITOR, Role.UNIT_LEADER, Role.LOG_KEEPER, Role.EMPLOYEE)
CELLS = [(action, role, says) for action, row in SAYS.items() for role, says in zip(ROLES, row, strict=True)]


def only(role: Role) -> Person:
    """Somebody with one role alone, who leads the unit of `side`."""
    return Person(id="ene", name="Ene Alene", roles=(role,))


def town(role: Role) -> Municipality:
    units = tuple(u.model_copy(update={"leader": "ene"}) if role is Role.UNIT_LEADER else u for u in MUNICIPALITY.units)
    return MUNICIPALITY.model_copy(update={"people": (*MUNICIPALITY.people, only(role)), "units": units})


def test_the_table_has_every_action_and_role() -> None:
    assert set(SAYS) == set(MATRIX) == set(Action)
    assert set(ROLES) == set(Role)


@pytest.mark.parametrize(("action", "role", "says"), CELLS, ids=[f"{a.value}-{r.value}" for a, r, _ in CELLS])
def test_each_cell(action: Action, role: Role, says: bool) -> None:
    assert may(town(role), only(role), action).allowed is says
    assert (role in MATRIX[action]) is says


@pytest.mark.parametrize(("action", "role", "says"), CELLS, ids=[f"{a.value}-{r.value}" for a, r, _ in CELLS])
def test_the_decision_behind_it_says_the_same(action: Action, role: Role, says: bool) -> None:
    """A button that the table shows is one that the use case behind it lets through, and the other way round."""
    decision = behind(action, role)
    assert decision is None or decision.allowed is says


def behind(action: Action, role: Role) -> Decision | None:
    """None where the table itself is what the use case asks."""
    place, person = town(role), only(role)
    account: Account = SIDE  # type: ignore[assignment]  # the cast has it
    asked = {
        Action.WRITE: lambda: approval.may_draft(person, CRISIS, DRAFT.revision.content.kind),
        Action.DECIDE: lambda: approval.may_approve(place, person, DRAFT, "a" * 64),
        Action.SETTLE: lambda: approval.may_settle(place, person),
        Action.ESTABLISH: lambda: crisis_rules.may_establish(place, person),
        Action.STAND_DOWN: lambda: crisis_rules.may_stand_down(place, person, CRISIS),
        Action.EXERCISE: lambda: crisis_rules.may_run_exercise(place, person),
        Action.LOG: lambda: crisis_rules.may_log(place, person),
        Action.POST: lambda: lock.may_post(place, person, account, AccountState.OPEN),
    }
    return asked[action]() if action in asked else None


@pytest.mark.parametrize("action", Action)
def test_who_has_left_may_nothing(action: Action) -> None:
    assert not may(MUNICIPALITY, GONE, action).allowed


def test_a_deputy_may_what_the_holder_may() -> None:
    per, siri = MUNICIPALITY.person("per"), MUNICIPALITY.person("siri")
    assert per and siri
    assert may(MUNICIPALITY, per, Action.ESTABLISH).allowed and not may(MUNICIPALITY, per, Action.DECIDE).allowed
    assert may(MUNICIPALITY, siri, Action.DECIDE).allowed and not may(MUNICIPALITY, siri, Action.ESTABLISH).allowed
