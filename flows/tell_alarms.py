"""A flow: what nobody has seen to is told again."""

from prefect import State, flow

from flows.steps import notify
from flows.work.context import current_worker
from flows.work.once import once


@flow(name="tell-alarms")
def tell_alarms(ids: list[str], event_id: str | None = None) -> State[None]:
    """`ids` are those of crises."""
    return once(event_id, lambda: notify.tell_alarms(current_worker(), ids))
