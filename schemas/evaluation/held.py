"""One line of the history: an exercise, and how it compares with what was wanted."""

from schemas.base import Noun, UtcTime
from schemas.evaluation.measured import GoalResult
from schemas.exercises.scenario import ExerciseType


class ExerciseHeld(Noun):
    """Times are seconds from the setting up of the staff."""

    crisis_id: str
    title: str
    scenario: str | None = None
    type: ExerciseType | None = None
    at: UtcTime
    scripted: bool = False
    interrupted: bool = False
    first_delivery: float | None = None
    expected_met: int = 0
    expected_judged: int = 0
    criteria_met: int = 0
    criteria: int = 0
    goals: tuple[GoalResult, ...] = ()
