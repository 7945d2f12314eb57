"""The staff confirms the call: who may, once each, and what the report makes of it."""

import pytest

from schemas.errors import NotFound, Refused
from store.context import AppContext
from store.crises import attendance, lifecycle
from store.evaluation.report import gather
from store.evidence import audit
from store.exercises import plans
from tests.cast import request
from tests.fakes import FakeClock


def test_who_has_confirmed(ctx: AppContext, clock: FakeClock) -> None:
    crisis = lifecycle.establish(ctx, "kari", request())
    assert attendance.missing(ctx, crisis.id) == ["kari", "ola", "lars"]
    clock.forward(seconds=40)
    found = attendance.confirm(ctx, "ola", crisis.id)
    assert [(m.person_id, m.confirmed_at is not None) for m in found] == [
        ("kari", False),
        ("ola", True),
        ("lars", False),
    ]
    clock.forward(seconds=40)
    assert attendance.confirm(ctx, "ola", crisis.id) == found, "a second time changes nothing"
    measures = gather(ctx, crisis.id).measures
    assert measures.staff is not None and 40 <= measures.staff < 41
    assert [name for name, time in measures.staff_by_person.items() if time is None] == ["kari", "lars"]


@pytest.mark.parametrize("who", ["anne", "liv", "nils"])
def test_only_those_who_are_called(ctx: AppContext, who: str) -> None:
    crisis = lifecycle.establish(ctx, "kari", request())
    with pytest.raises(Refused):
        attendance.confirm(ctx, who, crisis.id)


def test_nobody_is_called_when_it_is_over(ctx: AppContext) -> None:
    crisis = lifecycle.establish(ctx, "kari", request())
    lifecycle.stand_down(ctx, "kari", crisis.id)
    with pytest.raises(Refused, match="is over"):
        attendance.confirm(ctx, "ola", crisis.id)
    assert attendance.missing(ctx, crisis.id) == []


def test_only_the_log_keeper_and_the_desk_tick_off_and_only_what_is_expected(ctx: AppContext) -> None:
    crisis = lifecycle.establish(ctx, "kari", request(exercise=True))
    with pytest.raises(Refused):
        plans.tick(ctx, "anne", crisis.id, "x")
    with pytest.raises(NotFound, match="Nothing called x"):
        plans.tick(ctx, "lars", crisis.id, "x")
    assert "exercise.ticked" not in [event.action for event in audit.events(ctx, crisis.id)]
