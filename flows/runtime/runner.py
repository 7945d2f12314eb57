"""Running an event's work: through Prefect while it answers, without it otherwise, and never waiting for it long.

Prefect being down, slow or wiped never stops a message: what the public waits for starts before Prefect has heard of
it (docs/adr/0007), and every step is safe to do twice, so a flow that fails is simply done again plainly.
"""

from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as Late
from threading import Event, Thread
from typing import Any

import structlog

from flows.context import WorkerContext
from flows.runtime.probe import answers
from flows.runtime.routes import HANDLERS, Handler, load_flow, parameters
from schemas.event import OutboxEvent
from schemas.notice import NoticeStatus

log = structlog.get_logger()
PATIENCE = 10.0
"""Seconds Prefect has to write an urgent event down after its work is done."""
_PROBE_EVERY = 2.0


class Engine:
    """`mode` is `prefect` while the server answers, else `plain`."""

    def __init__(self, worker: WorkerContext) -> None:
        self._worker = worker
        self._flows = ThreadPoolExecutor(max_workers=6, thread_name_prefix="flow")
        self._stop = Event()
        self._wanted = worker.settings.prefect == "on"
        self.mode = "plain"
        if self._wanted:
            Thread(target=self._watch_prefect, name="probe", daemon=True).start()

    def run(self, event: OutboxEvent) -> str:
        """Do the event's work. Returns `prefect` or `plain`; raises what the step raises."""
        handler = HANDLERS[event.kind]
        if handler.flow is None or self.mode == "plain":
            return self._plainly(handler, event)
        if handler.urgent:
            return self._message_first(handler, event)
        return "prefect" if self._flowed(self._submit(handler, event), None) else self._plainly(handler, event)

    def close(self) -> None:
        self._stop.set()
        self._flows.shutdown(wait=False, cancel_futures=True)

    def _message_first(self, handler: Handler, event: OutboxEvent) -> str:
        """The requests leave at once; Prefect is told when all are on their way, and joins them."""
        told: list[Future[None]] = []
        handler.plain(self._worker, event.payload, lambda: told.append(self._submit(handler, event)))
        return "prefect" if told and self._flowed(told[0], PATIENCE) else "plain"

    def _submit(self, handler: Handler, event: OutboxEvent) -> "Future[None]":
        return self._flows.submit(self._flow, handler.flow or "", event)

    def _flowed(self, flowing: "Future[None]", patience: float | None) -> bool:
        """False where Prefect failed or took too long."""
        try:
            flowing.result(timeout=patience)
        except (Late, Exception) as error:
            log.warning("flow.failed", error=type(error).__name__)
            return False
        return True

    def _plainly(self, handler: Handler, event: OutboxEvent) -> str:
        if handler.plain(self._worker, event.payload) is False and handler.flow is None:
            raise NotYet(NoticeStatus.QUEUED)
        return "plain"

    def _flow(self, address: str, event: OutboxEvent) -> None:
        from prefect import tags  # noqa: PLC0415  # only where Prefect is in use

        labels = [f"crisis:{event.crisis_id}"] if event.crisis_id else []
        with tags(*labels, f"event:{event.kind}"):
            load_flow(address)(**parameters(event))
        self._emit(event)

    def _emit(self, event: OutboxEvent) -> None:
        """Every event is a Prefect event too, for IT's own automations."""
        from prefect.events import emit_event  # noqa: PLC0415  # only where Prefect is in use

        resource = {"prefect.resource.id": f"krisekanal.crisis.{event.crisis_id or 'none'}"}
        emit_event(event=f"krisekanal.{event.kind}", resource=resource, payload=parameters(event))

    def _watch_prefect(self) -> None:
        while not self._stop.is_set():
            up = answers(self._worker.settings)
            if up and self.mode == "plain":
                self._warm()
                log.info("prefect.answers")
            self.mode = "prefect" if up else "plain"
            self._stop.wait(_PROBE_EVERY)

    def _warm(self) -> None:
        """The first flow of a process costs about a second: pay it now, not at the first crisis."""
        try:
            load_flow("flows.warm_up:warm_up")()
        except Exception as error:
            log.warning("prefect.warm_up_failed", error=type(error).__name__)


class NotYet(Exception):
    """The step asks to be called again later."""

    def __init__(self, status: Any) -> None:
        super().__init__(str(status))
