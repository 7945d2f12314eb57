"""The dispatcher: takes due events from the outbox by lease and has their work done.

What the public waits for goes first, in threads of its own; notices and reminders follow behind.
"""

from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Lock, Thread

import structlog

from flows.runtime.routes import HANDLERS
from flows.runtime.runner import FlowRunner
from flows.steps import another_life, log_heads
from flows.steps.bounces import read_bounces
from flows.steps.drain import join_in
from flows.steps.mirror import copy_page
from flows.steps.sms_reports import fetch_reports
from flows.steps.sweep import sweep, sweep_files, sweep_outbox, sweep_register, sweep_remarks
from flows.steps.webhooks import enqueue_behind
from flows.work.context import WorkerContext
from flows.work.written_down import written_down
from notifiers.platforms import PLATFORMS
from policy.monitoring import clocks
from schemas.event import EventKind, OutboxEvent
from schemas.life import Life
from store.accounts import renewals
from store.backups import making
from store.db import changes
from store.db.clock import since_boot
from store.exercises import plans
from store.municipality_file import LOOK_EVERY, MunicipalityFile
from store.outbox import epochs, outbox, workers
from store.remarks import inbox
from store.upkeep import health

log = structlog.get_logger()
_LOOK = 1.0
"""Seconds at most between two looks at the outbox; a commit wakes us at once."""
_SWEEP_EVERY = 30.0
_AT_A_TIME = 8
_TELL_EVERY = 600.0
_MIRROR_EVERY = 2.0
"""Seconds between two looks whether the public page has changed, or its copy has failed."""
_BACKUP_EVERY = 300.0
"""Seconds between two looks whether a backup is due."""
_HEADS_EVERY = 60.0
"""Seconds between two looks whether the log has grown; how often a head is taken is a setting."""
_HANDS_FULL = 0.05
_STOP_WITHIN = 10.0
"""Seconds for what is under way when the worker is told to stop."""


class Lane:
    """A kind of work and the hands it has; what finds none free is not claimed, so that another worker may."""

    def __init__(self, name: str, hands: int, kinds: Collection[EventKind]) -> None:
        self.kinds = kinds
        self._pool = ThreadPoolExecutor(hands, thread_name_prefix=name)
        self._free = hands
        self._lock = Lock()

    @property
    def free(self) -> int:
        return self._free

    def submit(self, work: Callable[[], None]) -> None:
        self._change(-1)
        self._pool.submit(work).add_done_callback(lambda _: self._change(1))

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _change(self, by: int) -> None:
        with self._lock:
            self._free += by


class Dispatcher:
    """`run` works until the worker is told to stop."""

    def __init__(self, worker: WorkerContext) -> None:
        self._worker = worker
        self._runner = FlowRunner(worker)
        at_once = [kind for kind, handler in HANDLERS.items() if handler.at_once]
        behind = [kind for kind, handler in HANDLERS.items() if not handler.at_once]
        self._lanes = (Lane("at once", 16, at_once), Lane("behind", 4, behind))
        self.stop = worker.stopping
        self.ended_by: Life | None = None
        """The life of another machine, where that is why we stopped."""
        self._file = MunicipalityFile(worker.settings.municipality, PLATFORMS)

    def run(self) -> None:
        feed = changes.open_feed(self._worker.ctx.engine)
        self._every(self._worker.settings.lease_seconds / 3, self._beat)
        self._every(_SWEEP_EVERY, self._look_for_another_life)
        self._every(_SWEEP_EVERY, lambda: sweep(self._worker))
        self._every(_LOOK, lambda: enqueue_behind(self._worker))
        self._every(_LOOK, lambda: join_in(self._worker))
        self._every(LOOK_EVERY, self._look_at_the_file)
        self._every(3600.0, lambda: sweep_files(self._worker))
        self._every(3600.0, lambda: sweep_register(self._worker))
        self._every(_SWEEP_EVERY, lambda: read_bounces(self._worker))
        self._every(_SWEEP_EVERY, lambda: fetch_reports(self._worker))
        self._every(3600.0, lambda: sweep_remarks(self._worker))
        self._every(3600.0, lambda: sweep_outbox(self._worker))
        self._every(3600.0, lambda: plans.plan_ahead(self._worker.ctx))
        self._every(_SWEEP_EVERY, lambda: inbox.keep_going(self._worker.ctx))
        self._every(3600.0, lambda: renewals.plan(self._worker.ctx))
        self._every(_BACKUP_EVERY, self._back_up)
        self._every(_HEADS_EVERY, lambda: log_heads.plan_next(self._worker))
        self._every(_TELL_EVERY, self._tell_of_the_clock)
        if self._worker.settings.mirror:
            self._every(_MIRROR_EVERY, lambda: copy_page(self._worker))
        while not self.stop.is_set():
            if not self._take():
                feed.wait(self._pause(), self.stop)
        feed.close()
        self._close()

    def _take(self) -> bool:
        """Claim what is due and hand it on. False when there was nothing, or the database did not answer."""
        try:
            taken = [self._take_into(lane) for lane in self._lanes]
            return any(taken)
        except Exception as error:  # whatever it is, the worker that ends for it helps nobody
            log.warning("outbox.unavailable", error=type(error).__name__)
            self.stop.wait(_LOOK)
            return False

    def _take_into(self, lane: Lane) -> bool:
        worker = self._worker
        events = outbox.claim_due(worker.ctx, worker.name, worker.lease, min(lane.free, _AT_A_TIME), lane.kinds)
        for event in events:
            if worker.in_hand.take(event.id):
                lane.submit(partial(self._handle, event))
        return bool(events)

    def _handle(self, event: OutboxEvent) -> None:
        try:
            ran_by = written_down(self._worker, event.id, lambda: self._runner.run(event))
            log.info("event.done", kind=event.kind.value, event_id=event.id, ran_by=ran_by)
        except Exception as error:
            log.warning("event.again", kind=event.kind.value, event_id=event.id, error=type(error).__name__)
        finally:
            self._worker.in_hand.release(event.id)

    def _pause(self) -> float:
        """Until the next event is due, at most `_LOOK`; not at all long while somebody's hands are full."""
        if any(lane.free < 1 for lane in self._lanes):
            return _HANDS_FULL
        try:
            due = outbox.next_due(self._worker.ctx)
        except Exception:
            return _LOOK
        left = (due - self._worker.ctx.clock()).total_seconds() if due else _LOOK
        return min(max(left, 0.005), _LOOK)

    def _beat(self) -> None:
        worker, at = self._worker, since_boot()
        workers.beat(worker.ctx, worker.name, self._runner.mode, worker.lease, worker.in_hand.all())
        worker.drains.renewed(at)

    def _look_at_the_file(self) -> None:
        self._worker.ctx = self._file.look(self._worker.ctx)

    def _look_for_another_life(self) -> None:
        found = another_life.later(self._worker)
        if found or another_life.restored_below(self._worker):
            log.error("life.ended", by=found.number if found else epochs.number(self._worker.ctx))
            self.ended_by = found
            self.stop.set()

    def _back_up(self) -> None:
        made = making.make_when_due(self._worker.ctx, self._worker.settings)
        if made:
            log.info("backup.made", file=made.file, bytes=made.bytes)

    def _tell_of_the_clock(self) -> None:
        ahead = health.machine_ahead(self._worker.ctx)
        if clocks.judge(ahead) != "ok":
            log.warning("clock.off", seconds_ahead=round(ahead.total_seconds(), 1))

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
        """What is under way is finished and written down; who takes longer than `_STOP_WITHIN` is left behind."""
        self._runner.close()
        for lane in self._lanes:
            lane.close()
        self._worker.hands.close(_STOP_WITHIN)
        self._worker.drains.wait(_STOP_WITHIN)
        self._quietly(lambda: outbox.give_back(self._worker.ctx, self._worker.name))
        self._quietly(lambda: workers.sign_out(self._worker.ctx, self._worker.name))
