"""Flow: the crisis staff is stood down. The accounts were opened in the same transaction; the report is written."""

from prefect import State, flow, task
from prefect.cache_policies import NO_CACHE

from flows.context import current_worker
from flows.once import once
from flows.steps import reporting as steps


@task(name="write-report", cache_policy=NO_CACHE)
def write_report(crisis_id: str) -> str:
    return steps.write_report(current_worker(), crisis_id).name


@flow(name="stand-down", flow_run_name="stand down {crisis_id}")
def stand_down(crisis_id: str, event_id: str | None = None) -> State[None]:
    return once(event_id, lambda: write_report(crisis_id))
