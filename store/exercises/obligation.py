"""When the next exercise is due by regulation: at least every second year (forskrift om kommunal beredskapsplikt § 7).

What counts is an exercise that at least two people took part in and that was not broken off. A scripted one proves the system; it
trains nobody, and is no reason to wait two more years.
"""

from zoneinfo import ZoneInfo

from policy.exercises.times import due_by
from schemas.crisis import Crisis
from schemas.exercise_due import ExerciseDue
from schemas.states import CrisisStatus
from store.context import AppContext
from store.crises import find
from store.evidence import audit
from store.exercises import plans, runs


def due(ctx: AppContext) -> ExerciseDue:
    """Where none was ever held, now."""
    last = next((crisis for crisis in find.listing(ctx) if counts(ctx, crisis)), None)
    now, planned = ctx.clock(), _planned(ctx)
    if last is None:
        return ExerciseDue(by=now, overdue=True, **planned)
    by = due_by(last.established_at, ZoneInfo(ctx.municipality.organisation.timezone))
    return ExerciseDue(by=by, last_id=last.id, last_at=last.established_at, overdue=by < now, **planned)


def counts(ctx: AppContext, crisis: Crisis) -> bool:
    """True for an exercise that at least two people did something in, held to its end."""
    if not crisis.exercise or crisis.status is CrisisStatus.ESTABLISHED:
        return False
    run, events = runs.find(ctx, crisis.id), audit.events(ctx, crisis.id)
    people = {event.actor for event in events if event.actor != audit.SYSTEM and not event.actor.startswith("script:")}
    return not (run and run.scripted) and len(people) > 1 and not interrupted(ctx, crisis.id)


def interrupted(ctx: AppContext, crisis_id: str) -> bool:
    """A real crisis broke it off."""
    return any(event.action == "exercise.interrupted" for event in audit.events(ctx, crisis_id))


def _planned(ctx: AppContext) -> dict[str, object]:
    """The next one with people by the municipality's own plans."""
    planned = [p for p in ctx.municipality.exercises if not p.scripted]
    times = sorted((plans.next_occurrence(ctx, p), p.id) for p in planned)
    return {"planned_at": times[0][0], "planned_id": times[0][1]} if times else {}
