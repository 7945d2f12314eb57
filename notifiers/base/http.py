"""HTTP for channels: one place for timeouts, and for turning answers into classes of retry."""

import logging
from collections.abc import Container
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from notifiers.base import web
from notifiers.base.plugin import Plugin
from schemas.errors import NotifierError, RetryClass
from schemas.sentence import say

TIMEOUT = web.Timeout(10.0, connect=5.0)
"""Seconds. A post that has not been answered by then is ambiguous, not failed."""

logging.getLogger(web.LOGGER).setLevel(logging.WARNING)
"""It writes whole addresses to its log, and a few platforms have tokens in theirs."""

_BACKOFF = {408, 425, 500, 502, 504}
_NOT_SENT = (web.ConnectError, web.ConnectTimeout, web.PoolTimeout, web.UnsupportedProtocol)


def classify(status: int) -> RetryClass:
    """HTTP status code to class of retry. A redirect means that the stored address is not the server's own."""
    if status == 401:
        return RetryClass.REAUTH
    if status in (429, 503):
        return RetryClass.RETRY_AFTER
    if status in _BACKOFF or status >= 500:
        return RetryClass.RETRY_BACKOFF
    return RetryClass.OPERATOR if status == 426 or status < 400 else RetryClass.PERMANENT


def retry_after(answer: web.Response, default: float = 30.0) -> float:
    """Seconds the platform asks us to wait; `default` where it does not say so in a number."""
    value = answer.headers.get("Retry-After", "")
    return float(value) if value.replace(".", "", 1).isdigit() else default


def seconds_apart(answer: web.Response) -> float | None:
    """How far the platform's clock is from ours; None where it does not show it."""
    try:
        theirs = parsedate_to_datetime(answer.headers["Date"])
    except (KeyError, ValueError):
        return None
    return abs((datetime.now(UTC) - theirs.astimezone(UTC)).total_seconds())


class HttpPlugin(Plugin):
    """A channel behind an HTTP API. Set `self.client` in `__init__`."""

    client: web.Client

    def ask(self, method: str, path: str, *, accept: Container[int] = (), **kwargs: Any) -> web.Response:
        """One request. Raises `NotifierError` for everything but 2xx and the statuses in `accept`."""
        try:
            answer = self.client.request(method, path, **kwargs)
        except _NOT_SENT as error:
            raise self._failed(RetryClass.RETRY_NOW, type(error).__name__) from error
        except web.HTTPError as error:
            raise self._failed(RetryClass.AMBIGUOUS, type(error).__name__) from error
        self.clocks_apart = seconds_apart(answer)
        if answer.is_success or answer.status_code in accept:
            return answer
        raise self.refused(answer)

    def refused(self, answer: web.Response) -> NotifierError:
        """What an answer that is no success means; a platform with codes of its own says more than the status does."""
        kind = classify(answer.status_code)
        wait = retry_after(answer) if kind is RetryClass.RETRY_AFTER else None
        return self._failed(kind, f"HTTP {answer.status_code}", wait)

    def _failed(self, kind: RetryClass, detail: str, wait: float | None = None) -> NotifierError:
        sentence = say("{channel} did not take the message ({detail}).", channel=self.service_name, detail=detail)
        return NotifierError(sentence, kind, retry_after=wait)
