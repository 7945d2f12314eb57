"""Watching Prefect: a server that does not answer is asked no more, one that runs a flow in time is.

That it answers says little: it may answer and hang at everything else.
"""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from importlib import import_module
from threading import Event, Thread

import structlog

from config.machine.settings import Settings
from flows.runtime.breaker import Breaker
from flows.runtime.probe import answers
from flows.runtime.routes import HANDLERS, load_flow

log = structlog.get_logger()
_LOOK_EVERY = 2.0


class PrefectWatch:
    """A thread of its own: a whole run within the deadline, before anything is handed over."""

    def __init__(
        self,
        settings: Settings,
        breaker: Breaker,
        warm_up: Callable[[], None],
        runs_again: Callable[[], None],
    ) -> None:
        """`runs_again` is called each time that the breaker has been closed."""
        self._warm_up = warm_up
        self._settings, self._breaker = settings, breaker
        self._runs_again = runs_again
        self._stop = Event()
        self._warm_ups = ThreadPoolExecutor(max_workers=1, thread_name_prefix="warm-up")
        self._running: Future[None] | None = None
        self._began = 0.0

    def start(self) -> None:
        Thread(target=self._watch, name="probe", daemon=True).start()

    def stop(self) -> None:
        self._stop.set()
        self._warm_ups.shutdown(wait=False, cancel_futures=True)

    def _watch(self) -> None:
        while not self._stop.is_set():
            self._look()
            self._stop.wait(_LOOK_EVERY)

    def _look(self) -> None:
        if not answers(self._settings):
            self._breaker.open()
        elif not self._breaker.closed and self._runs_in_time():
            self._breaker.close()
            self._runs_again()

    def _runs_in_time(self) -> bool:
        """The first run of a process takes about a second more: it is late, and the next one is not."""
        if self._running is None or self._running.done():
            self._began = time.monotonic()
            with suppress(RuntimeError):  # closed while we looked
                self._running = self._warm_ups.submit(self._warm_up)
        left = self._began + self._settings.prefect_deadline - time.monotonic()
        try:
            return self._running is not None and self._running.result(max(0.0, left)) is None
        except Exception as error:
            log.warning("prefect.not_in_time", error=type(error).__name__)
            return False


def warm_up_here() -> None:
    """Everything that a first real run would load is loaded, too: it takes a second and more."""
    from flows.runtime.no_heartbeat import no_heartbeat  # noqa: PLC0415  # it imports Prefect

    for handler in HANDLERS.values():
        if handler.flow:
            load_flow(handler.flow)
    import_module("flows.runtime.story")
    run: Callable[[], object] = load_flow("flows.warm_up:warm_up")
    with no_heartbeat():
        run()
