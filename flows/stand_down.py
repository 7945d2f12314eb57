"""Flows: the crisis staff is stood down. The accounts were opened in the same transaction; the report is written."""

from prefect import State, flow, get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.states import Completed, Failed
from prefect.task_runners import ThreadPoolTaskRunner

from flows import artifacts
from flows.steps import locks, log_heads
from flows.steps import reporting as steps
from flows.work.context import current_worker
from flows.work.once import ended, once, unsaid

_REPORT = 20.0
"""Seconds for a report that the worker writes plainly, before its measures are shown."""


@task(name="open", task_run_name="open {account_id}", cache_policy=NO_CACHE)
def open_account(crisis_id: str, account_id: str) -> State[None]:
    """Whether this crisis has let go of the account."""
    held = unsaid(lambda: locks.still_held(current_worker(), crisis_id, account_id))
    get_run_logger().info("%s: %s", account_id, "still locked" if held else "opened")
    return Failed(name="still locked", message=account_id) if held else Completed(name="opened")


@flow(
    name="stand-down",
    flow_run_name="stand down {crisis_id}",
    task_runner=ThreadPoolTaskRunner(max_workers=16),  # type: ignore[arg-type]  # flow() is invariant in the runner's futures
)
def stand_down(crisis_id: str, event_id: str | None = None) -> State[None]:
    state = once(event_id, lambda: steps.write_report(current_worker(), crisis_id))
    held = unsaid(lambda: locks.expected(current_worker(), crisis_id))
    ended([open_account.submit(crisis_id, account_id) for account_id in held])
    current_worker().handovers.wait(event_id or "", _REPORT)
    artifacts.measures(current_worker(), crisis_id)
    artifacts.link_to_report(current_worker(), crisis_id)
    return state


@flow(name="write-report", flow_run_name="write report {crisis_id}")
def write_report(crisis_id: str, event_id: str | None = None) -> State[None]:
    """Once more, with what the evaluation has found."""
    return once(event_id, lambda: steps.write_report(current_worker(), crisis_id))


@flow(name="take-log-head", flow_run_name="log head ({occasion})")
def take_log_head(occasion: str, event_id: str | None = None) -> State[None]:
    """A signed head of the log, for those outside."""
    return once(event_id, lambda: log_heads.take(current_worker(), occasion))
