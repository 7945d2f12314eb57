"""Expected actions against what was done: in time, too late, never, or nobody can tell."""

from datetime import UTC, datetime, timedelta

import pytest

from policy.exercises.expectations import goal_results, results
from schemas.evaluation.report import Measures
from schemas.exercises.goals import Goals
from schemas.exercises.scenario import Expected, Inject, InjectKind, Milestone, Scenario

START = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def judged(
    expected: Expected, reached: tuple[float, ...] = (), happened: float | None = None, ticked: float | None = None
) -> tuple[bool | None, float | None]:
    scenario = Scenario(
        id="s",
        name="S",
        title="T",
        what="W",
        where="H",
        expected=(expected,),
        injects=(Inject(id="i", at=60, kind=InjectKind.RUMOUR, text="T"),),
    )
    (found,) = results(
        scenario,
        START,
        {"i": at(happened)} if happened else {},
        {Milestone.APPROVED: [at(s) for s in reached]},
        {"e": at(ticked)} if ticked else {},
    )
    return found.met, found.took


def wanted(after: str | None = None, milestone: Milestone | None = Milestone.APPROVED) -> Expected:
    return Expected(id="e", what="Gjør det", within=100, after=after, milestone=milestone)


@pytest.mark.parametrize(
    ("reached", "answer"), [((), (False, None)), ((100,), (True, 100)), ((101,), (False, 101)), ((5, 300), (True, 5))]
)
def test_from_the_start(reached: tuple[float, ...], answer: tuple[bool, float | None]) -> None:
    assert judged(wanted(), reached) == answer


def test_after_an_inject_what_was_done_before_it_does_not_count() -> None:
    assert judged(wanted("i"), (20, 90), happened=60) == (True, 30)
    assert judged(wanted("i"), (20,), happened=60) == (False, None)
    assert judged(wanted("i"), (20, 90)) == (None, None), "what never happened asks nothing"


def test_what_only_people_can_see() -> None:
    seen = wanted(milestone=None)
    assert judged(seen) == (None, None)
    assert judged(seen, ticked=70) == (True, 70)
    assert judged(seen, ticked=170) == (False, 170)
    assert judged(wanted(), (300,), ticked=70) == (True, 70), "a person's word goes first"


def test_goals_that_are_set_are_compared_and_no_others() -> None:
    measures = Measures(staff=60.0, first_delivery=301.0)
    found = goal_results(Goals(staff=60, first_delivery=300, correction=900), measures)
    assert [(g.id, g.measured, g.met) for g in found] == [
        ("staff", 60.0, True),
        ("first_delivery", 301.0, False),
        ("correction", None, False),
    ]
