"""Flow: an automation of ours in Prefect has seen something go wrong; those who keep the system are told."""

from uuid import UUID

from prefect import State, flow
from prefect.states import Completed

from flows.work.context import WorkerContext, current_worker
from flows.work.once import once
from schemas.monitoring.trouble import Trouble
from store.notices import troubles

TELL = "tell-operators"


@flow(name=TELL, flow_run_name="tell operators {trouble} {run_id}")
def tell_operators(trouble: Trouble, run_id: UUID) -> State[None]:
    """A notice to each, once per run and trouble; it holds no word that is stored in Prefect.

    Args:
        trouble: what went wrong.
        run_id: the run it went wrong in.
    """
    return once(None, lambda: _tell(current_worker(), trouble, str(run_id)), _named)


def _tell(worker: WorkerContext, trouble: Trouble, run_id: str) -> bool:
    page = worker.settings.prefect_api_url.removesuffix("/api")
    return troubles.tell(worker.ctx, trouble, run_id, f"{page}/runs/flow-run/{run_id}")


def _named(told: bool) -> State[None]:
    return Completed(name="told" if told else "told before")
