"""When the next exercise is due by regulation: at least every second year (forskrift om kommunal beredskapsplikt § 7).

What counts is an exercise that at least two people took part in and that was not broken off. A scripted one proves the system; it
trains nobody, and is no reason to wait two more years.
"""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from policy.exercises.times import due_by
from schemas.crises.crisis import Crisis
from schemas.exercises.due import ExerciseDue
from schemas.states import CrisisStatus
from store.context import AppContext
from store.crises import find
from store.evidence import audit
from store.exercises import plans, runs


def due(ctx: AppContext) -> ExerciseDue:
    """Where none was ever held, now."""
    with ctx.snapshot() as still:
        last = _last(still)
    now, planned = ctx.clock(), _planned(ctx)
    if last is None:
        return ExerciseDue(by=now, overdue=True, **planned)
    by = due_by(last.established_at, ZoneInfo(ctx.municipality.organisation.timezone))
    return ExerciseDue(by=by, last_id=last.id, last_at=last.established_at, overdue=by < now, **planned)


def _last(ctx: AppContext) -> Crisis | None:
    """The newest exercise that at least two people did something in, held to its end."""
    held = [c for c in find.listing(ctx) if c.exercise and c.status is not CrisisStatus.ESTABLISHED]
    ids = [crisis.id for crisis in held]
    people, broken_off, scripted = audit.people(ctx, ids), interrupted(ctx, ids), runs.scripted(ctx, ids)
    return next((c for c in held if len(people[c.id]) > 1 and c.id not in broken_off | scripted), None)


def interrupted(ctx: AppContext, crisis_ids: Sequence[str]) -> set[str]:
    """Those that a real crisis broke off."""
    return audit.crises_with(ctx, crisis_ids, "exercise.interrupted")


def _planned(ctx: AppContext) -> dict[str, object]:
    """The next one with people by the municipality's own plans."""
    planned = [p for p in ctx.municipality.exercises if not p.scripted]
    times = sorted((plans.next_occurrence(ctx, p), p.id) for p in planned)
    return {"planned_at": times[0][0], "planned_id": times[0][1]} if times else {}
