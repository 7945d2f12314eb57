"""The REST interface of one WordPress site: addresses, pages of answers, and its errors as classes of retry."""

from collections.abc import Callable, Container
from typing import Any

import httpx

from schemas.errors import NotifierError, RetryClass
from schemas.sentence import say

Ask = Callable[..., httpx.Response]
_ORDERED = {"per_page": 100, "orderby": "id", "order": "asc"}
"""The interface's own maximum; by date, posts of the same second would fall between two pages."""


class Site:
    """`?rest_route=` works on every WordPress, with pretty addresses or without."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    def ask(
        self, method: str, route: str, *, accept: Container[int] = (), params: dict[str, Any] | None = None, **more: Any
    ) -> httpx.Response:
        """Raises `NotifierError` for all but 2xx and `accept`."""
        query = {"rest_route": f"/wp/v2/{route}"} | (params or {})
        return self._ask(method, "", accept=accept, params=query, **more)

    def one(self, method: str, route: str, **more: Any) -> dict[str, Any]:
        """An object with an id. An answer that cannot be read tells us nothing about what the server did."""
        return readable(self.ask(method, route, **more))

    def every(self, route: str, params: dict[str, Any]) -> list[dict[str, Any]]:
        """All pages of a list."""
        found: list[dict[str, Any]] = []
        number, pages = 1, 1
        while number <= pages:
            answer = self.ask("GET", route, params=_ORDERED | params | {"page": number})
            found += _entries(answer)
            pages, number = _pages(answer), number + 1
        return found


def readable(answer: httpx.Response) -> dict[str, Any]:
    try:
        found = answer.json()
    except ValueError:
        found = None
    if not isinstance(found, dict) or "id" not in found:
        raise unreadable()
    return found


def code(answer: httpx.Response) -> str:
    """WordPress' own name for what is wrong, "" where it gives none."""
    try:
        return str(answer.json()["code"])
    except (ValueError, TypeError, KeyError):
        return ""


def meant(answer: httpx.Response) -> int:
    """A status we may not ask for is answered with 400; what is meant, 401 or 403, stands inside."""
    try:
        return int(answer.json()["data"]["details"]["status"]["data"]["status"])
    except (ValueError, TypeError, KeyError):
        return answer.status_code


def unreadable() -> NotifierError:
    return NotifierError(say("WordPress' answer cannot be read."), RetryClass.AMBIGUOUS)


def _entries(answer: httpx.Response) -> list[dict[str, Any]]:
    try:
        found = answer.json()
    except ValueError:
        found = None
    if not isinstance(found, list) or not all(isinstance(entry, dict) and "id" in entry for entry in found):
        raise unreadable()
    return found


def _pages(answer: httpx.Response) -> int:
    try:
        return int(answer.headers.get("X-WP-TotalPages", "1"))
    except ValueError:
        raise unreadable() from None
