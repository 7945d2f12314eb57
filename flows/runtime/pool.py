"""Prefect's work pool, where `KRISEKANAL_PREFECT` is `pool`: what is in it, and how an event's run gets there.

Three queues, by priority: `urgent` is what somebody is waiting to hear, `calm` what has a time of its own, `bulk` what takes long.
"""

from collections.abc import Iterable
from contextlib import suppress
from typing import Any
from uuid import UUID

from prefect import Flow
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.client.schemas.objects import FlowRun
from prefect.exceptions import ObjectAlreadyExists
from prefect.types.entrypoint import EntrypointType

from flows.runtime.routes import Queue
from flows.runtime.warm_worker import POOL, WarmWorker

OF_EVENTS = "events"
"""Name of each flow's deployment that events have their runs of; nobody starts them by hand."""
_ABOUT = "Krisekanal's flows, run in its own workers (docs/scale.md)."


class Pool:
    """Raises Prefect's and httpx' errors where Prefect does not do it. Safe to share between threads."""

    def __init__(self, client: SyncPrefectClient) -> None:
        self._client = client
        self._deployments: dict[str, UUID] = {}

    def forget(self) -> None:
        self._deployments.clear()

    def prepare(self, flows: Iterable[tuple[Flow[..., Any], Queue]]) -> None:
        """All is there before the first event is."""
        for flow, queue in flows:
            self._deployment(flow, queue)

    def queued(
        self, flow: Flow[..., Any], queue: Queue, key: str, parameters: dict[str, Any], under: UUID | None, **more: Any
    ) -> FlowRun:
        """The run of this flow and key, waiting for a worker of the pool unless it is there already."""
        return self._client.create_flow_run_from_deployment(
            self._deployment(flow, queue),
            parameters=parameters,
            idempotency_key=key,
            parent_task_run_id=under,
            work_queue_name=queue.value,
            **more,
        )

    def _deployment(self, flow: Flow[..., Any], queue: Queue) -> UUID:
        if not self._deployments:
            make(self._client)
        if flow.name not in self._deployments:
            self._deployments[flow.name] = self._made(flow, queue)
        return self._deployments[flow.name]

    def _made(self, flow: Flow[..., Any], queue: Queue) -> UUID:
        """Once per process, also where there is one of this name: it may be of an older program, or changed by somebody."""
        deployment = flow.to_deployment(OF_EVENTS, parameters={}, entrypoint_type=EntrypointType.MODULE_PATH)
        return UUID(str(placed(deployment, queue).apply()))


def make(client: SyncPrefectClient) -> None:
    """The pool and its queues, as often as one likes.

    No queue has a limit of its own: a run that a killed worker has left would take a place in it for ever.
    """
    template = WarmWorker.get_default_base_job_template()
    with suppress(ObjectAlreadyExists):
        client.create_work_pool(
            WorkPoolCreate(name=POOL, description=_ABOUT, type=WarmWorker.type, base_job_template=template)
        )
    for priority, queue in enumerate(Queue, start=1):
        with suppress(ObjectAlreadyExists):
            client.create_work_queue(queue.value, work_pool_name=POOL, priority=priority)


def placed(deployment: Any, queue: Queue) -> Any:
    """The same deployment, run by the pool's workers."""
    deployment.work_pool_name, deployment.work_queue_name = POOL, queue.value
    return deployment
