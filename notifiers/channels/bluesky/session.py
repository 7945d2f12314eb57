"""A session at the account's own server: logged in once, refreshed when it runs out (a login costs of a small quota)."""

from collections.abc import Generator
from threading import Lock
from typing import Any

from notifiers.base import web
from notifiers.base.http import TIMEOUT, classify, repeatable, wait_of
from schemas.errors import NotifierError, RetryClass
from schemas.sentence import say

_EXPIRED = "ExpiredToken"


class BlueskySession(web.Auth):
    """Safe to use from many threads. Raises `NotifierError`, never an ambiguous one: no post has left by then."""

    requires_response_body = True

    def __init__(self, server: str, handle: str, password: str) -> None:
        self._server, self._handle, self._password = server, handle, password
        self._lock = Lock()
        self._access, self._refresh, self._did = "", "", ""

    @property
    def did(self) -> str:
        """The account's lasting name."""
        with self._lock:
            self._login_once()
            return self._did

    def auth_flow(self, request: web.Request) -> Generator[web.Request, web.Response, None]:
        used = self._token()
        request.headers["Authorization"] = f"Bearer {used}"
        answer = yield request
        if reason(answer) == _EXPIRED:
            request.headers["Authorization"] = f"Bearer {self._newer_than(used)}"
            yield request

    def _token(self) -> str:
        with self._lock:
            self._login_once()
            return self._access

    def _newer_than(self, used: str) -> str:
        """One thread refreshes, the others find it done."""
        with self._lock:
            if self._access == used:
                answer = self._ask("refreshSession", token=self._refresh)
                if answer.is_success:
                    self._take(answer)
                else:
                    self._access = ""
                    self._login_once()
            return self._access

    def _login_once(self) -> None:
        if self._access:
            return
        answer = self._ask("createSession", {"identifier": self._handle, "password": self._password})
        if not answer.is_success:
            raise _refused(answer)
        self._take(answer)

    def _take(self, answer: web.Response) -> None:
        try:
            found = answer.json()
            self._access, self._refresh, self._did = (str(found[name]) for name in ("accessJwt", "refreshJwt", "did"))
        except (ValueError, TypeError, KeyError) as error:
            raise _failed(RetryClass.RETRY_BACKOFF, "?") from error

    def _ask(self, name: str, body: dict[str, Any] | None = None, token: str = "") -> web.Response:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        try:
            return web.post(
                f"{self._server}/xrpc/com.atproto.server.{name}", json=body, headers=headers, timeout=TIMEOUT
            )
        except web.HTTPError as error:
            raise _failed(RetryClass.RETRY_NOW, type(error).__name__) from error


def reason(answer: web.Response) -> str:
    """The protocol's own word for what is wrong."""
    if answer.is_success:
        return ""
    try:
        return str(answer.json()["error"])
    except (ValueError, TypeError, KeyError):
        return ""


def _refused(answer: web.Response) -> NotifierError:
    """401 is a wrong password, an account taken down or one closed by its owner."""
    if answer.status_code in (400, 401, 403):
        why = reason(answer) or answer.status_code
        return NotifierError(
            say("Bluesky does not let us in ({reason}). Connect the account again.", reason=why), RetryClass.REAUTH
        )
    kind = classify(answer.status_code)
    return repeatable(_failed(kind, f"HTTP {answer.status_code}", wait_of(kind, answer.headers)))


def _failed(kind: RetryClass, detail: str, wait: float | None = None) -> NotifierError:
    return NotifierError(say("Bluesky gave no access ({detail}).", detail=detail), kind, retry_after=wait)
