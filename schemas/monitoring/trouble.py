"""What Prefect's automations tell those who keep the system of."""

from enum import StrEnum


class Trouble(StrEnum):
    RUN_CRASHED = "run_crashed"
    EXERCISE_LATE = "exercise_late"
    CHANNEL_FAILED = "channel_failed"
