"""What was done without Prefect is shown there once it runs again: late runs, which say that it was done plainly."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta

import structlog

from flows.runtime.routes import HANDLERS
from flows.work.context import WorkerContext
from schemas.event import EventKind, OutboxEvent
from store.outbox import outbox

log = structlog.get_logger()
_SINCE = timedelta(days=1)
_MOST = 200
_TICKS = {EventKind.WATCH_DUE, EventKind.DELIVERY_DUE}
"""They come again by themselves; the message's own run shows every channel."""
_QUIET = timedelta(seconds=2)
"""Without anything to hand over, before each late run: Prefect's time is for what is due now."""
_TRIES = 3
_PAUSE = 2.0
"""Seconds before another try at what Prefect did not take."""
_LOOK = 0.5
"""Seconds between two looks whether it is quiet."""
SHOWN = frozenset(kind for kind, handler in HANDLERS.items() if handler.flow) - _TICKS


class CatchingUp:
    """One thread, one run after the other, behind all that is due now."""

    def __init__(self, worker: WorkerContext, flow: Callable[[OutboxEvent], None], go_on: Callable[[], bool]) -> None:
        """`flow` runs an event's flow; it is asked for as long as `go_on` says so."""
        self._worker, self._flow, self._go_on = worker, flow, go_on
        self._hand = ThreadPoolExecutor(max_workers=1, thread_name_prefix="catching-up")
        self._asked: Future[None] | None = None

    @property
    def idle(self) -> bool:
        return self._asked is None or self._asked.done()

    def start(self) -> None:
        """While it is at it: once more behind that, since what was done after it had begun is not among what it shows."""
        if self._asked is None or self._asked.running() or self._asked.done():
            with suppress(RuntimeError):  # closed meanwhile
                self._asked = self._hand.submit(self._show)

    def stop(self) -> None:
        self._hand.shutdown(wait=False, cancel_futures=True)

    def _show(self) -> None:
        since = self._worker.ctx.clock() - _SINCE
        shown = 0
        for event in outbox.done_plainly(self._worker.ctx, since, SHOWN, _MOST):
            if not self._went_on(event):
                break
            shown += 1
        log.info("prefect.caught_up", runs=shown)

    def _went_on(self, event: OutboxEvent) -> bool:
        """False where nothing is to be shown any more. What Prefect does not take is tried again, and then left."""
        for _ in range(_TRIES):
            if not self._quiet():
                return False
            try:
                self._flow(event)
                return True
            except Exception as error:
                log.warning("flow.not_shown", kind=event.kind.value, error=type(error).__name__)
                self._worker.stopping.wait(_PAUSE)
        return True

    def _quiet(self) -> bool:
        """Waits for it. False where nothing is to be shown any more."""
        ctx = self._worker.ctx
        while outbox.at_work(ctx, SHOWN, ctx.clock() - _QUIET):
            if self._worker.stopping.wait(_LOOK) or not self._go_on():
                return False
        return not self._worker.stopping.is_set() and self._go_on()
