"""HTTP for channels: one place for timeouts, and for turning answers into classes of retry."""

import logging
from collections.abc import Callable, Container, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from notifiers.base import web
from notifiers.base.pages import NOT_READ, Entry, Turned, entries, turned
from notifiers.base.plugin import Plugin
from schemas.errors import NotifierError, RetryClass
from schemas.messages.delivery import Outgoing
from schemas.messages.receipt import Receipt
from schemas.sentence import say

TIMEOUT = web.Timeout(10.0, connect=5.0)
"""Seconds. A post that has not been answered by then is ambiguous, not failed."""

logging.getLogger(web.LOGGER).setLevel(logging.WARNING)
"""It writes whole addresses to its log, and a few platforms have tokens in theirs."""

_NOT_SENT = (web.ConnectError, web.ConnectTimeout, web.PoolTimeout, web.ProxyError, web.UnsupportedProtocol)
GONE = (404, 410)
"""Not there, or no more."""
_CREATES_NOTHING = ("GET", "HEAD", "PUT", "PATCH", "DELETE")
_TIMEOUT, _TOO_EARLY, _UPGRADE, _TOO_MANY = 408, 425, 426, 429
_WAIT, _LONGEST = 30.0, 86_400.0
"""Seconds, where a platform that asks us to wait does not say for how long; and what it is believed at most."""


def classify(status: int) -> RetryClass:
    """HTTP status code to class of retry, of a request that may have made something: a server that fails may have done it first.

    A redirect means that the stored address is not the server's own. Source: RFC 9110, section 15; RFC 6585; RFC 8470.
    """
    if status == 401:
        return RetryClass.REAUTH
    if status == _TOO_MANY:
        return RetryClass.RETRY_AFTER
    if status == _TOO_EARLY:
        return RetryClass.RETRY_BACKOFF
    if status == _TIMEOUT or status >= 500:
        return RetryClass.AMBIGUOUS
    return RetryClass.OPERATOR if status == _UPGRADE or status < 400 else RetryClass.PERMANENT


def wait_of(kind: RetryClass, headers: Mapping[str, str]) -> float | None:
    """Seconds the platform asks us to wait; None where it does not, or where waiting mends nothing."""
    named = _named(headers)
    if kind is RetryClass.RETRY_AFTER:
        return _WAIT if named is None else named
    return named if kind is RetryClass.AMBIGUOUS else None


def _named(headers: Mapping[str, str]) -> float | None:
    """In a number, or as a date on the platform's own clock (RFC 9110, 10.2.3); None for one that is past."""
    value = headers.get("Retry-After", "").strip()
    if value.isascii() and value.replace(".", "", 1).isdigit():
        return min(float(value), _LONGEST)
    try:
        until = parsedate_to_datetime(value)
        now = parsedate_to_datetime(headers["Date"]) if "Date" in headers else datetime.now(UTC)
        wait = (until - now).total_seconds()
    except (TypeError, ValueError, OverflowError):
        return None
    return min(wait, _LONGEST) if wait > 0 else None


def same_words_refused(channel: str) -> NotifierError:
    """Nothing was taken, and nothing will be until the words are others."""
    sentence = say(
        "{channel} takes no post in the very words of one before. Write a new message with the time in the text.",
        channel=channel,
    )
    return NotifierError(sentence, RetryClass.PERMANENT)


def repeatable(error: NotifierError) -> NotifierError:
    """What `error` means where the request makes nothing for readers: in doubt it is simply asked again."""
    if error.kind is not RetryClass.AMBIGUOUS:
        return error
    again = RetryClass.RETRY_BACKOFF if error.retry_after is None else RetryClass.RETRY_AFTER
    return NotifierError(error.sentence, again, retry_after=error.retry_after)


def parsed(answer: web.Response) -> Any:
    """What the JSON of an answer says; None where it is no JSON."""
    try:
        return answer.json()
    except ValueError:
        return None


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

    def ask(
        self, method: str, path: str, *, accept: Container[int] = (), creates: bool | None = None, **kwargs: Any
    ) -> web.Response:
        """One request. Raises `NotifierError` for everything but 2xx and the statuses in `accept`.

        `creates`: whether it may show readers something anew, as every POST may unless told otherwise. Where it is not answered,
        or the platform fails, that is in doubt (`AMBIGUOUS`); what creates nothing is simply asked again.
        """
        try:
            return self._answer(method, path, accept, **kwargs)
        except NotifierError as error:
            may = method not in _CREATES_NOTHING if creates is None else creates
            raise error if may else repeatable(error) from error.__cause__

    def refused(self, answer: web.Response) -> NotifierError:
        """What an answer that is no success means for a request that may have made something.

        A platform with codes of its own says more than the status does: what it surely did not take may be sent again.
        """
        kind = classify(answer.status_code)
        return self._failed(kind, f"HTTP {answer.status_code}", wait_of(kind, answer.headers))

    def read_json(self, answer: web.Response, *needed: str) -> dict[str, Any]:
        """An answer that cannot be read tells us nothing about what the platform did: ambiguous."""
        found = parsed(answer)
        if not isinstance(found, dict) or any(name not in found for name in needed):
            raise self.unreadable()
        return found

    def entries(self, found: Any, *needed: str) -> list[dict[str, Any]]:
        """A page of a listing; one that is not is ambiguous too."""
        try:
            return entries(found, *needed)
        except ValueError:
            raise self.unreadable() from None

    def turned(self, found: Any, turn: Callable[[dict[str, Any]], Entry]) -> Turned[Entry]:
        """A page of what others wrote, each by itself; what is no listing is ambiguous."""
        try:
            return turned(found, turn)
        except ValueError:
            raise self.unreadable() from None

    def only(self, found: dict[str, Any], turn: Callable[[dict[str, Any]], Entry]) -> Entry:
        """The one that was asked for; where it cannot be read, that is ambiguous."""
        try:
            return turn(found)
        except NOT_READ:
            raise self.unreadable() from None

    def unreadable(self) -> NotifierError:
        sentence = say("{channel}'s answer cannot be read.", channel=self.service_name)
        return NotifierError(sentence, RetryClass.AMBIGUOUS)

    def removed(self, out: Outgoing, path: str, **kwargs: Any) -> Receipt:
        """By DELETE; gone already counts as done."""
        answer = self.ask("DELETE", path, accept=GONE, **kwargs)
        return Receipt(remote_id=out.target, detail=f"HTTP {answer.status_code}")

    def there(self, path: str, *needed: str, **kwargs: Any) -> dict[str, Any] | None:
        """What stands at `path`; None where nothing does."""
        answer = self.ask("GET", path, accept=GONE, **kwargs)
        return None if answer.status_code in GONE else self.read_json(answer, *needed)

    def _answer(self, method: str, path: str, accept: Container[int], **kwargs: Any) -> web.Response:
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

    def _failed(self, kind: RetryClass, detail: str, wait: float | None = None) -> NotifierError:
        sentence = say("{channel} did not take the message ({detail}).", channel=self.service_name, detail=detail)
        return NotifierError(sentence, kind, retry_after=wait)
