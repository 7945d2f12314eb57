"""Flow: what Prefect's own schedule starts for an exercise."""

from prefect import flow
from prefect.runtime import flow_run

from flows.context import current_worker
from flows.steps import exercise as steps


@flow(name="scheduled-exercise", flow_run_name="scheduled exercise {plan_id}")
def scheduled_exercise(plan_id: str) -> None:
    """The occurrence is the run's scheduled time, to the second: the same key as the outbox row has.

    Quiet hours are ours: what they move begins by the outbox alone.
    """
    due = flow_run.scheduled_start_time
    steps.on_schedule(current_worker(), plan_id, due.replace(microsecond=0))
