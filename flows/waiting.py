"""A run that waits for a person is seen waiting: it has ended as a process, and is ended in Prefect when they have decided.

Prefect knows no persons, so nothing is decided there: our own database has the decision, and Prefect is told of it.
"""

from typing import Any, NoReturn

from prefect import State, flow, get_client, get_run_logger
from prefect.client.schemas.filters import (
    FlowFilter,
    FlowFilterName,
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateName,
)
from prefect.client.schemas.sorting import FlowRunSort
from prefect.exceptions import Pause
from prefect.states import Completed, Paused

from flows.work.context import current_worker
from flows.work.once import once, unsaid
from schemas.crises.proposal import Proposal
from store.context import AppContext
from store.crises import proposals

WAITING = "waiting for confirmation"
"""Prefect's state is Paused, without an end to the pause: it never gives the run up by itself."""
CONFIRMED, SET_ASIDE = "confirmed", "set aside"
FLOW = "set-up-crisis-staff"
_OURS = "prefect:"
_AT_ONCE = 200


def identifier(run_id: object) -> str:
    """A run's proposal is the same one however often the run is run."""
    return f"{_OURS}{run_id}"


def wait(run_id: Any, proposal: Proposal) -> NoReturn:
    """The process ends here. Whoever presses Resume in Prefect has the run begin anew, and wait again."""
    state: State[None] = Paused(name=WAITING, message=proposal.id, reschedule=True)
    with get_client(sync_client=True) as client:
        client.set_flow_run_state(run_id, state)
    raise Pause(state=state)


def outcome(proposal: Proposal) -> State[None]:
    """Of a decided one: the message is the crisis' id, or the proposal's."""
    if proposal.crisis_id:
        return Completed(name=CONFIRMED, message=proposal.crisis_id)
    return Completed(name=SET_ASIDE, message=proposal.id)


@flow(name="proposal-decided", flow_run_name="proposal decided {proposal_id}")
def proposal_decided(proposal_id: str, event_id: str | None = None) -> State[None]:
    """Ends the run that waits for it, if it came from one; however late it begins, for there is nothing to do plainly."""
    state = once(event_id, lambda: None)
    unsaid(lambda: _tell(proposals.show(current_worker().ctx, proposal_id)))
    return state


def catch_up(ctx: AppContext) -> int:
    """End every run that waits for what has been decided meanwhile. Returns how many."""
    with get_client(sync_client=True) as client:
        runs = client.read_flow_runs(
            flow_filter=FlowFilter(name=FlowFilterName(any_=[FLOW])),
            flow_run_filter=FlowRunFilter(state=FlowRunFilterState(name=FlowRunFilterStateName(any_=[WAITING]))),
            sort=FlowRunSort.START_TIME_DESC,
            limit=_AT_ONCE,
        )
        found = [(run.id, proposals.by_identifier(ctx, identifier(run.id))) for run in runs]
        decided = [(run_id, proposal) for run_id, proposal in found if proposal and proposal.decided_at]
        for run_id, proposal in decided:
            client.set_flow_run_state(run_id, outcome(proposal), force=True)
    return len(decided)


def _tell(proposal: Proposal) -> None:
    if not proposal.identifier.startswith(_OURS):
        return
    ended = catch_up(current_worker().ctx)
    get_run_logger().info("%s runs that waited have ended", ended)
