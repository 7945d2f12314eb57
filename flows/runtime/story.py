"""A crisis as one story in Prefect: a run for it and one for each of its drafts, which stand without a process while people
decide, and under them every event's own run.

Names and states are ours, words are ids. The runs are made by key: every worker finds the same ones, and a Prefect that has
lost them gets them again.
"""

from collections.abc import Callable, Iterable
from threading import RLock
from typing import Any
from uuid import UUID, uuid4

from prefect import Flow, State
from prefect.client.schemas.objects import FlowRun
from prefect.exceptions import ObjectNotFound, PrefectHTTPStatusError
from prefect.flow_engine import run_flow
from prefect.states import Completed, Crashed, Pending, Running

from flows.runtime.no_heartbeat import no_heartbeat
from flows.runtime.pool import Pool
from flows.runtime.prefect_runs import PrefectRuns
from flows.runtime.routes import Queue
from flows.warm_up import warm_up
from flows.work.context import WorkerContext
from flows.work.once import done_plainly
from schemas.crises.crisis import Crisis
from schemas.event import OutboxEvent
from schemas.states import CrisisStatus, DraftStatus
from store.approvals import of_crisis
from store.crises import find

_CRISIS_TAG = "crisis:"
_PATIENCE = 15.0
"""Seconds for a warm-up to come through the pool; what is handed over has less."""
_CRISIS: dict[CrisisStatus, Callable[[], State[None]]] = {
    CrisisStatus.ESTABLISHED: lambda: Running(name="established"),
    CrisisStatus.STOOD_DOWN: lambda: Completed(name="stood down"),
    CrisisStatus.EVALUATED: lambda: Completed(name="evaluated"),
}
_DRAFT: dict[DraftStatus, Callable[[], State[None]]] = {
    DraftStatus.SUBMITTED: lambda: Running(name="waiting for approval"),
    DraftStatus.RETURNED: lambda: Running(name="returned"),
    DraftStatus.APPROVED: lambda: Completed(name="approved"),
    DraftStatus.REJECTED: lambda: Completed(name="rejected"),
    DraftStatus.WITHDRAWN: lambda: Completed(name="withdrawn"),
}
"""A draft that has not been submitted is its author's own, and not shown."""


class Story:
    """What Prefect has been told by this process. Raises httpx' errors where Prefect does not answer."""

    def __init__(self, worker: WorkerContext) -> None:
        self._worker = worker
        self._runs = PrefectRuns()
        self._pool = Pool(self._runs.client)
        self._standing: dict[str, tuple[UUID, str]] = {}
        """Crisis or draft id to its run and the state last told."""
        self._lock = RLock()

    def run(self, flow: Flow[..., Any], event: OutboxEvent, parameters: dict[str, Any]) -> None:
        """The event's run, in its place, here and now. Done before, by whomever, it is not run again."""
        given = {**parameters, "event_id": event.id}
        run = self._retried(lambda: self._placed(flow, event, given))
        if event.attempts > 1:
            self._close_the_last_try(event)
        if run.state is None or not run.state.is_final():
            with no_heartbeat():
                run_flow(flow, flow_run=run, parameters=given, return_type="state")
        if event.crisis_id:
            self.tell(event.crisis_id)

    def show(self, flow: Flow[..., Any], event: OutboxEvent, parameters: dict[str, Any]) -> None:
        """What was done without Prefect, in its place there. It ends as done, whatever Prefect itself had to say of the run."""
        self.run(flow, event, parameters)
        run = self._retried(lambda: self._placed(flow, event, {**parameters, "event_id": event.id}))
        if run.state and (run.state.is_failed() or run.state.is_crashed()):
            self._runs.become(run.id, done_plainly())

    def queue(self, flow: Flow[..., Any], event: OutboxEvent, parameters: dict[str, Any], queue: Queue) -> None:
        """The event's run, in its place, for whichever worker of the pool has a hand free."""
        given = {**parameters, "event_id": event.id}
        self._retried(lambda: self._queued(flow, event, given, queue))
        if event.attempts > 1:
            self._close_the_last_try(event)

    def prepare_the_pool(self, flows: Iterable[tuple[Flow[..., Any], Queue]]) -> None:
        self._pool.prepare([*flows, (warm_up, Queue.URGENT)])

    def warm_up(self) -> None:
        """A run through the pool, waited for. Raises `TimeoutError` where no worker of it takes it up."""
        key = f"warm-up {uuid4()}"
        run = self._retried(lambda: self._pool.queued(warm_up, Queue.URGENT, key, {}, None, name="warm-up"))
        self._runs.wait_until_begun(run.id, _PATIENCE)

    def ran(self, run: FlowRun) -> None:
        """A run of the pool has been through here."""
        crisis_id = crisis_of(run)
        if crisis_id:
            self.tell(crisis_id)

    def tell(self, crisis_id: str) -> None:
        """The crisis and its drafts say what our ledger says now."""
        with self._lock:
            self._retried(lambda: self._tell(find.show(self._worker.ctx, crisis_id)))

    def forget(self) -> None:
        """Prefect may have lost everything since."""
        with self._lock:
            self._runs.forget()
            self._pool.forget()
            self._standing.clear()

    def _tell(self, crisis: Crisis) -> None:
        parent = self._said(
            crisis.id, "exercise" if crisis.exercise else "crisis", _CRISIS[crisis.status](), None, crisis
        )
        for draft_id, status in of_crisis.statuses(self._worker.ctx, crisis.id).items():
            if status in _DRAFT:
                self._said(draft_id, "draft", _DRAFT[status](), parent, crisis)

    def _said(self, key: str, flow: str, state: State[None], under: UUID | None, crisis: Crisis) -> UUID:
        known = self._standing.get(key)
        if known is None:
            run = self._runs.made(flow, key, state, under, f"{flow} {key}", (_tag(crisis.id),))
            known = (run.id, run.state_name or "")
        if known[1] != state.name:
            self._runs.become(known[0], state)
        self._standing[key] = (known[0], state.name or "")
        return known[0]

    def _placed(self, flow: Flow[..., Any], event: OutboxEvent, given: dict[str, Any]) -> FlowRun:
        key = _key(event, event.attempts)
        return self._runs.made(flow.name, key, Pending(), self._parent(event), flow.name, _tags(event), given)

    def _queued(self, flow: Flow[..., Any], event: OutboxEvent, given: dict[str, Any], queue: Queue) -> FlowRun:
        key, under = _key(event, event.attempts), self._parent(event)
        place = self._runs.place(under, key, flow.name) if under else None
        return self._pool.queued(flow, queue, key, given, place, name=flow.name, tags=_tags(event))

    def _close_the_last_try(self, event: OutboxEvent) -> None:
        """Whoever died in it has left its run as it was; one that has ended says already how."""
        for run_id in self._runs.unfinished(_key(event, event.attempts - 1)):
            self._runs.become(run_id, Crashed(name="worker died"))

    def _parent(self, event: OutboxEvent) -> UUID | None:
        """The run of the draft that it is about, else of its crisis; made where it is not known."""
        if event.crisis_id is None:
            return None
        chosen = [key for key in (event.payload.get("draft_id"), event.crisis_id) if key]
        with self._lock:
            if chosen[0] not in self._standing:
                self._tell(find.show(self._worker.ctx, event.crisis_id))
            return next(self._standing[key][0] for key in chosen if key in self._standing)

    def _retried(self, work: Callable[[], Any]) -> Any:
        """Once more from the beginning: what we knew of Prefect may be of another one."""
        try:
            return work()
        except (ObjectNotFound, PrefectHTTPStatusError):
            self.forget()
            return work()


def _key(event: OutboxEvent, attempt: int) -> str:
    """Each try at an event is a run of its own."""
    return f"{event.id}:{attempt}"


def crisis_of(run: FlowRun) -> str | None:
    """The id of the crisis that an event's run is about."""
    return next((tag.removeprefix(_CRISIS_TAG) for tag in run.tags if tag.startswith(_CRISIS_TAG)), None)


def _tags(event: OutboxEvent) -> tuple[str, ...]:
    return (f"event:{event.kind}", *((_tag(event.crisis_id),) if event.crisis_id else ()))


def _tag(crisis_id: str) -> str:
    return f"{_CRISIS_TAG}{crisis_id}"
