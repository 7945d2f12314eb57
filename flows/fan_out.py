"""Flow: carry an approved message to every channel, one task per channel (never per recipient).

The dispatcher starts the requests before Prefect has started the flow (docs/adr/0007): a task joins the one under
way for its channel, or makes it, and ends as it ended, so that Prefect tells the truth about every channel.
"""

from prefect import State, flow, task
from prefect.cache_policies import NO_CACHE
from prefect.futures import wait
from prefect.states import Completed, Failed
from prefect.task_runners import ThreadPoolTaskRunner

from flows.context import current_worker
from flows.once import once, untagged
from flows.steps import deliver as steps
from schemas.states import DeliveryStatus
from store.messages import deliveries


@task(name="deliver", task_run_name="deliver {account_id}", cache_policy=NO_CACHE)
def deliver(delivery_id: str, account_id: str) -> State[None]:
    status = steps.join(current_worker(), delivery_id, account_id)
    if status in (DeliveryStatus.FAILED, DeliveryStatus.UNCERTAIN):
        return Failed(name=status.value, message=f"{account_id}: {status.value}")
    return Completed(name=status.value)


@flow(
    name="fan-out",
    flow_run_name="fan-out {message_id}",
    task_runner=ThreadPoolTaskRunner(max_workers=64),  # type: ignore[arg-type]  # flow() is invariant in the runner's futures
)
def fan_out(message_id: str, event_id: str | None = None) -> State[None]:
    """Joins however late it begins: what it shows is how each channel ended, whoever had begun it."""
    state = once(event_id, lambda: None)
    untagged(lambda: _join(message_id))
    return state


def _join(message_id: str) -> None:
    chosen = deliveries.recent(current_worker().ctx, message_id)
    wait([deliver.submit(delivery_id, account_id) for delivery_id, account_id in chosen])
