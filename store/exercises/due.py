"""When the next exercise is due by regulation: at least every second year (forskrift om kommunal beredskapsplikt § 7).

What counts is an exercise that at least two people took part in and that was not broken off. A scripted one proves the system; it
trains nobody, and is no reason to wait two more years.
"""

from zoneinfo import ZoneInfo

from policy.exercises.times import due_by
from schemas.crisis import Crisis
from schemas.exercise_due import ExerciseDue
from schemas.states import CrisisStatus
from store.context import House
from store.crises import find
from store.evidence import audit
from store.exercises import plans as exercises
from store.exercises import runs


def due(house: House) -> ExerciseDue:
    """Where none was ever held, now."""
    last = next((crisis for crisis in find.listing(house) if counts(house, crisis)), None)
    now, planned = house.clock(), _planned(house)
    if last is None:
        return ExerciseDue(by=now, overdue=True, **planned)
    by = due_by(last.established_at, ZoneInfo(house.municipality.organisation.timezone))
    return ExerciseDue(by=by, last_id=last.id, last_at=last.established_at, overdue=by < now, **planned)


def counts(house: House, crisis: Crisis) -> bool:
    """True for an exercise that at least two people did something in, held to its end."""
    if not crisis.exercise or crisis.status is CrisisStatus.ESTABLISHED:
        return False
    run, events = runs.find(house, crisis.id), audit.events(house, crisis.id)
    people = {event.actor for event in events if event.actor != audit.SYSTEM and not event.actor.startswith("script:")}
    return not (run and run.scripted) and len(people) > 1 and not interrupted(house, crisis.id)


def interrupted(house: House, crisis_id: str) -> bool:
    """A real crisis broke it off."""
    return any(event.action == "exercise.interrupted" for event in audit.events(house, crisis_id))


def _planned(house: House) -> dict[str, object]:
    """The next one with people by the municipality's own plans."""
    plans = [p for p in house.municipality.exercises if not p.scripted]
    times = sorted((exercises.next_occurrence(house, p), p.id) for p in plans)
    return {"planned_at": times[0][0], "planned_id": times[0][1]} if times else {}
