"""Google's access token: short-lived, made from the refresh token that a person once granted."""

import time
from threading import Lock

import httpx

from notifiers.http import classify
from schemas.errors import NotifierError, RetryClass
from schemas.sentence import say

_MARGIN = 60.0
"""Seconds before its end that a token is no longer used."""


class AccessToken:
    """Safe to use from many threads; one of them asks, the others wait."""

    def __init__(self, client: httpx.Client, address: str, form: dict[str, str]) -> None:
        self._client, self._address, self._form = client, address, form
        self._lock = Lock()
        self._value, self._until = "", 0.0

    def get(self) -> str:
        """Raises `NotifierError`: `REAUTH` where the grant was withdrawn or has run out."""
        with self._lock:
            if time.monotonic() > self._until - _MARGIN:
                self._value, seconds = self._fetch()
                self._until = time.monotonic() + seconds
            return self._value

    def forget(self) -> None:
        with self._lock:
            self._until = 0.0

    def _fetch(self) -> tuple[str, float]:
        """No message has left when this fails, so it is never ambiguous."""
        try:
            answer = self._client.post(self._address, data=self._form | {"grant_type": "refresh_token"})
        except httpx.HTTPError as error:
            raise _failed(RetryClass.RETRY_NOW, type(error).__name__) from error
        if not answer.is_success:
            raise _refused(answer)
        try:
            found = answer.json()
            return str(found["access_token"]), float(found["expires_in"])
        except (ValueError, TypeError, KeyError) as error:
            raise _failed(RetryClass.RETRY_BACKOFF, "?") from error


def _refused(answer: httpx.Response) -> NotifierError:
    """400 `invalid_grant`, 401 `invalid_client`: only a person can mend it."""
    if answer.status_code in (400, 401, 403):
        return NotifierError(say("Google no longer accepts the stored access. Connect the account again."), RetryClass.REAUTH)
    kind = classify(answer.status_code)
    return _failed(RetryClass.RETRY_BACKOFF if kind is RetryClass.RETRY_AFTER else kind, f"HTTP {answer.status_code}")


def _failed(kind: RetryClass, detail: str) -> NotifierError:
    return NotifierError(say("Google gave no access ({detail}).", detail=detail), kind)
