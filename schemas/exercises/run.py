"""One exercise as it was held: the scenario frozen at its start, and who played."""

from enum import StrEnum

from schemas.base import Noun
from schemas.exercises.scenario import Scenario


class SkipReason(StrEnum):
    """Why a planned exercise was not held."""

    CRISIS_OPEN = "crisis_open"
    NOT_PLANNED = "not_planned"
    """The municipality file has changed since."""
    TOO_LATE = "too_late"
    CANNOT_START = "cannot_start"
    """Its scenario is missing or wrong; the log has the details."""


class ExerciseRun(Noun):
    crisis_id: str
    scenario: Scenario
    plan_id: str | None = None
    """None where somebody started a scenario by hand."""
    scripted: bool
    """True: everybody was played by a script. That proves the system, and trains nobody."""
    announced: bool = False
    players: tuple[str, ...] = ()
    """Person ids who play the surroundings; empty where the words go straight to those they are meant for."""
