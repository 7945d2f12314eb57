"""The REST interface of one WordPress site: addresses, pages of answers, and its errors as classes of retry."""

from collections.abc import Callable, Container
from typing import Any

from notifiers.base import web
from notifiers.base.pages import Asked, entries, pages
from schemas.errors import NotifierError, RetryClass
from schemas.sentence import say

Ask = Callable[..., web.Response]
_ORDERED = {"per_page": 100, "orderby": "id", "order": "asc"}
"""The interface's own maximum; by date, posts of the same second would fall between two pages."""


class Site:
    """`?rest_route=` works on every WordPress, with pretty addresses or without."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    def ask(
        self, method: str, route: str, *, accept: Container[int] = (), params: dict[str, Any] | None = None, **more: Any
    ) -> web.Response:
        """Raises `NotifierError` for all but 2xx and `accept`."""
        query = {"rest_route": f"/wp/v2/{route}"} | (params or {})
        return self._ask(method, "", accept=accept, params=query, **more)

    def one(self, method: str, route: str, **more: Any) -> dict[str, Any]:
        """An object with an id. An answer that cannot be read tells us nothing about what the server did."""
        return readable(self.ask(method, route, **more))

    def every(self, route: str, params: dict[str, Any]) -> list[dict[str, Any]]:
        """All pages of a list."""
        walked = pages(lambda more: self.ask("GET", route, params=more), _ORDERED | params | {"page": 1}, _following)
        return [entry for answer in walked for entry in _entries(answer)]


def readable(answer: web.Response) -> dict[str, Any]:
    try:
        found = answer.json()
    except ValueError:
        found = None
    if not isinstance(found, dict) or "id" not in found:
        raise unreadable()
    return found


def code(answer: web.Response) -> str:
    """WordPress' own name for what is wrong, "" where it gives none."""
    try:
        return str(answer.json()["code"])
    except (ValueError, TypeError, KeyError):
        return ""


def meant(answer: web.Response) -> int:
    """A status we may not ask for is answered with 400; what is meant, 401 or 403, stands inside."""
    try:
        return int(answer.json()["data"]["details"]["status"]["data"]["status"])
    except (ValueError, TypeError, KeyError):
        return answer.status_code


def unreadable() -> NotifierError:
    return NotifierError(say("WordPress' answer cannot be read."), RetryClass.AMBIGUOUS)


def _entries(answer: web.Response) -> list[dict[str, Any]]:
    try:
        return entries(answer.json(), "id")
    except ValueError:
        raise unreadable() from None


def _following(answer: web.Response, asked: Asked) -> Asked | None:
    return {"page": asked["page"] + 1} if asked["page"] < _pages(answer) else None


def _pages(answer: web.Response) -> int:
    try:
        return int(answer.headers.get("X-WP-TotalPages", "1"))
    except ValueError:
        raise unreadable() from None
