"""Handing an event to whichever worker of Prefect's pool takes it up; the event's own row says who has it."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING

import structlog

from flows.runtime.breaker import Breaker
from flows.runtime.prefect_watch import warm_up_here
from flows.runtime.routes import HANDLERS, Queue, load_flow, parameters
from flows.work.context import WorkerContext
from flows.work.handover import patience
from schemas.event import OutboxEvent
from store.outbox import offers

if TYPE_CHECKING:
    from flows.runtime.story import Story

log = structlog.get_logger()
_LOOK = 0.05
"""Seconds between two looks whether an event has been taken up."""


class PoolHandover:
    """`story` is made when it is first asked for, since it imports Prefect."""

    def __init__(
        self, worker: WorkerContext, breaker: Breaker, flows: ThreadPoolExecutor, story: "Callable[[], Story]"
    ) -> None:
        self._worker, self._breaker, self._flows, self._story = worker, breaker, flows, story
        self._at_work = False

    def took(self, event: OutboxEvent) -> bool:
        """A worker of the pool, be it this one, has it from now on. False where none began in time: it is still ours."""
        ctx, mine = self._worker.ctx, self._worker.name
        left = patience(self._worker.settings.prefect_deadline, event.due_at, ctx.clock())
        if not left:
            self._flows.submit(self._queue, event)
            return False
        offers.offer(ctx, event.id, mine)
        self._wait(event.id, self._flows.submit(self._queue, event), left)
        if offers.take_back(ctx, event.id, mine):
            self._breaker.missed(left)
            log.warning("flow.late")
            return False
        self._breaker.kept()
        return True

    def warm_up(self) -> None:
        """Nothing is handed over before this process has begun, in time, what the pool gives it."""
        if not self._at_work:
            warm_up_here()
            self._go_to_work()
        self._story().warm_up()

    def _go_to_work(self) -> None:
        from flows.runtime import warm_worker  # noqa: PLC0415  # only where Prefect is in use

        self._story().prepare_the_pool(
            [(load_flow(each.flow), each.queue) for each in HANDLERS.values() if each.flow and each.queue]
        )
        warm_worker.start(self._worker.name, self._worker.stopping, self._story().ran)
        self._at_work = True

    def _wait(self, event_id: str, queued: "Future[None]", seconds: float) -> None:
        """Until it is taken up, Prefect has refused it, or the time is over."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and not offers.taken(self._worker.ctx, event_id):
            if queued.done() and (error := queued.exception()):
                log.warning("flow.not_queued", error=type(error).__name__)
                return
            time.sleep(_LOOK)

    def _queue(self, event: OutboxEvent) -> None:
        handler = HANDLERS[event.kind]
        self._story().queue(load_flow(handler.flow or ""), event, parameters(event), handler.queue or Queue.CALM)
