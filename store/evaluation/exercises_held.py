"""The exercises held, one beside the other, newest first: does it get better?"""

from schemas.crisis import Crisis
from schemas.exercise_held import ExerciseHeld
from schemas.states import CrisisStatus
from store.context import AppContext
from store.crises import find
from store.evaluation.measures import measure
from store.evaluation.report import facts_of
from store.exercises import obligation


def listing(ctx: AppContext) -> list[ExerciseHeld]:
    held = [c for c in find.listing(ctx) if c.exercise and c.status is not CrisisStatus.ESTABLISHED]
    return [_line(ctx, crisis) for crisis in held]


def _line(ctx: AppContext, crisis: Crisis) -> ExerciseHeld:
    facts = facts_of(ctx, crisis.id)
    found, run = measure(facts), facts.run
    criteria = [c for message in found.quality for c in message.criteria]
    return ExerciseHeld(
        crisis_id=crisis.id,
        title=crisis.title,
        at=crisis.established_at,
        scenario=run.scenario.id if run else None,
        type=run.scenario.type if run else None,
        scripted=bool(run and run.scripted),
        interrupted=obligation.interrupted(ctx, crisis.id),
        first_delivery=found.first_delivery,
        goals=found.goals,
        expected_met=sum(1 for e in found.expected if e.met),
        expected_judged=sum(1 for e in found.expected if e.met is not None),
        criteria_met=sum(1 for c in criteria if c.met),
        criteria=len(criteria),
    )
