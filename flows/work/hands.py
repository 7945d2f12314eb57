"""Hands that make the requests: every account has a few of its own (a bulkhead), so that a sick channel takes none from others."""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from threading import Lock
from typing import TypeVar

PER_ACCOUNT = 4
"""Deliveries at a time."""
ABREAST = 8
"""Recipients of one delivery at a time."""
T = TypeVar("T")


class Hands:
    """Threads are made when they are needed. What finds no free hand waits behind its own account's requests only."""

    def __init__(self) -> None:
        self._pools: dict[str, ThreadPoolExecutor] = {}
        self._helpers: dict[str, ThreadPoolExecutor] = {}
        self._busy: Counter[str] = Counter()
        self._under_way: dict[str, Future[None]] = {}
        self._lock = Lock()

    def has_free(self, account_id: str) -> bool:
        with self._lock:
            return self._busy[account_id] < PER_ACCOUNT

    def submit(self, account_id: str, delivery_id: str, work: Callable[[], None]) -> "Future[None]":
        with self._lock:
            self._busy[account_id] += 1
            future = _pool(self._pools, account_id, PER_ACCOUNT).submit(work)
            self._under_way[delivery_id] = future
        future.add_done_callback(lambda _: self._done(account_id, delivery_id))
        return future

    def abreast(self, account_id: str, works: Sequence[Callable[[], T]]) -> list[T]:
        """What they come to, in order. The caller's own thread does the first, an account's helpers the others."""
        others = []
        if len(works) > 1:
            with self._lock:
                helpers = _pool(self._helpers, account_id, ABREAST - 1)
                others = [helpers.submit(work) for work in works[1:]]
        try:
            return [works[0](), *(other.result() for other in others)]
        finally:
            wait(others)

    def at_work_on(self, delivery_id: str) -> "Future[None] | None":
        with self._lock:
            return self._under_way.get(delivery_id)

    def wait(self, seconds: float | None = None) -> bool:
        """Until nothing is under way. False where that takes longer."""
        with self._lock:
            left = list(self._under_way.values())
        return not wait(left, seconds).not_done

    def close(self, seconds: float) -> None:
        """No new work; what is under way has so many seconds to end."""
        self.wait(seconds)
        with self._lock:
            pools = (*self._pools.values(), *self._helpers.values())
        for pool in pools:  # what waited is told so on this thread, and wants the lock itself
            pool.shutdown(wait=False, cancel_futures=True)

    def _done(self, account_id: str, delivery_id: str) -> None:
        with self._lock:
            self._busy[account_id] -= 1
            self._under_way.pop(delivery_id, None)


def _pool(pools: dict[str, ThreadPoolExecutor], account_id: str, threads: int) -> ThreadPoolExecutor:
    if account_id not in pools:
        pools[account_id] = ThreadPoolExecutor(threads, thread_name_prefix=f"deliver-{account_id}")
    return pools[account_id]
