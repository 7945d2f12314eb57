"""The flows that may be started through Prefect, by name: there are no others."""

from functools import cache
from typing import Any

from prefect import Flow

from flows.drill import drill
from flows.propose_crisis_staff import propose_crisis_staff
from flows.runtime.routes import HANDLERS, load_flow
from flows.scheduled import scheduled_exercise
from flows.sweep import sweep
from flows.tell_operators import tell_operators
from flows.warm_up import warm_up


def ours(name: str) -> Flow[..., Any]:
    """Raises `LookupError` for any other."""
    try:
        return _all()[name]
    except KeyError:
        raise LookupError(name) from None


@cache
def _all() -> dict[str, Flow[..., Any]]:
    of_events = [load_flow(handler.flow) for handler in HANDLERS.values() if handler.flow]
    by_people = [drill, propose_crisis_staff, scheduled_exercise, sweep, tell_operators, warm_up]
    return {flow.name: flow for flow in (*of_events, *by_people)}
