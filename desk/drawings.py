"""Reports as PDFs for whoever asks: drawn one at a time, kept for a little, and asked for together without being drawn twice."""

import time
from collections.abc import Callable
from concurrent.futures import Future
from threading import Lock
from typing import NamedTuple

from schemas.errors import NotDrawn
from schemas.sentence import say

MOST = 12
"""Requests that may wait at the same time; each holds one of the forty threads that answer pages."""
LONGEST = 180.0
"""Seconds that a request waits, for its own drawing and for those before it."""
LASTS = 60.0
"""Seconds. Some of a report, such as an answer of a platform that changes nothing for the desk, is in no line of the log."""
_KEPT = 8


class Wanted(NamedTuple):
    crisis_id: str
    lang: str
    seq: int
    """Of the log's newest line: after the next one the report is another."""
    log: bool = True
    """With the log as an appendix."""


class Drawings:
    """One per process."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._guard, self._pen = Lock(), Lock()
        self._known: dict[Wanted, tuple[float, Future[bytes]]] = {}
        self._waiting = 0

    def pdf(self, wanted: Wanted, draw: Callable[[], bytes], let_go: Callable[[], None]) -> bytes:
        """`let_go` gives back what must not be held while others draw. Raises `NotDrawn` where too many wait, or it took too long."""
        with self._guard:
            found, mine = self._of(wanted)
            if found.done() and not mine:
                return found.result()
            if self._waiting >= MOST:
                if mine:
                    del self._known[wanted]
                raise NotDrawn(say("Reports are being drawn for others just now. Try again in a minute."))
            self._waiting += 1
        try:
            return self._drawn(wanted, found, draw, let_go) if mine else _others(found, let_go)
        finally:
            with self._guard:
                self._waiting -= 1

    def _of(self, wanted: Wanted) -> tuple[Future[bytes], bool]:
        """The drawing, and whether it is for the caller to make it."""
        now = self._clock()
        for old in [key for key, (at, one) in self._known.items() if one.done() and now - at >= LASTS]:
            del self._known[old]
        mine = wanted not in self._known
        return self._known.setdefault(wanted, (now, Future()))[1], mine

    def _drawn(
        self, wanted: Wanted, made: Future[bytes], draw: Callable[[], bytes], let_go: Callable[[], None]
    ) -> bytes:
        try:
            data = self._one_at_a_time(draw, let_go)
        except Exception as error:
            with self._guard:
                self._known.pop(wanted, None)
            made.set_exception(error)
            raise
        with self._guard:
            self._known[wanted] = (self._clock(), made)
            for old in [key for key, (_, one) in self._known.items() if one.done()][:-_KEPT]:
                del self._known[old]
        made.set_result(data)
        return data

    def _one_at_a_time(self, draw: Callable[[], bytes], let_go: Callable[[], None]) -> bytes:
        if not self._pen.acquire(blocking=False):
            let_go()
            if not self._pen.acquire(timeout=LONGEST):
                raise _too_long()
        try:
            return draw()
        finally:
            self._pen.release()


def _others(found: Future[bytes], let_go: Callable[[], None]) -> bytes:
    let_go()
    try:
        return found.result(LONGEST)
    except TimeoutError:
        raise _too_long() from None


def _too_long() -> NotDrawn:
    return NotDrawn(say("Another PDF is being drawn. Try again in a few minutes."))
