"""Who is told of what did not get out, and when."""

from datetime import UTC, datetime

import pytest

from policy.monitoring import undelivered
from schemas.identity.person import Person
from schemas.states import AccountState
from tests.cast import DEPUTY, EDITOR, GONE, LEADER, MUNICIPALITY, OTHER_LEADER, STAND_IN

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ago", "first", "waits"),
    [(None, False, 30), (60, False, 240), (60, True, 30), (290, False, 30), (3600, False, 30)],
)
def test_when(ago: int | None, first: bool, waits: int) -> None:
    """`ago`: seconds since the last notice of the same crisis."""
    last = None if ago is None else datetime.fromtimestamp(NOW.timestamp() - ago, UTC)
    assert (undelivered.due_at(NOW, last, first_in_line=first) - NOW).total_seconds() == waits


def test_who_of_the_desk() -> None:
    assert [p.id for p in undelivered.desk_people(MUNICIPALITY, EDITOR)] == ["ola", "ingrid"]
    assert [p.id for p in undelivered.desk_people(MUNICIPALITY, STAND_IN)] == ["ola", "ingrid", "siri"]
    asleep = tuple(
        p.model_copy(update={"active": False}) if p.id in ("ola", "ingrid") else p for p in MUNICIPALITY.people
    )
    nobody = MUNICIPALITY.model_copy(update={"people": asleep})
    assert [p.id for p in undelivered.desk_people(nobody, None)] == ["siri"], "the deputies, where no editor is left"


def test_who_of_the_unit() -> None:
    found = {a.id: [p.id for p in undelivered.unit_people(MUNICIPALITY, a)] for a in MUNICIPALITY.accounts}
    assert found == {"side": ["liv", "anne"], "tavle": ["liv", "anne"], "skole": ["tor"], "facebook": ["liv", "anne"]}
    assert DEPUTY.id not in str(found) and GONE.id not in str(found)


@pytest.mark.parametrize(
    ("person", "state", "units_own", "allowed"),
    [
        (LEADER, AccountState.OPEN, True, True),
        (LEADER, AccountState.OPEN, False, False),
        (LEADER, AccountState.LOCKED, True, False),
        (OTHER_LEADER, AccountState.OPEN, True, False),
        (EDITOR, AccountState.LOCKED, False, True),
        (GONE, AccountState.OPEN, True, False),
    ],
)
def test_who_settles(person: Person, state: AccountState, units_own: bool, allowed: bool) -> None:
    account = MUNICIPALITY.account("side")
    decision = undelivered.may_settle(MUNICIPALITY, person, account, state, units_own=units_own)
    assert decision.allowed is allowed
    assert not undelivered.may_settle(MUNICIPALITY, LEADER, None, AccountState.OPEN, units_own=True).allowed
