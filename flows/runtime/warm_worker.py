"""A worker of Prefect's pool that is warm: it runs our flows in the process that has our database and channels open.

Prefect's own kinds of worker start a process for each run, which takes seconds; an event has two (docs/adr/0016).
"""

import asyncio
import os
from collections.abc import Callable
from functools import partial
from threading import Event, Thread
from typing import Any

import anyio
import structlog
from prefect.client.schemas.objects import FlowRun
from prefect.flow_engine import run_flow
from prefect.workers.base import BaseJobConfiguration, BaseVariables, BaseWorker, BaseWorkerResult

from flows.runtime.no_heartbeat import no_heartbeat
from flows.runtime.started import ours

log = structlog.get_logger()
POOL = "krisekanal"
HANDS = 8
"""Runs at a time in one process."""
_AGAIN_AFTER = 2.0
"""Seconds, where Prefect does not answer."""


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
        name = (await self.client.read_flow(flow_run.flow_id)).name
        if task_status:
            task_status.started(os.getpid())
        await anyio.to_thread.run_sync(partial(self._run_here, name, flow_run))
        return BaseWorkerResult(identifier=str(os.getpid()), status_code=0)

    def _run_here(self, name: str, flow_run: FlowRun) -> None:
        with no_heartbeat():
            run_flow(ours(name), flow_run=flow_run, parameters=flow_run.parameters, return_type="state")
        self.ran(flow_run)


def start(name: str, stopping: Event, ran: Callable[[FlowRun], object]) -> None:
    """In a thread of its own, until the process ends."""

    async def work() -> None:
        worker = WarmWorker(POOL, name=name, prefetch_seconds=0, limit=HANDS)
        worker.ran = ran
        await worker.start(printer=lambda _: None)

    Thread(target=_kept_up, args=(work, stopping), name="pool", daemon=True).start()


def _kept_up(work: Callable[[], Any], stopping: Event) -> None:
    while not stopping.is_set():
        try:
            asyncio.run(work())
        except Exception as error:
            log.warning("pool.away", error=type(error).__name__)
        stopping.wait(_AGAIN_AFTER)
