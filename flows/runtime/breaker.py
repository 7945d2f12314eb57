"""Is anything handed over to Prefect at all? Two missed deadlines in a row say no, a run that really ran says yes."""

from threading import Lock

import structlog

log = structlog.get_logger()
_MISSES = 2


class Breaker:
    """Open at first: a server that answers has not yet shown that it runs anything.

    The log says when it closes (`prefect.answers`) and when it opens (`prefect.left_out`).
    """

    def __init__(self, deadline: float) -> None:
        """`deadline`: seconds that Prefect has to begin."""
        self._lock = Lock()
        self._deadline = deadline
        self._missed = _MISSES

    @property
    def closed(self) -> bool:
        with self._lock:
            return self._missed < _MISSES

    def kept(self) -> None:
        """A deadline, while it was closed."""
        with self._lock:
            if self._missed < _MISSES:
                self._missed = 0

    def missed(self, had: float) -> None:
        """Not begun in `had` seconds. Under half of the deadline says more of our own hands than of Prefect."""
        if had > self._deadline / 2:
            with self._lock:
                self._becomes(self._missed + 1)

    def open(self) -> None:
        with self._lock:
            self._becomes(_MISSES)

    def close(self) -> None:
        with self._lock:
            self._becomes(0)

    def _becomes(self, missed: int) -> None:
        before, self._missed = self._missed, missed
        if before < _MISSES <= missed:
            log.warning("prefect.left_out")
        elif missed < _MISSES <= before:
            log.info("prefect.answers")
