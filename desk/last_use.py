"""When sessions were last used: written down behind the answer, in a thread; no page waits for the writer's turn."""

from threading import Lock

import structlog

from schemas.errors import StoreUnavailable
from schemas.identity.login import LoginSession
from store.context import AppContext
from store.identity import login_sessions

log = structlog.get_logger()


class LastUse:
    """One per process. One thread at most waits for the writer, however many ask."""

    def __init__(self) -> None:
        self._waiting: set[str] = set()
        self._guard, self._writing = Lock(), Lock()

    def note(self, ctx: AppContext, session: LoginSession) -> None:
        """Once a minute for a session. Whoever comes while another writes leaves it to that one."""
        with self._guard:
            self._waiting.add(session.id)
        while self._waiting and self._writing.acquire(blocking=False):
            try:
                self._write_down(ctx)
            finally:
                self._writing.release()

    def _write_down(self, ctx: AppContext) -> None:
        with self._guard:
            ids, self._waiting = self._waiting, set()
        try:
            login_sessions.used(ctx, ids)
        except StoreUnavailable as error:
            log.warning("session.use_not_noted", error=str(error))  # the next request tries again
