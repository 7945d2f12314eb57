"""Flows: an approved message is carried to every channel, one task per channel (never per recipient); what could not be
delivered is told.

The worker starts the requests before Prefect has started the flow (docs/adr/0007): a task joins the one under way for its
channel, or makes it, and ends as it ended, so that Prefect tells the truth about every channel.
"""

from prefect import State, flow, get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.states import Completed, Failed
from prefect.task_runners import ThreadPoolTaskRunner

from flows import artifacts
from flows.steps import deliver as steps
from flows.steps import notify
from flows.work.context import current_worker
from flows.work.once import DONE_PLAINLY, ended, once, unsaid
from schemas.states import DeliveryStatus
from store.deliveries import deliveries


@task(name="deliver", task_run_name="deliver {account_id}", cache_policy=NO_CACHE)
def deliver(delivery_id: str, account_id: str) -> State[None]:
    status = unsaid(lambda: steps.join(current_worker(), delivery_id, account_id))
    get_run_logger().info("%s: %s", account_id, status.value)
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
    chosen = unsaid(lambda: _channels(message_id, late=state.name == DONE_PLAINLY))
    channels = ended([deliver.submit(delivery_id, account_id) for delivery_id, account_id in chosen])
    artifacts.delivery_table(current_worker(), message_id)
    failed = sum(channel.is_failed() for channel in channels)
    return Failed(name="a channel failed", message=f"{failed} of {len(channels)} channels") if failed else state


def _channels(message_id: str, *, late: bool) -> list[tuple[str, str]]:
    """(delivery, account) ids: all where it is told afterwards, else those that are on their way or have just ended."""
    ctx = current_worker().ctx
    return deliveries.every(ctx, message_id) if late else deliveries.recent(ctx, message_id)


@flow(name="tell-undelivered")
def tell_undelivered(ids: list[str], event_id: str | None = None) -> State[None]:
    """The desk and the author are told of deliveries that failed, or that nobody knows of."""
    return once(event_id, lambda: notify.tell_undelivered(current_worker(), ids))
