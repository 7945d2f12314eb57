"""When the next exercise must be held."""

from schemas.base import Noun, UtcTime


class ExerciseDue(Noun):
    """When the next exercise must have been held, and the last one that counts.

    `planned_at` is the next one that people take part in by the municipality's own plans; None where there is none.
    """

    by: UtcTime
    last_id: str | None = None
    last_at: UtcTime | None = None
    overdue: bool
    planned_id: str | None = None
    planned_at: UtcTime | None = None
