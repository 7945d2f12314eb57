"""What this process has in hand: the only leases that its heartbeat renews."""

from collections import Counter
from threading import Lock


class InHand:
    """Ids of events, deliveries and notices, and accounts whose inbox is read, each taken by one thread at a time.

    What is leased to this process and not in hand here was never begun: the answer to the claim was lost on its way back.
    """

    def __init__(self) -> None:
        self._ids: Counter[str] = Counter()
        self._lock = Lock()

    def take(self, name: str) -> bool:
        """False where another thread has it."""
        with self._lock:
            if self._ids[name]:
                return False
            self._ids[name] = 1
            return True

    def join(self, name: str) -> None:
        """Taken here all the same: whoever had it in another hand has let it go, or is about to."""
        with self._lock:
            self._ids[name] += 1

    def release(self, name: str) -> None:
        with self._lock:
            self._ids[name] -= 1
            self._ids = +self._ids

    def all(self) -> frozenset[str]:
        with self._lock:
            return frozenset(self._ids)
