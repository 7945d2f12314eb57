"""Flow: a crisis staff is set up. The accounts were locked in the same transaction; here it is looked after."""

from prefect import State, flow

from flows.context import current_worker
from flows.once import once
from flows.steps import watch_lock as steps


@flow(name="establish-crisis", flow_run_name="establish {crisis_id}")
def establish_crisis(crisis_id: str, event_id: str | None = None) -> State[None]:
    return once(event_id, lambda: steps.check_locks(current_worker(), crisis_id))


@flow(name="chase-confirmations", flow_run_name="chase confirmations {crisis_id}")
def chase_confirmations(crisis_id: str, event_id: str | None = None) -> State[None]:
    return once(event_id, lambda: steps.chase(current_worker(), crisis_id))
