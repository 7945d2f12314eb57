"""What it takes to be let in by a platform: a few questions, a visit in the browser, and an address for the vault."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, ClassVar, NamedTuple
from urllib.parse import quote, urlencode

from notifiers.base import web
from notifiers.base.http import TIMEOUT, classify, repeatable
from schemas.errors import NotifierError, RetryClass
from schemas.sentence import say

Home = Callable[[str], str]
"""Scheme and host of a platform to where it is asked: itself, or a stand-in on this machine."""


class ClientCredential(NamedTuple):
    """One question to whoever connects, in the platform's own word for it."""

    name: str
    label: str
    private: bool = False


class AuthorizationRequest(NamedTuple):
    """Where the browser goes, and what must come back with it. `kept` stays in this process."""

    address: str
    state: str
    kept: dict[str, str]


class Choice(NamedTuple):
    """One page, channel or account that was granted. `address` holds secrets."""

    id: str
    name: str
    address: str


class Connector(ABC):
    """Raises `NotifierError`; no secret is in any of its sentences."""

    client_credentials: ClassVar[tuple[ClientCredential, ...]]

    def __init__(self, at: str = "") -> None:
        self.at = at
        self.client = web.Client(timeout=TIMEOUT)

    @abstractmethod
    def begin(self, answers: dict[str, str], redirect: str) -> AuthorizationRequest:
        """`redirect` is where the browser comes back to; it must be registered with the platform's app."""

    @abstractmethod
    def finish(
        self, answers: dict[str, str], authorization: AuthorizationRequest, returned: dict[str, str], redirect: str
    ) -> list[Choice]:
        """`returned` is the query that the browser came back with."""

    def home(self, platform: str) -> str:
        return self.at or platform

    def fetch(self, method: str, address: str, **kwargs: Any) -> web.Response:
        """One request. Nothing is published here, so nothing is ever ambiguous."""
        try:
            answer = self.client.request(method, address, **kwargs)
        except web.HTTPError as error:
            raise _failed(type(error).__name__, RetryClass.RETRY_NOW) from error
        if not answer.is_success:
            raise repeatable(_failed(f"HTTP {answer.status_code}", classify(answer.status_code)))
        return answer

    def fetch_json(self, method: str, address: str, *needed: str, **kwargs: Any) -> dict[str, Any]:
        answer = self.fetch(method, address, **kwargs)
        try:
            found = answer.json()
        except ValueError:
            found = None
        if not isinstance(found, dict) or any(name not in found for name in needed):
            raise _failed("?", RetryClass.RETRY_BACKOFF)
        return found

    def address(self, schema: str, host: str, **words: str) -> str:
        more = words | ({"at": self.at} if self.at else {})
        query = "&".join(f"{name}={quote(value, safe='')}" for name, value in more.items() if value)
        return f"{schema}://{host}/?{query}"


def visit(address: str, **query: str) -> str:
    return f"{address}?{urlencode(query)}"


def refused(returned: dict[str, str]) -> NotifierError:
    why = returned.get("error_description") or returned.get("error") or returned.get("denied") or "?"
    return NotifierError(say("The platform gave no access: {why}.", why=why), RetryClass.REAUTH)


def state_mismatch() -> NotifierError:
    return NotifierError(
        say("The browser came back with an answer to another question. Begin anew."), RetryClass.REAUTH
    )


def nothing_granted() -> NotifierError:
    return NotifierError(
        say("The access was given, but to no page or account. Choose one in the browser."), RetryClass.OPERATOR
    )


def _failed(detail: str, kind: RetryClass) -> NotifierError:
    return NotifierError(say("The platform gave no access: {why}.", why=detail), kind)
