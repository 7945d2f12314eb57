"""Roles and actions, cell by cell. Nils has left: he may never do anything."""

import pytest

from policy.access import Action, may
from policy.accounts import lock
from policy.drafts import approval
from policy.exercises.sandbox import may_say
from policy.roles import deputies
from schemas.crises.crisis import Crisis, Severity
from schemas.drafts.draft import Draft, Revision, Seen
from schemas.identity.person import Person, Role
from schemas.states import AccountState, CrisisStatus, DraftStatus
from tests.cast import EVERYONE, GONE, MUNICIPALITY, content
from tests.fakes import FakeClock

NOW = FakeClock()()
SIDE = MUNICIPALITY.account("side")
CRISIS = Crisis(
    id="k-1",
    title="Vann",
    what="–",
    where="–",
    severity=Severity.SEVERE,
    exercise=False,
    status=CrisisStatus.ESTABLISHED,
    established_at=NOW,
    established_by="kari",
)
REVISION = Revision(
    id="r-1",
    draft_id="u-1",
    number=1,
    author="anne",
    created_at=NOW,
    content=content(),
    accounts=("side",),
    renderings=(),
    content_hash="a" * 64,
)
DRAFT = Draft(
    id="u-1",
    crisis_id="k-1",
    status=DraftStatus.SUBMITTED,
    author="anne",
    created_at=NOW,
    updated_at=NOW,
    revision=REVISION,
)
RETURNED = DRAFT.model_copy(update={"status": DraftStatus.RETURNED})
DESK = {"ola", "ingrid", "siri"}
MAY = {
    "establish": {"kari", "per"},
    "stand_down": {"kari", "per"},
    "exercise": {"kari", "per"} | DESK,
    "log": {"lars"} | DESK,
    "post": {"liv", "anne"},
    "confirm": {"liv", "anne"},
    "draft": {p.id for p in EVERYONE} - {"nils"},
    "submit": {"anne"} | DESK,
    "withdraw": {"anne"} | DESK,
    "edit": {"anne"} | DESK,
    "approve": DESK,
    "return": DESK,
    "reject": DESK,
    "settle": DESK,
}


def ask(action: str, person: Person) -> bool:
    assert SIDE is not None
    town = MUNICIPALITY
    answers = {
        "establish": lambda: may(town, person, Action.ESTABLISH),
        "stand_down": lambda: may(town, person, Action.STAND_DOWN),
        "exercise": lambda: may(town, person, Action.EXERCISE),
        "log": lambda: may(town, person, Action.LOG),
        "post": lambda: lock.may_post(town, person, SIDE, AccountState.OPEN),
        "confirm": lambda: lock.may_confirm(town, person, SIDE),
        "draft": lambda: approval.may_draft(town, person, CRISIS, content().kind),
        "submit": lambda: approval.may_submit_or_withdraw(town, person, RETURNED),
        "withdraw": lambda: approval.may_submit_or_withdraw(town, person, DRAFT),
        "edit": lambda: approval.may_edit(town, person, DRAFT),
        "approve": lambda: approval.may_approve(town, person, DRAFT, REVISION.seen, NOW),
        "return": lambda: approval.may_return_or_reject(town, person, "for kort"),
        "reject": lambda: approval.may_return_or_reject(town, person, "feil"),
        "settle": lambda: may(town, person, Action.SETTLE),
    }
    return answers[action]().allowed


@pytest.mark.parametrize("action", MAY)
@pytest.mark.parametrize("person", EVERYONE, ids=lambda p: p.id)
def test_cell(action: str, person: Person) -> None:
    assert ask(action, person) == (person.id in MAY[action])


def test_who_has_left_may_do_nothing() -> None:
    assert not any(ask(action, GONE) for action in MAY)


def test_a_deputy_who_has_left_is_none() -> None:
    people = tuple(p.model_copy(update={"active": p.id not in ("per", "siri")}) for p in EVERYONE)
    town = MUNICIPALITY.model_copy(update={"people": people})
    assert [deputies(town, role) for role in (Role.CHIEF_EXECUTIVE, Role.EDITOR)] == [(), ()]
    assert [p.id for p in deputies(MUNICIPALITY, Role.CHIEF_EXECUTIVE)] == ["per"]


@pytest.mark.parametrize("person", EVERYONE, ids=lambda p: p.id)
def test_no_author_approves(person: Person) -> None:
    own = DRAFT.model_copy(update={"revision": REVISION.model_copy(update={"author": person.id})})
    assert not approval.may_approve(MUNICIPALITY, person, own, REVISION.seen, NOW).allowed


@pytest.mark.parametrize(
    "seen", [Seen(1, ""), Seen(1, "a" * 63), Seen(1, "b" * 64), Seen(2, "a" * 64), Seen(0, "a" * 64)]
)
def test_only_what_was_seen_is_approved(seen: Seen) -> None:
    editor = MUNICIPALITY.person("ola")
    assert editor and not approval.may_approve(MUNICIPALITY, editor, DRAFT, seen, NOW).allowed


def test_reasons_are_demanded() -> None:
    editor = MUNICIPALITY.person("ola")
    assert editor
    assert not approval.may_return_or_reject(MUNICIPALITY, editor, "  ").allowed
    assert not approval.may_return_or_reject(MUNICIPALITY, editor, "").allowed


@pytest.mark.parametrize(
    "denial",
    [
        "Dette er ikke en øvelse.",
        "DETTE ER IKKE ØVELSE",
        "Dette er ingen øvelse",
        "Dette er ikkje ei øving",
        "This is not a drill",
    ],
)
def test_an_exercise_cannot_deny_itself(denial: str) -> None:
    assert not may_say(content(denial), exercise=True).allowed
    assert may_say(content(denial), exercise=False).allowed
    assert may_say(content("Dette er en øvelse."), exercise=True).allowed
