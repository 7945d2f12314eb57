"""The exercises held, one beside the other, newest first: does it get better?"""

from schemas.evaluation.held import ExerciseHeld
from schemas.states import CrisisStatus
from store.context import AppContext
from store.crises import find
from store.evaluation.measures import Facts, measure
from store.evaluation.report import facts_of
from store.exercises import obligation


def listing(ctx: AppContext, most: int | None = None) -> list[ExerciseHeld]:
    """The `most` newest of them, or all."""
    with ctx.snapshot() as still:
        held = [c for c in find.listing(still) if c.exercise and c.status is not CrisisStatus.ESTABLISHED][:most]
        broken_off = obligation.interrupted(still, [crisis.id for crisis in held])
        return [_line(facts, interrupted=facts.crisis.id in broken_off) for facts in facts_of(still, held)]


def _line(facts: Facts, *, interrupted: bool) -> ExerciseHeld:
    found, run, crisis = measure(facts), facts.run, facts.crisis
    criteria = [c for message in found.quality for c in message.criteria]
    return ExerciseHeld(
        crisis_id=crisis.id,
        title=crisis.title,
        at=crisis.established_at,
        scenario=run.scenario.id if run else None,
        type=run.scenario.type if run else None,
        scripted=bool(run and run.scripted),
        interrupted=interrupted,
        first_delivery=found.first_delivery,
        goals=found.goals,
        expected_met=sum(1 for e in found.expected if e.met),
        expected_judged=sum(1 for e in found.expected if e.met is not None),
        criteria_met=sum(1 for c in criteria if c.met),
        criteria=len(criteria),
    )
