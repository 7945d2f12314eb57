"""Flow: tokens that end soon are exchanged, once a day."""

from prefect import State, flow

from flows.steps import tokens as steps
from flows.work.context import current_worker
from flows.work.once import once


@flow(name="renew-tokens", flow_run_name="renew tokens {day}")
def renew_tokens(day: str, event_id: str | None = None) -> State[None]:
    return once(event_id, lambda: steps.renew_tokens(current_worker()))
