"""Flow: an exercise that Prefect starts: on its schedule, or because somebody has pressed Run."""

from typing import Any

from prefect import State, flow
from prefect.context import get_run_context

from flows.exercise import named
from flows.steps import exercise as steps
from flows.work.context import current_worker
from store.exercises import plans


@flow(name="scheduled-exercise", flow_run_name="scheduled exercise {plan_id}")
def scheduled_exercise(plan_id: str) -> State[None]:
    """By schedule the occurrence is the run's scheduled time, to the second: the same key as the outbox row has.

    Quiet hours are ours: what they move begins by the outbox alone. Who presses Run has it held now, once per run.
    """
    context: Any = get_run_context()  # a flow's, and begun: Prefect types it for tasks and for none too
    run = context.flow_run
    if run.auto_scheduled:
        due = run.expected_start_time.replace(microsecond=0)
        return named(steps.on_schedule(current_worker(), plan_id, due))
    return named(plans.hold_now(current_worker().ctx, plan_id, f"run {run.id}"))
