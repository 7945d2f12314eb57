"""Lines that stay open between batches."""

import time
from threading import Lock, Timer
from typing import Generic, Protocol, TypeVar

KEPT = 20.0
"""Seconds that an idle line is kept: shorter than any server's patience (RFC 5321, 4.5.3.2.7: five minutes)."""


class Closable(Protocol):
    def close(self) -> None: ...


L = TypeVar("L", bound=Closable)


class IdleLines(Generic[L]):
    """Of one login. A line is nobody's seat for longer than `kept` seconds: a provider allows only so many at a time."""

    def __init__(self, kept: float = KEPT) -> None:
        self._kept = kept
        self._idle: list[tuple[L, float]] = []
        self._lock = Lock()
        self._closer: Timer | None = None

    def take(self) -> L | None:
        """The one that was used last."""
        with self._lock:
            return self._idle.pop()[0] if self._idle else None

    def give_back(self, line: L | None) -> None:
        """None where it broke."""
        if line is not None:
            with self._lock:
                self._idle.append((line, time.monotonic()))
                self._look_again()

    def _look_again(self) -> None:
        """One timer for all of them, while there are any."""
        if self._closer is None and self._idle:
            self._closer = Timer(self._kept / 2, self._close_old)
            self._closer.daemon = True
            self._closer.start()

    def _close_old(self) -> None:
        now = time.monotonic()
        with self._lock:
            old = [line for line, since in self._idle if now - since >= self._kept]
            self._idle = [each for each in self._idle if now - each[1] < self._kept]
            self._closer = None
            self._look_again()
        for line in old:
            line.close()
