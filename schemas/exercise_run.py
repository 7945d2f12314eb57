"""One exercise as it was held: the scenario frozen at its start, and who played."""

from schemas.base import Noun
from schemas.scenario import Scenario


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
