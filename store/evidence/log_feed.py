"""Word that the log has grown: every change that people see is a line in it, and nothing else wakes them."""

import time
from threading import Event

from schemas.errors import KrisekanalError
from store.context import AppContext
from store.db.changes import LOG, open_feed
from store.evidence import audit


class LogFeed:
    """As `ChangeFeed`; a worker's sign of life, a lease or a retry is a commit and no news."""

    def __init__(self, ctx: AppContext) -> None:
        self._ctx = ctx
        self._feed = open_feed(ctx.engine, LOG)
        self._seen = self._newest()

    def wait(self, seconds: float, stop: Event) -> bool:
        """True once the log is longer than when it was last asked, or the database was away; False at the end of the time."""
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0 and not stop.is_set():
            if self._feed.wait(left, stop) and self._has_grown():
                return True
        return False

    def close(self) -> None:
        self._feed.close()

    def _has_grown(self) -> bool:
        before, self._seen = self._seen, self._newest()
        return self._seen is None or self._seen != before

    def _newest(self) -> int | None:
        """None where the database does not answer."""
        try:
            return audit.newest(self._ctx)
        except KrisekanalError:
            return None
