"""Flow: a crisis staff is set up. The accounts were locked in the same transaction; here it is looked after."""

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from flows.context import current_worker
from flows.steps import watch_lock as steps


@task(name="check-locks", cache_policy=NO_CACHE)
def check_locks(crisis_id: str) -> int:
    return steps.check_locks(current_worker(), crisis_id)


@flow(name="establish-crisis", flow_run_name="establish {crisis_id}")
def establish_crisis(crisis_id: str) -> None:
    check_locks(crisis_id)


@flow(name="chase-confirmations", flow_run_name="chase confirmations {crisis_id}")
def chase_confirmations(crisis_id: str) -> None:
    steps.chase(current_worker(), crisis_id)
