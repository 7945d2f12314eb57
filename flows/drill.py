"""Flow: a drill of any scenario, now, because somebody has started it in Prefect."""

from typing import Any

from prefect import State, flow, get_run_logger
from prefect.context import get_run_context

from flows.exercise import named
from flows.work.context import current_worker
from flows.work.once import once
from store.exercises import plans


@flow(name="drill", flow_run_name="drill {scenario}")
def drill(scenario: str, scripted: bool = True) -> State[None]:
    """In the sandbox, on every sandbox channel; once per run. Scripted: people are played too, to the end.

    Args:
        scenario: the scenario's id.
        scripted: whether people are played too, step by step to the end.
    """
    context: Any = get_run_context()  # a flow's, and begun: Prefect types it for tasks and for none too
    wish = f"run {context.flow_run.id}"
    state = once(None, lambda: plans.drill_now(current_worker().ctx, scenario, wish, scripted=scripted), named)
    get_run_logger().info("%s: %s", state.name, state.message)
    return state
