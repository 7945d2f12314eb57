"""What is now in Prefect of ours: a deployment or an automation, and whether it was there before."""

from enum import StrEnum

from schemas.base import Noun


class DeployedState(StrEnum):
    MADE = "made"
    KEPT = "kept"
    """It was there, and is as it should be now."""
    REMOVED = "removed"


class Deployed(Noun):
    """`name` as Prefect shows it: `flow/deployment`, or an automation's own."""

    name: str
    state: DeployedState
