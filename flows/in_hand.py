"""What this process has in hand: the only leases that its heartbeat renews."""

from threading import Lock


class InHand:
    """Ids of events, deliveries and notices, each taken by one thread at a time.

    What is leased to this process and not in hand here was never begun: the answer to the claim was lost on its way back.
    """

    def __init__(self) -> None:
        self._ids: set[str] = set()
        self._lock = Lock()

    def take(self, name: str) -> bool:
        """False where another thread has it."""
        with self._lock:
            if name in self._ids:
                return False
            self._ids.add(name)
            return True

    def release(self, name: str) -> None:
        with self._lock:
            self._ids.discard(name)

    def all(self) -> frozenset[str]:
        with self._lock:
            return frozenset(self._ids)
