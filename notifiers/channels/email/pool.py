"""Lines that stay open between batches."""

import time
from threading import Lock

from notifiers.channels.email.pipeline import SmtpLine

KEPT = 20.0
"""Seconds that an idle line is kept: shorter than any server's patience (RFC 5321, 4.5.3.2.7: five minutes)."""


class LinePool:
    def __init__(self) -> None:
        self._idle: list[tuple[SmtpLine, float]] = []
        self._lock = Lock()

    def take(self) -> SmtpLine | None:
        """One that was used a moment ago; older ones are closed."""
        now = time.monotonic()
        with self._lock:
            old = [line for line, since in self._idle if now - since > KEPT]
            self._idle = [kept for kept in self._idle if now - kept[1] <= KEPT]
            found = self._idle.pop()[0] if self._idle else None
        for line in old:
            line.close()
        return found

    def give_back(self, line: SmtpLine | None) -> None:
        if line is not None:
            with self._lock:
                self._idle.append((line, time.monotonic()))
