"""A flow: what nobody has seen to is told again."""

from prefect import State, flow

from flows.context import current_worker
from flows.once import once
from flows.steps import notify


@flow(name="tell-alarms")
def tell_alarms(ids: list[str], event_id: str | None = None) -> State[None]:
    """`ids` are those of crises."""
    return once(event_id, lambda: notify.tell_alarms(current_worker(), ids))
