"""When the next exercise must be held."""

from schemas.base import Noun, UtcTime


class ExerciseDue(Noun):
    """When the next exercise must have been held, and the last one that was."""

    by: UtcTime
    last_id: str | None = None
    last_at: UtcTime | None = None
    overdue: bool
