"""When the next exercise is due by regulation: at least every second year (forskrift om kommunal beredskapsplikt § 7)."""

from datetime import timedelta

from schemas.exercise_due import ExerciseDue
from schemas.states import CrisisStatus
from store import crises
from store.house import House

EVERY = timedelta(days=730)


def due(house: House) -> ExerciseDue:
    """Where none was ever held, now."""
    held = [c for c in crises.listing(house) if c.exercise and c.status is not CrisisStatus.ESTABLISHED]
    now = house.clock()
    if not held:
        return ExerciseDue(by=now, overdue=True)
    by = held[0].established_at + EVERY
    return ExerciseDue(by=by, last_id=held[0].id, last_at=held[0].established_at, overdue=by < now)
