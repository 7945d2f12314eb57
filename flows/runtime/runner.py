"""Running an event's work: by a flow where Prefect begins it in time, plainly where it does not.

Prefect down, slow, stuck or wiped costs at most a deadline, and after two of them nothing: what the public waits for starts
before Prefect has heard of it (docs/adr/0007), every other event is handed over and taken once (`flows.work.handover`).
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cached_property, partial
from threading import Timer
from typing import TYPE_CHECKING, Any

import structlog

from flows.runtime.breaker import Breaker
from flows.runtime.catching_up import CatchingUp
from flows.runtime.pool_handover import PoolHandover
from flows.runtime.prefect_watch import PrefectWatch, warm_up_here
from flows.runtime.routes import HANDLERS, Handler, load_flow, parameters
from flows.work.context import WorkerContext
from flows.work.handover import Handover, patience
from flows.work.written_down import ELSEWHERE
from schemas.event import OutboxEvent
from schemas.messages.notice import NoticeStatus
from store.outbox import steps

if TYPE_CHECKING:
    from flows.runtime.story import Story

log = structlog.get_logger()
URGENT = 0.15
"""Seconds that Prefect has to join what is under way. Who joins later is still welcome."""


class FlowRunner:
    """`mode` is `prefect` while events are handed over, else `plain`."""

    def __init__(self, worker: WorkerContext) -> None:
        self._worker = worker
        self._flows = ThreadPoolExecutor(max_workers=6, thread_name_prefix="flow")
        self._deadline = worker.settings.prefect_deadline
        self._breaker = Breaker(self._deadline)
        self._late = CatchingUp(worker, self._shown_late, lambda: self._breaker.closed)
        pooled = worker.settings.prefect == "pool"
        self._pool = PoolHandover(worker, self._breaker, self._flows, lambda: self._story) if pooled else None
        warm_up = self._pool.warm_up if self._pool else warm_up_here
        self._watch = PrefectWatch(worker.settings, self._breaker, warm_up, self._late.start)
        if worker.settings.prefect != "off":
            self._watch.start()

    @property
    def mode(self) -> str:
        return "prefect" if self._breaker.closed else "plain"

    def run(self, event: OutboxEvent) -> str:
        """Do the event's work. Returns `prefect`, `plain` or `ELSEWHERE`; raises what the step raises."""
        ran_by = self._ran(HANDLERS[event.kind], event)
        if self._breaker.closed:
            _emit(event)
        return ran_by

    def _ran(self, handler: Handler, event: OutboxEvent) -> str:
        if handler.flow is None or not self._breaker.closed:
            return self._plainly(handler, event)
        if handler.at_once:
            return self._message_first(handler, event)
        if self._pool and self._pool.took(event):
            return ELSEWHERE
        return self._plainly(handler, event) if self._pool else self._handed_over(handler, event)

    def close(self) -> None:
        self._watch.stop()
        self._late.stop()
        self._flows.shutdown(wait=False, cancel_futures=True)

    def _handed_over(self, handler: Handler, event: OutboxEvent) -> str:
        handover = self._worker.handovers.open(event.id)
        self._submit(handler, event, handover)
        left = patience(self._deadline, event.due_at, self._worker.ctx.clock())
        begun = self._begun(handover, left, left) if left else False
        if not begun and handover.do(partial(self._work, handler, event)):
            return "plain"
        handover.outcome()
        return "prefect"

    def _message_first(self, handler: Handler, event: OutboxEvent) -> str:
        """The requests leave at once; Prefect is told when all are on their way, and joins them, however late."""
        handover = self._worker.handovers.open(event.id)
        told: list[Future[None]] = []
        handler.plain(self._worker, event.payload, lambda: told.append(self._submit(handler, event, handover)))
        if not told:
            self._worker.handovers.close(event.id, handover)
        elif handover.begun_within(URGENT):
            return "prefect"
        else:
            _later(self._deadline - URGENT, lambda: self._begun(handover, 0, self._deadline))
        return "plain"

    def _begun(self, handover: Handover, seconds: float, had: float) -> bool:
        """`had`: seconds in all that it will have had, `seconds` from now."""
        if handover.begun_within(seconds):
            self._breaker.kept()
            return True
        self._breaker.missed(had)
        log.warning("flow.late")
        return False

    def _submit(self, handler: Handler, event: OutboxEvent, handover: Handover) -> "Future[None]":
        flowing = self._flows.submit(self._flow, handler.flow or "", event)
        flowing.add_done_callback(partial(self._ended, event, handover))
        return flowing

    def _ended(self, event: OutboxEvent, handover: Handover, flowing: "Future[None]") -> None:
        """What the flow's work raised is told to whoever waits for it; what Prefect raised beside it, here."""
        handover.refused()
        self._worker.handovers.close(event.id, handover)
        if not flowing.cancelled() and (error := flowing.exception()):
            log.warning("flow.failed", error=type(error).__name__)

    def _plainly(self, handler: Handler, event: OutboxEvent) -> str:
        if self._work(handler, event) is False and handler.flow is None:
            raise NotYet(NoticeStatus.QUEUED)
        return "plain"

    def _work(self, handler: Handler, event: OutboxEvent) -> object:
        with steps.of_event(event.id):
            return handler.plain(self._worker, event.payload)

    def _flow(self, address: str, event: OutboxEvent) -> None:
        self._story.run(load_flow(address), event, parameters(event))

    def _shown_late(self, event: OutboxEvent) -> None:
        self._story.show(load_flow(HANDLERS[event.kind].flow or ""), event, parameters(event))

    @cached_property
    def _story(self) -> "Story":
        from flows.runtime.story import Story  # noqa: PLC0415  # only where Prefect is in use

        return Story(self._worker)


def _emit(event: OutboxEvent) -> None:
    """Every event is a Prefect event too, for IT's own automations: ids only, and nobody waits for it."""
    from prefect.events import emit_event  # noqa: PLC0415  # only where Prefect is in use

    resource = {"prefect.resource.id": f"krisekanal.crisis.{event.crisis_id or 'none'}"}
    try:
        emit_event(event=f"krisekanal.{event.kind}", resource=resource, payload=parameters(event))
    except Exception as error:
        log.warning("event.not_emitted", error=type(error).__name__)


def _later(seconds: float, work: Callable[[], object]) -> None:
    timer = Timer(seconds, work)
    timer.daemon = True
    timer.start()


class NotYet(Exception):
    """The step asks to be called again later."""

    def __init__(self, status: Any) -> None:
        super().__init__(str(status))
