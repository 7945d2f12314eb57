"""The dispatcher: takes due events from the outbox by lease and has their work done.

What the public waits for goes first, in threads of its own; notices and reminders follow behind.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Thread

import structlog

from flows.context import WorkerContext
from flows.runtime.routes import HANDLERS
from flows.runtime.runner import Engine
from flows.steps.exercise import plan_ahead
from flows.steps.sweep import sweep
from flows.steps.webhooks import enqueue_behind
from schemas.event import OutboxEvent
from store.accounts import renewals
from store.db import changes
from store.outbox import outbox, workers

log = structlog.get_logger()
_LOOK = 1.0
"""Seconds at most between two looks at the outbox; a commit wakes us at once."""
_SWEEP_EVERY = 30.0


class Dispatcher:
    """`run` works until `stop` is set."""

    def __init__(self, worker: WorkerContext) -> None:
        self._worker = worker
        self._engine = Engine(worker)
        self._urgent = ThreadPoolExecutor(max_workers=16, thread_name_prefix="urgent")
        self._calm = ThreadPoolExecutor(max_workers=4, thread_name_prefix="calm")
        self.stop = Event()

    def run(self) -> None:
        open_feed = changes.open_feed(self._worker.ctx.engine)
        self._every(self._worker.settings.lease_seconds / 3, self._beat)
        self._every(_SWEEP_EVERY, lambda: sweep(self._worker))
        self._every(_LOOK, lambda: enqueue_behind(self._worker))
        self._every(3600.0, lambda: plan_ahead(self._worker))
        self._every(3600.0, lambda: renewals.plan(self._worker.ctx))
        while not self.stop.is_set():
            if not self._take():
                open_feed.wait(self._pause(), self.stop)
        self._close()
        open_feed.close()

    def _take(self) -> bool:
        """Claim what is due and hand it on. False when there was nothing, or the database did not answer."""
        try:
            events = outbox.claim_due(self._worker.ctx, self._worker.name, self._worker.lease)
        except Exception as error:  # whatever it is, the worker that ends for it helps nobody
            log.warning("outbox.unavailable", error=type(error).__name__)
            self.stop.wait(_LOOK)
            return False
        for event in events:
            pool = self._urgent if HANDLERS[event.kind].urgent else self._calm
            pool.submit(self._handle, event)
        return bool(events)

    def _handle(self, event: OutboxEvent) -> None:
        ctx = self._worker.ctx
        try:
            ran_by = self._engine.run(event)
            outbox.finish(ctx, event.id, ran_by)
            log.info("event.done", kind=event.kind.value, event_id=event.id, ran_by=ran_by)
        except Exception as error:
            log.warning("event.again", kind=event.kind.value, event_id=event.id, error=type(error).__name__)
            name = type(error).__name__
            self._quietly(lambda: outbox.fail(ctx, event.id, name))

    def _pause(self) -> float:
        """Until the next event is due, at most `_LOOK`."""
        try:
            due = outbox.next_due(self._worker.ctx)
        except Exception:
            return _LOOK
        left = (due - self._worker.ctx.clock()).total_seconds() if due else _LOOK
        return min(max(left, 0.005), _LOOK)

    def _beat(self) -> None:
        workers.beat(self._worker.ctx, self._worker.name, self._engine.mode, self._worker.lease)

    def _every(self, seconds: float, work: Callable[[], object]) -> None:
        def loop() -> None:
            while not self.stop.is_set():
                self._quietly(work)
                self.stop.wait(seconds)

        Thread(target=loop, daemon=True).start()

    def _quietly(self, work: Callable[[], object]) -> None:
        """Housekeeping that fails is tried again soon; it must not take the worker down."""
        try:
            work()
        except Exception as error:
            log.warning("housekeeping.failed", error=type(error).__name__)

    def _close(self) -> None:
        self._engine.close()
        for pool in (self._urgent, self._calm):
            pool.shutdown(wait=True, cancel_futures=True)
        self._quietly(lambda: workers.sign_out(self._worker.ctx, self._worker.name))
