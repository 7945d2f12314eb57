"""The REST interface of one WordPress site: addresses, pages of answers, and its own words for what is wrong."""

from collections.abc import Callable, Container
from typing import Any

from notifiers.base import web
from notifiers.base.http import HttpPlugin, parsed
from notifiers.base.pages import Asked, Entry, Turned, pages
from schemas.errors import NotifierError

_ORDERED = {"per_page": 100, "orderby": "id", "order": "asc"}
"""The interface's own maximum; by date, posts of the same second would fall between two pages."""


class Site:
    """`?rest_route=` works on every WordPress, with pretty addresses or without."""

    def __init__(self, plugin: HttpPlugin) -> None:
        self._plugin = plugin

    def ask(
        self, method: str, route: str, *, accept: Container[int] = (), params: dict[str, Any] | None = None, **more: Any
    ) -> web.Response:
        """Raises `NotifierError` for all but 2xx and `accept`."""
        return self._plugin.ask(method, "", accept=accept, params=_query(route, params), **more)

    def one(self, method: str, route: str, **more: Any) -> dict[str, Any]:
        """An object with an id. An answer that cannot be read tells us nothing about what the server did."""
        return self.read(self.ask(method, route, **more))

    def read(self, answer: web.Response) -> dict[str, Any]:
        return self._plugin.read_json(answer, "id")

    def entries(self, answer: web.Response) -> list[dict[str, Any]]:
        return self._plugin.entries(parsed(answer), "id")

    def turned(self, answer: web.Response, turn: Callable[[dict[str, Any]], Entry]) -> Turned[Entry]:
        return self._plugin.turned(parsed(answer), turn)

    def only(self, found: dict[str, Any], turn: Callable[[dict[str, Any]], Entry]) -> Entry:
        return self._plugin.only(found, turn)

    def last_page(self, answer: web.Response) -> int:
        try:
            return int(answer.headers.get("X-WP-TotalPages", "1"))
        except ValueError:
            raise self.unreadable() from None

    def there(self, route: str) -> dict[str, Any] | None:
        """The whole object; None where it is gone."""
        return self._plugin.there("", "id", params=_query(route, {"context": "edit"}))

    def every(self, route: str, params: dict[str, Any]) -> list[dict[str, Any]]:
        """All pages of a list."""
        first = _ORDERED | params | {"page": 1}
        walked = pages(lambda more: self.ask("GET", route, params=more), first, self._following)
        return [entry for answer in walked for entry in self.entries(answer)]

    def unreadable(self) -> NotifierError:
        return self._plugin.unreadable()

    def _following(self, answer: web.Response, asked: Asked) -> Asked | None:
        return {"page": asked["page"] + 1} if asked["page"] < self.last_page(answer) else None


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


def _query(route: str, params: dict[str, Any] | None) -> dict[str, Any]:
    return {"rest_route": f"/wp/v2/{route}"} | (params or {})
