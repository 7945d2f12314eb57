"""Flow: one more worker sends to many. It claims batches by lease until none is left; its run lasts as long.

The worker that has the message has begun already (docs/adr/0007), and over a stated number of recipients calls the others.
"""

from prefect import State, flow
from prefect.states import Completed

from flows.steps import drain as steps
from flows.work.context import current_worker
from flows.work.once import DONE_PLAINLY, once, unsaid


@flow(name="drain", flow_run_name="drain {account_id} {slot}")
def drain(delivery_id: str, account_id: str, slot: int, event_id: str | None = None) -> State[None]:
    """In the pool alone it waits for the end: elsewhere it would keep a hand that other events want."""
    state = once(event_id, lambda: steps.join(current_worker(), account_id))
    if state.name == DONE_PLAINLY or current_worker().settings.prefect != "pool":
        return state
    batches = unsaid(lambda: steps.until_drained(current_worker(), account_id))
    return Completed(name="drained", message=f"{batches} batches left through this worker")
