"""Flow: tokens that end soon are exchanged, once a day."""

from prefect import flow

from flows.context import current_worker
from flows.steps import tokens as steps


@flow(name="renew-tokens", flow_run_name="renew tokens {day}")
def renew_tokens(day: str) -> int:
    return steps.renew_tokens(current_worker())
