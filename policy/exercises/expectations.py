"""Expected actions of a scenario against what was done, and measures against the municipality's own goals."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from schemas.evaluation.measured import ExpectedResult, GoalResult
from schemas.evaluation.report import Measures
from schemas.exercises.goals import Goals
from schemas.exercises.scenario import Expected, Milestone, Scenario

Reached = Mapping[Milestone, Sequence[datetime]]
"""Every time a milestone was reached, oldest first."""


def results(
    scenario: Scenario,
    started: datetime,
    happened: Mapping[str, datetime],
    reached: Reached,
    ticked: Mapping[str, datetime],
) -> tuple[ExpectedResult, ...]:
    """`happened`: inject id to when it did. `ticked`: expected id to when a person saw it done.

    What follows an inject that never came is not judged, nor is what only a person can see and nobody ticked off.
    """
    return tuple(_one(wanted, started, happened, reached, ticked) for wanted in scenario.expected)


def goal_results(goals: Goals, measures: Measures) -> tuple[GoalResult, ...]:
    """One for every goal that is set."""
    found = []
    for name, goal in goals:
        if goal is not None:
            measured = getattr(measures, name)
            found.append(
                GoalResult(id=name, goal=goal, measured=measured, met=measured is not None and measured <= goal)
            )
    return tuple(found)


def _one(
    wanted: Expected,
    started: datetime,
    happened: Mapping[str, datetime],
    reached: Reached,
    ticked: Mapping[str, datetime],
) -> ExpectedResult:
    since = happened.get(wanted.after) if wanted.after else started
    plain = ExpectedResult(id=wanted.id, what=wanted.what, limit=wanted.within, after=wanted.after)
    if since is None or (wanted.milestone is None and wanted.id not in ticked):
        return plain
    done = _done(wanted, since, reached, ticked)
    if done is None:
        return plain.model_copy(update={"met": False})
    took = max((done - since).total_seconds(), 0.0)
    return plain.model_copy(update={"took": took, "met": took <= wanted.within})


def _done(wanted: Expected, since: datetime, reached: Reached, ticked: Mapping[str, datetime]) -> datetime | None:
    """A person's tick goes before what the log shows."""
    if wanted.id in ticked:
        return ticked[wanted.id]
    times = reached.get(wanted.milestone, ()) if wanted.milestone else ()
    return next((moment for moment in times if moment >= since), None)
