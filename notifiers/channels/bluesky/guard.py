"""The lock on a Bluesky server of one's own: its administrator gives the account another password for as long as it lasts.

Nobody can log in with the old one; our app password goes on. The old password stands in our own address, in the vault, and
is put back after it. Who is logged in already keeps an access token for a couple of hours, and other app passwords go on: the
watch sees what they post.
"""

import secrets
from typing import Any

from notifiers.base import web
from notifiers.base.http import TIMEOUT
from schemas.errors import NotifierError, RetryClass
from schemas.sentence import say


class BlueskyGuard:
    """`server` is where the account lives; `admin` its administrator's password, `main` the account's own."""

    def __init__(self, server: str, handle: str, admin: str, main: str) -> None:
        self._server, self._handle, self._admin, self._main = server, handle, admin, main

    def roles(self) -> dict[str, Any]:
        """Raises `NotifierError` where the stored password is not the account's: it could not be given back."""
        session = self.session()
        if session is None:
            sentence = say("The stored main password is not the Bluesky account's, so it cannot be locked.")
            raise NotifierError(sentence, RetryClass.OPERATOR)
        return {"did": session["did"]}

    def lower(self, before: dict[str, Any]) -> None:
        self._set(before["did"], secrets.token_urlsafe(32))
        if self.session() is not None:
            raise NotifierError(say("The Bluesky server did not take the new password."), RetryClass.OPERATOR)

    def restore(self, before: dict[str, Any]) -> None:
        self._set(before["did"], self._main)

    def session(self) -> dict[str, Any] | None:
        """A login with the account's own password; None where it is not let in."""
        answer = self._ask("POST", "server.createSession", json={"identifier": self._handle, "password": self._main})
        return dict(answer.json()) if answer.is_success else None

    def _set(self, did: str, password: str) -> None:
        answer = self._ask(
            "POST", "admin.updateAccountPassword", json={"did": did, "password": password}, auth=("admin", self._admin)
        )
        if not answer.is_success:
            raise NotifierError(
                say("The Bluesky server does not know its administrator's password."), RetryClass.OPERATOR
            )

    def _ask(self, method: str, name: str, **kwargs: Any) -> web.Response:
        try:
            answer = web.request(method, f"{self._server}/xrpc/com.atproto.{name}", timeout=TIMEOUT, **kwargs)
        except web.HTTPError as error:
            raise _later(type(error).__name__) from error
        if answer.status_code >= 500 or answer.status_code == 429:
            raise _later(f"HTTP {answer.status_code}")
        return answer


def _later(detail: str) -> NotifierError:
    return NotifierError(say("Bluesky gave no access ({detail}).", detail=detail), RetryClass.RETRY_BACKOFF)
