"""Flows: a scheduled exercise starts, and goes on step by step."""

from prefect import flow

from flows.place import here
from flows.steps import exercise as steps


@flow(name="exercise", flow_run_name="exercise {plan_id} {occurrence}")
def exercise(plan_id: str, occurrence: str) -> None:
    steps.start(here(), plan_id, occurrence)


@flow(name="exercise-step", flow_run_name="exercise step {crisis_id}")
def exercise_step(crisis_id: str, plan_id: str) -> None:
    steps.go_on(here(), crisis_id, plan_id)


@flow(name="plan-exercises")
def plan_exercises() -> None:
    """On Prefect's own schedule, so that IT sees the exercises there; the truth is the outbox."""
    steps.plan_ahead(here())
