"""What may be started through Prefect, by name, and with what: there is nothing else."""

from functools import cache
from typing import Any

from prefect import Flow

from flows.drill import drill
from flows.propose_crisis_staff import propose_crisis_staff
from flows.runtime.routes import HANDLERS, load_flow, parameters
from flows.scheduled import scheduled_exercise
from flows.sweep import sweep
from flows.tell_operators import tell_operators
from flows.warm_up import warm_up
from flows.work.context import current_worker
from store.outbox import outbox


def ours(name: str) -> Flow[..., Any]:
    """Raises `LookupError` for any other."""
    try:
        return (_of_events() | _by_people())[name]
    except KeyError:
        raise LookupError(name) from None


def called_with(name: str, given: dict[str, Any]) -> dict[str, Any]:
    """What Prefect was given by people, and what our own event says for a flow of events, whatever Prefect was given.

    Raises `LookupError` where there is no such event, or it is another flow's.
    """
    if name in _by_people():
        return given
    event = outbox.find(current_worker().ctx, str(given.get("event_id")))
    flow = HANDLERS[event.kind].flow if event else None
    if event is None or flow is None or load_flow(flow).name != name:
        raise LookupError(name)
    return {**parameters(event), "event_id": event.id}


@cache
def _of_events() -> dict[str, Flow[..., Any]]:
    return {flow.name: flow for flow in (load_flow(each.flow) for each in HANDLERS.values() if each.flow)}


@cache
def _by_people() -> dict[str, Flow[..., Any]]:
    """And by schedules."""
    return {f.name: f for f in (drill, propose_crisis_staff, scheduled_exercise, sweep, tell_operators, warm_up)}
