"""Short-lived access tokens, made from a lasting grant that a person once gave (OAuth 2.0, RFC 6749 section 6).

Not Authlib's client: docs/adr/0011.
"""

import time
from collections.abc import Generator
from threading import Lock

from notifiers.base import web
from notifiers.base.http import TIMEOUT, classify
from schemas.errors import NotifierError, RetryClass
from schemas.sentence import say

_MARGIN = 60.0
"""Seconds before its end that a token is no longer used."""


class OAuth2RefreshAuth(web.Auth):
    """Safe to use from many threads; one of them asks for a token, the others wait.

    A token that ran out early is made anew once: a request refused with 401 was not carried out.
    """

    def __init__(self, owner: str, address: str, form: dict[str, str]) -> None:
        self._owner, self._address, self._form = owner, address, form | {"grant_type": "refresh_token"}
        self._lock = Lock()
        self._value, self._until = "", 0.0

    def auth_flow(self, request: web.Request) -> Generator[web.Request, web.Response, None]:
        request.headers["Authorization"] = f"Bearer {self._get()}"
        answer = yield request
        if answer.status_code == 401:
            self._until = 0.0
            request.headers["Authorization"] = f"Bearer {self._get()}"
            yield request

    def _get(self) -> str:
        """Raises `NotifierError`: `REAUTH` where the grant was withdrawn or has run out."""
        with self._lock:
            if time.monotonic() > self._until - _MARGIN:
                self._value, seconds = self._fetch()
                self._until = time.monotonic() + seconds
            return self._value

    def _fetch(self) -> tuple[str, float]:
        """No message has left when this fails, so it is never ambiguous."""
        try:
            answer = web.post(self._address, data=self._form, timeout=TIMEOUT)
        except web.HTTPError as error:
            raise self._failed(RetryClass.RETRY_NOW, type(error).__name__) from error
        if not answer.is_success:
            raise self._refused(answer)
        try:
            found = answer.json()
            return str(found["access_token"]), float(found["expires_in"])
        except (ValueError, TypeError, KeyError) as error:
            raise self._failed(RetryClass.RETRY_BACKOFF, "?") from error

    def _refused(self, answer: web.Response) -> NotifierError:
        """400 `invalid_grant`, 401 `invalid_client`: only a person can mend it."""
        if answer.status_code in (400, 401, 403):
            sentence = say("{owner} no longer accepts the stored access. Connect the account again.", owner=self._owner)
            return NotifierError(sentence, RetryClass.REAUTH)
        kind = classify(answer.status_code)
        later = kind in (RetryClass.RETRY_AFTER, RetryClass.AMBIGUOUS)
        return self._failed(RetryClass.RETRY_BACKOFF if later else kind, f"HTTP {answer.status_code}")

    def _failed(self, kind: RetryClass, detail: str) -> NotifierError:
        return NotifierError(say("{owner} gave no access ({detail}).", owner=self._owner, detail=detail), kind)
