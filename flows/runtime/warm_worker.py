"""A worker of Prefect's pool that is warm: it runs our flows in the process that has our database and channels open.

Prefect's own kinds of worker start a process for each run, which takes seconds; an event has two (docs/adr/0016).
"""

import asyncio
import os
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from threading import Event, Thread
from typing import Any

import anyio
import structlog
from prefect import Flow
from prefect.client.schemas.objects import FlowRun
from prefect.exceptions import Abort, Pause
from prefect.flow_engine import run_flow
from prefect.workers.base import BaseJobConfiguration, BaseVariables, BaseWorker, BaseWorkerResult

from flows.runtime.no_heartbeat import no_heartbeat
from flows.runtime.started import called_with, ours

log = structlog.get_logger()
POOL = "krisekanal"
HANDS = 8
"""Runs at a time in one process."""
_LOOK, _AGAIN_AFTER = 0.2, 2.0
"""Seconds between two looks whether to stop; before the next try where Prefect does not answer."""


class WarmWorker(BaseWorker[BaseJobConfiguration, BaseVariables, BaseWorkerResult]):
    """Whoever can change a deployment in Prefect gets no code of theirs run: only our own flows are, by their names."""

    type = "krisekanal"
    job_configuration = BaseJobConfiguration
    job_configuration_variables = BaseVariables
    _description = "Runs Krisekanal's flows in Krisekanal's own workers."
    ran: Callable[[FlowRun], object] = staticmethod(lambda _: None)
    """Called after each run."""

    async def run(
        self,
        flow_run: FlowRun,
        configuration: BaseJobConfiguration,
        task_status: anyio.abc.TaskStatus[int] | None = None,
    ) -> BaseWorkerResult:
        flow = ours((await self.client.read_flow(flow_run.flow_id)).name)
        given = await anyio.to_thread.run_sync(called_with, flow.name, flow_run.parameters)
        if task_status:
            task_status.started(os.getpid())
        await anyio.to_thread.run_sync(self._run_here, flow, flow_run, given)
        return BaseWorkerResult(identifier=str(os.getpid()), status_code=0)

    def _run_here(self, flow: Flow[..., Any], flow_run: FlowRun, given: dict[str, Any]) -> None:
        """Whoever waits for a person pauses, by an exception of Prefect's that is no error."""
        with suppress(Abort, Pause), no_heartbeat():
            run_flow(flow, flow_run=flow_run, parameters=given, return_type="state")
        try:
            self.ran(flow_run)
        except Exception as error:  # Prefect would keep its words
            log.warning("pool.not_told", error=type(error).__name__)


def start(name: str, stopping: Event, ran: Callable[[FlowRun], object]) -> None:
    """In a thread of its own, until the process ends."""
    Thread(target=run, args=(name, stopping, ran), name="pool", daemon=True).start()


def run(name: str, stopping: Event, ran: Callable[[FlowRun], object]) -> None:
    """Until told to stop, whatever becomes of Prefect meanwhile. `ran` is called after each run."""
    while not stopping.is_set():
        try:
            asyncio.run(_work(name, stopping, ran))
        except BaseException as error:  # whatever Prefect raises, this thread goes on
            log.warning("pool.away", error=type(error).__name__)
        stopping.wait(_AGAIN_AFTER)


async def _work(name: str, stopping: Event, ran: Callable[[FlowRun], object]) -> None:
    worker = WarmWorker(POOL, name=name, prefetch_seconds=0, limit=HANDS)
    worker.ran = ran
    async with anyio.create_task_group() as group:
        group.start_soon(partial(worker.start, printer=lambda _: None))
        while not stopping.is_set():
            await anyio.sleep(_LOOK)
        group.cancel_scope.cancel()
