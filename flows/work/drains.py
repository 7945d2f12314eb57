"""Slots that empty an account of what waits for many: each asks for a batch, sends it, and says what came of it with the next wish."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from threading import Event, Lock, Thread

import structlog

from flows.work.in_hand import InHand
from flows.work.ledger_writer import LedgerWriter
from flows.work.until_written import until_written
from notifiers.facade import Channels
from schemas.errors import NotifierError
from store.batches.orders import Answer, Order, Took, Wish
from store.bulk import freezing, taking
from store.context import AppContext
from store.db.clock import since_boot

log = structlog.get_logger()
_NO_LONGER = 2.0
"""Seconds between two looks at what is not due yet."""


class Drains:
    """Of one process. `ctx` is asked for anew for each batch: a changed municipality file is another."""

    def __init__(
        self,
        ctx: Callable[[], AppContext],
        channels: Channels,
        name: str,
        lease: timedelta,
        stopping: Event,
        in_hand: InHand,
    ) -> None:
        self._ctx, self._channels, self._name, self._lease = ctx, channels, name, lease
        self._stopping, self._in_hand = stopping, in_hand
        self._ledger: LedgerWriter[Wish, Took] = LedgerWriter(self._take)
        self._slots: dict[str, list[Thread]] = {}
        self._sent: Counter[str] = Counter()
        self._lock, self._freezing = Lock(), Lock()
        self._renewed = since_boot()

    def start(self, account_id: str) -> None:
        """As many slots as the account has lines; those at work go on."""
        account = self._ctx().account(account_id)
        wanted = self._channels.at_once(account)
        with self._lock:
            slots = [slot for slot in self._slots.get(account_id, []) if slot.is_alive()]
            missing = range(wanted - len(slots))
            new = [
                Thread(target=self._run, args=(account_id,), name=f"drain-{account_id}-{n}", daemon=True)
                for n in missing
            ]
            self._slots[account_id] = slots + new
        for slot in new:
            slot.start()

    def join(self, account_id: str, seconds: float | None = None) -> bool:
        """Until this process has nothing of it under way. False where that takes longer."""
        until = None if seconds is None else since_boot() + timedelta(seconds=seconds)
        for slot in list(self._slots.get(account_id, [])):
            slot.join(None if until is None else max((until - since_boot()).total_seconds(), 0.0))
        return not any(slot.is_alive() for slot in self._slots.get(account_id, []))

    def sent(self, account_id: str) -> int:
        """Batches of it that have left through this process."""
        return self._sent[account_id]

    def wait(self, seconds: float | None = None) -> bool:
        return all(self.join(account_id, seconds) for account_id in list(self._slots))

    def renewed(self, at: timedelta) -> None:
        """The heartbeat has renewed what is in hand, and looked at the time before it did."""
        self._renewed = at

    def _take(self, wishes: Sequence[Wish]) -> list[Took]:
        return taking.take(self._ctx(), wishes, self._name, self._lease)

    def _run(self, account_id: str) -> None:
        try:
            with self._freezing:
                freezing.freeze_own(self._ctx(), account_id)
            self._drain(account_id)
        except Exception as error:
            log.warning("drain.ended", account=account_id, error=type(error).__name__)

    def _drain(self, account_id: str) -> None:
        answer: Answer | None = None
        while True:
            asked = since_boot()
            took = self._asked(Wish(account_id, answer, go_on=not self._stopping.is_set()))
            if answer is not None:
                self._in_hand.release(answer.order.batch.id)
                answer = None
            if isinstance(took, Order):
                self._in_hand.take(took.batch.id)
                answer = self._carried(took, asked)
            elif took is None or self._stopping.wait(min(took.seconds, _NO_LONGER)):
                return

    def _asked(self, wish: Wish) -> Took:
        return until_written(lambda: self._ledger.ask(wish), self._stopping)

    def _carried(self, order: Order, claimed: timedelta) -> Answer:
        """Nothing is sent on a lease that others may have taken, however long this process has slept."""
        if order.starts_in:
            self._stopping.wait(order.starts_in)
        account = self._ctx().account(order.account_id)
        if order.only_look:
            return self._looked(order)

        def go_on() -> bool:
            booked = timedelta(seconds=order.starts_in)
            return not self._stopping.is_set() and since_boot() < max(claimed + booked, self._renewed) + self._lease

        sent = self._channels.send_many(account, order.batch, go_on)
        with self._lock:
            self._sent[order.account_id] += 1
        return Answer(order, sent=sent)

    def _looked(self, order: Order) -> Answer:
        try:
            return Answer(order, found=self._channels.find_many(self._ctx().account(order.account_id), order.batch))
        except NotifierError:
            return Answer(order)
