"""The part of Prefect's interface that makes runs by key: asked twice for the same one, it is one."""

import time
from typing import Any
from uuid import UUID

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.actions import FlowCreate, FlowRunCreate, TaskRunCreate
from prefect.client.schemas.objects import FlowRun, State
from prefect.states import Pending, to_state_create

_PLACE = "krisekanal"
_LOOK = 0.1
"""Seconds between two questions how a run goes."""


class PrefectRuns:
    """Raises httpx' errors where Prefect does not do it. Safe to share between threads."""

    def __init__(self) -> None:
        self.client: SyncPrefectClient = get_client(sync_client=True)
        self._flows: dict[str, UUID] = {}

    def forget(self) -> None:
        """Whoever was asked may know nothing of it any more."""
        self._flows.clear()

    def made(
        self,
        flow: str,
        key: str,
        state: State[None],
        under: UUID | None,
        name: str,
        tags: tuple[str, ...],
        given: dict[str, Any] | None = None,
    ) -> FlowRun:
        """The run of this flow and key, made in `state` where there is none yet; hung under the run `under`.

        `given` is what the flow is called with: ids, which Prefect shows.
        """
        place = self.place(under, key, name) if under else None
        wanted = FlowRunCreate(
            flow_id=self._flow(flow),
            parameters=given or {},
            name=name,
            state=to_state_create(state),
            parent_task_run_id=place,
            idempotency_key=key,
            tags=list(tags),
        )
        body = wanted.model_dump(mode="json", exclude_unset=True)
        return FlowRun.model_validate(self.client.request("POST", "/flow_runs/", json=body).json())

    def unfinished(self, key: str) -> list[UUID]:
        """Runs of this key that nobody has ended."""
        wanted = {"idempotency_key": {"any_": [key]}, "state": {"type": {"any_": ["PENDING", "RUNNING"]}}}
        found = self.client.request("POST", "/flow_runs/filter", json={"flow_runs": wanted}).json()
        return [UUID(run["id"]) for run in found]

    def become(self, run_id: UUID, state: State[None]) -> None:
        """Whatever its state was: ours is the truth."""
        self.client.set_flow_run_state(run_id, state, force=True)

    def wait_until_begun(self, run_id: UUID, seconds: float) -> None:
        """Raises `TimeoutError` where nobody has begun it by then; nobody will, for it is taken away."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            state = self.client.read_flow_run(run_id).state
            if state and (state.is_running() or state.is_completed()):
                return
            time.sleep(_LOOK)
        self.client.delete_flow_run(run_id)
        raise TimeoutError

    def place(self, under: UUID, key: str, name: str) -> UUID:
        """The task of the run `under` that another run hangs under."""
        wanted = TaskRunCreate(
            name=name, flow_run_id=under, task_key=_PLACE, dynamic_key=key, state=to_state_create(Pending())
        )
        body = wanted.model_dump(mode="json", exclude={"id"})
        return UUID(self.client.request("POST", "/task_runs/", json=body).json()["id"])

    def _flow(self, name: str) -> UUID:
        if name not in self._flows:
            body = FlowCreate(name=name).model_dump(mode="json")
            self._flows[name] = UUID(self.client.request("POST", "/flows/", json=body).json()["id"])
        return self._flows[name]
