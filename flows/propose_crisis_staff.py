"""Flow: somebody at Prefect wants a crisis staff set up. Prefect knows no persons, so it proposes, and waits for one."""

from typing import Any

from prefect import State, flow, get_run_logger
from prefect.context import get_run_context

from flows import waiting
from flows.work.context import WorkerContext, current_worker
from flows.work.once import once
from schemas.crises.crisis import Situation
from schemas.crises.proposal import Proposal, ProposalRequest
from schemas.text_door import let_all_in
from store.crises import proposals
from store.evidence import audit

_SOURCE = "Prefect"


@flow(name=waiting.FLOW, flow_run_name="set up crisis staff")
def propose_crisis_staff(situation: Situation) -> State[None]:
    """The chief executive and the deputies are told, and confirm it at the desk, or set it aside; the run waits for that.

    Args:
        situation: what has happened, in the words of whoever fills in the form.
    """
    context: Any = get_run_context()  # a flow's, and begun: Prefect types it for tasks and for none too
    found: list[Proposal] = []
    once(None, lambda: found.append(_propose(current_worker(), str(context.flow_run.id), situation)))
    (proposal,) = found
    get_run_logger().info("proposal %s", proposal.id)
    if proposal.decided_at is None:
        waiting.wait(context.flow_run.id, proposal)
    return waiting.outcome(proposal)


def _propose(worker: WorkerContext, run_id: str, situation: Situation) -> Proposal:
    """Every text by the door that texts have everywhere. Raises `InvalidInput`."""
    told = let_all_in(situation.model_dump())
    request = ProposalRequest(source=_SOURCE, identifier=waiting.identifier(run_id), **told)
    return proposals.propose(worker.ctx, audit.SYSTEM, request, worker.settings.desk_url)
