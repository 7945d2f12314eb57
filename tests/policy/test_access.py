"""Who may do what, cell by cell: the table, what is asked of it, and its wording in docs/desk.md. Deny by default."""

import re
from pathlib import Path

import pytest

from policy.access import TABLE, Action, Own, enough, may
from policy.accounts import account_requests, foreign_posts, lock
from policy.crises.crisis import may_confirm_call
from policy.decision import Decision
from policy.drafts import approval
from schemas.accounts.account import Account
from schemas.accounts.request import AccountRequest
from schemas.identity.person import Person, Role
from schemas.identity.token import Scope
from schemas.municipality import Municipality
from schemas.states import AccountState, RequestStatus
from tests.cast import GONE, MUNICIPALITY
from tests.policy.test_who_may import CRISIS, DRAFT, NOW, SIDE

SAYS: dict[Action, tuple[bool, bool, bool, bool, bool, Own | None, Scope | None]] = {
    # action:          chief  editor leader keeper employee, whose own, a token's scope
    Action.SEE: (True, True, True, True, True, None, Scope.READ),
    Action.WRITE: (True, True, True, True, True, None, Scope.WRITE),
    Action.CHANGE: (False, True, False, False, False, Own.DRAFT, Scope.WRITE),
    Action.DECIDE: (False, True, False, False, False, None, Scope.DECIDE),
    Action.SETTLE: (False, True, False, False, False, Own.UNIT, Scope.DECIDE),
    Action.FOREIGN: (False, True, False, False, False, None, Scope.DECIDE),
    Action.DIALOGUE: (False, True, False, False, False, Own.UNIT, Scope.WRITE),
    Action.HIDE: (False, True, False, False, False, None, Scope.DECIDE),
    Action.REQUEST: (False, True, False, False, False, Own.UNIT, Scope.WRITE),
    Action.REGISTER: (False, True, False, False, False, None, Scope.DECIDE),
    Action.POST: (False, False, False, False, False, Own.UNIT, Scope.POST),
    Action.ESTABLISH: (True, False, False, False, False, None, Scope.LEAD),
    Action.STAND_DOWN: (True, False, False, False, False, None, Scope.LEAD),
    Action.EXERCISE: (True, True, False, False, False, None, Scope.LEAD),
    Action.ATTEND: (False, False, False, False, False, Own.CALL, Scope.WRITE),
    Action.LOG: (False, True, False, True, False, None, Scope.LOG),
    Action.PROPOSE: (True, True, True, True, True, None, Scope.PROPOSE),
    Action.PROPOSALS: (True, True, False, False, False, None, Scope.LEAD),
    Action.EVALUATE: (True, True, False, False, False, None, Scope.LEAD),
    Action.FOLLOW_UP: (True, True, False, False, False, Own.ITEM, Scope.WRITE),
    Action.ARCHIVE: (True, True, False, True, False, None, Scope.LOG),
    Action.LOGINS: (True, True, False, False, False, None, None),
    Action.BREAK_GLASS: (True, True, False, False, False, None, None),
    Action.RECIPIENTS: (True, True, False, False, False, None, Scope.RECIPIENTS),
    Action.TOKENS: (True, True, False, False, False, None, Scope.HOOKS),
}
ROLES = (Role.CHIEF_EXECUTIVE, Role.EDITOR, Role.UNIT_LEADER, Role.LOG_KEEPER, Role.EMPLOYEE)
CELLS = [(action, role, bool(says)) for action, row in SAYS.items() for role, says in zip(ROLES, row[:5], strict=True)]
OWNS = [(action, own, row[5] is own) for action, row in SAYS.items() for own in Own]
WORDS = {"unit": "Skole", "account": "side", "name": "Anne"}
DOCS = Path(__file__).parents[2] / "docs" / "desk.md"


def only(role: Role) -> Person:
    """Somebody with one role alone, and nothing of their own."""
    return Person(id="ene", name="Ene Alene", roles=(role,))


def town(role: Role) -> Municipality:
    return MUNICIPALITY.model_copy(update={"people": (*MUNICIPALITY.people, only(role))})


def test_the_table_has_every_action_and_role() -> None:
    assert set(SAYS) == set(TABLE) == set(Action)
    assert set(ROLES) == set(Role)
    assert {action: row[6] for action, row in SAYS.items()} == {action: rule.scope for action, rule in TABLE.items()}
    assert {rule.scope for rule in TABLE.values()} - {None} == set(Scope)


@pytest.mark.parametrize(("action", "role", "says"), CELLS, ids=[f"{a.value}-{r.value}" for a, r, _ in CELLS])
def test_each_cell(action: Action, role: Role, says: bool) -> None:
    decision = may(town(role), only(role), action, None, **WORDS)
    assert decision.allowed is says
    assert (role in TABLE[action].roles) is enough(action, [role.value]) is says
    assert says or "{" not in str(decision.refusal)


@pytest.mark.parametrize(("action", "own", "says"), OWNS, ids=[f"{a.value}-{o.value}" for a, o, _ in OWNS])
def test_each_own(action: Action, own: Own, says: bool) -> None:
    person = only(Role.EMPLOYEE)
    assert may(MUNICIPALITY, person, action, own, **WORDS).allowed is (says or Role.EMPLOYEE in TABLE[action].roles)
    assert not may(MUNICIPALITY, person.model_copy(update={"active": False}), action, own, **WORDS).allowed


@pytest.mark.parametrize(("action", "role", "says"), CELLS, ids=[f"{a.value}-{r.value}" for a, r, _ in CELLS])
def test_the_rule_built_on_it_says_the_same(action: Action, role: Role, says: bool) -> None:
    """A button that the table shows is one that the use case behind it lets through, and the other way round."""
    decision = built_on(action, role)
    assert decision is None or decision.allowed is says


def built_on(action: Action, role: Role) -> Decision | None:
    """None where the use case asks the table itself."""
    place, person = town(role), only(role)
    account: Account = SIDE  # type: ignore[assignment]  # the cast has it
    request = AccountRequest(
        id="b-1",
        platform=account.platform,
        handle="ny",
        unit=account.unit,
        purpose="a purpose",
        status=RequestStatus.REQUESTED,
        requested_by="anne",
        requested_at=CRISIS.established_at,
    )
    asked = {
        Action.WRITE: lambda: approval.may_draft(place, person, CRISIS, DRAFT.revision.content.kind),
        Action.CHANGE: lambda: approval.may_submit_or_withdraw(place, person, DRAFT),
        Action.DECIDE: lambda: approval.may_approve(place, person, DRAFT, DRAFT.revision.seen, NOW),
        Action.FOREIGN: lambda: foreign_posts.may_ignore(place, person, "a reason"),
        Action.REQUEST: lambda: account_requests.may_request(place, person, place.units[0]),
        Action.REGISTER: lambda: account_requests.may_decide(place, person, request, "", approve=True),
        Action.POST: lambda: lock.may_post(place, person, account, AccountState.OPEN),
        Action.ATTEND: lambda: may_confirm_call(place, person, CRISIS),
    }
    return asked[action]() if action in asked else None


def test_what_is_somebodys_own() -> None:
    """Who leads the unit, wrote the draft, is on the list: looked up by the rule, and let through by the table."""
    anne, lars = MUNICIPALITY.person("anne"), MUNICIPALITY.person("lars")
    assert anne and lars and SIDE
    listed = MUNICIPALITY.model_copy(update={"staff": ("anne",)})
    assert lock.may_confirm(MUNICIPALITY, anne, SIDE).allowed and not lock.may_confirm(MUNICIPALITY, lars, SIDE).allowed
    assert approval.may_submit_or_withdraw(MUNICIPALITY, anne, DRAFT).allowed
    assert not approval.may_submit_or_withdraw(MUNICIPALITY, lars, DRAFT).allowed
    assert may_confirm_call(listed, anne, CRISIS).allowed and not may_confirm_call(listed, lars, CRISIS).allowed


@pytest.mark.parametrize("action", Action)
def test_who_has_left_may_nothing(action: Action) -> None:
    assert not may(MUNICIPALITY, GONE, action, None, **WORDS).allowed


def test_a_deputy_may_what_the_holder_may() -> None:
    per, siri = MUNICIPALITY.person("per"), MUNICIPALITY.person("siri")
    assert per and siri
    assert may(MUNICIPALITY, per, Action.ESTABLISH).allowed and not may(MUNICIPALITY, per, Action.DECIDE).allowed
    assert may(MUNICIPALITY, siri, Action.DECIDE).allowed and not may(MUNICIPALITY, siri, Action.ESTABLISH).allowed


def test_the_documentation_shows_this_table() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (.*) \|$", DOCS.read_text(encoding="utf-8"), re.MULTILINE)
    shown = {name: [cell.strip() for cell in cells.split("|")][1:] for name, cells in rows}
    assert shown == {
        action.value: ["yes" if cell else "" for cell in row[:5]] + [part.value if part else "" for part in row[5:]]
        for action, row in SAYS.items()
    }
