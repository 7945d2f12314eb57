"""The Graph API: its codes as classes of retry, its pages of posts, and what its channels do with both."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, ClassVar

from notifiers.base import web
from notifiers.base.hosted import HostedPlugin
from notifiers.base.http import classify, repeatable, same_words_refused, wait_of
from notifiers.base.pages import Asked, entries, pages
from schemas.errors import NotifierError, RetryClass
from schemas.messages.delivery import Outgoing
from schemas.messages.receipt import Receipt, RemotePost
from schemas.sentence import say

_PAGE = "100"
_WAIT = 300.0
"""Seconds: “too fast” and full quotas name no time."""
_GIVEN = (400, 401, 403, 404)
"""Statuses under which a code may say that something is gone."""
_MISSING = 33
"""Subcode of code 100: no such object, or none that we may see."""
_BUSY = (4, 17, 32, 613, 80001)
_DOWN = (1, 2, 341)
_WHO = (102, 190)
_SAME_WORDS = 506
_PEOPLE = (10, 368)
"""Permissions and blocks: somebody must act at the platform. So must 200–299."""
_TOO_FAST, _IDENTITY = (1390008,), (1404078, 4854002)


class GraphPlugin(HostedPlugin):
    """`token` is one of its words. Set `listing`, `fields`, and say how a post is read."""

    listing: ClassVar[str]
    """The edge that lists our posts."""
    fields: ClassVar[str]
    """Of a post, all that `remote` reads."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.client.headers["Authorization"] = f"Bearer {self.word['token']}"

    def remote(self, post: dict[str, Any]) -> RemotePost:
        raise NotImplementedError

    def delete(self, out: Outgoing) -> Receipt:
        return Receipt(remote_id=out.target, detail="removed" if self.gone(str(out.target)) else "gone already")

    def gone(self, target: str) -> bool:
        """Removes it. False where it was gone already, which counts as done."""
        answer = self.ask("DELETE", self.path(target), accept=_GIVEN)
        if not answer.is_success and not missing(answer):
            raise self.refused(answer)
        return answer.is_success

    def newest(self, since: datetime) -> Iterator[RemotePost]:
        try:
            yield from map(self.remote, posts(self._listed, self.fields, since))
        except ValueError:
            raise self.unreadable() from None

    def shown(self, target: str) -> RemotePost | None:
        there = self.known(target, "id", params={"fields": self.fields})
        return self.remote(there) if there else None

    def known(self, path: str, *needed: str, **kwargs: Any) -> dict[str, Any] | None:
        """What a GET shows; None where nothing is there that we may see."""
        answer = self.ask("GET", self.path(path), accept=_GIVEN, **kwargs)
        if answer.is_success:
            return self.read_json(answer, *needed)
        if missing(answer):
            return None
        raise repeatable(self.refused(answer))

    def refused(self, answer: web.Response) -> NotifierError:
        return refused(str(self.service_name), answer) or super().refused(answer)

    def path(self, path: str) -> str:
        return f"/{self.version}/{path}"

    def object(self, method: str, path: str, *needed: str, **kwargs: Any) -> dict[str, Any]:
        return self.read_json(self.ask(method, self.path(path), **kwargs), *needed)

    def next_page(self, page: dict[str, Any]) -> str | None:
        """What asks for the one after `page`. Raises `NotifierError` where that cannot be read."""
        try:
            more = following(page, {})
        except (TypeError, KeyError, AttributeError):
            raise self.unreadable() from None
        return str(more["after"]) if more else None

    def _listed(self, asked: dict[str, str]) -> dict[str, Any]:
        return self.object("GET", f"{self.host}/{self.listing}", "data", params=asked)


def posts(fetch: Callable[[dict[str, str]], dict[str, Any]], fields: str, since: datetime) -> Iterator[dict[str, Any]]:
    """Newest first, all pages. `fetch` asks for one and gives it whole; raises `ValueError` for one that is not."""
    asked = {"fields": fields, "since": str(int(since.timestamp())), "limit": _PAGE}
    for page in pages(fetch, asked, following):
        yield from entries(page["data"], "id")


def following(page: dict[str, Any], _: Asked) -> Asked | None:
    paging = page.get("paging", {})
    return {"after": paging["cursors"]["after"]} if "next" in paging else None


def details(answer: web.Response) -> dict[str, Any]:
    """`code`, `error_subcode`, `is_transient`; empty where the answer has another form."""
    try:
        found = answer.json()["error"]
    except (ValueError, TypeError, KeyError):
        return {}
    return found if isinstance(found, dict) else {}


def missing(answer: web.Response) -> bool:
    error = details(answer)
    return answer.status_code == 404 or (error.get("code") == 100 and error.get("error_subcode") == _MISSING)


def refused(channel: str, answer: web.Response) -> NotifierError | None:
    """None where the answer names no code: then the status says it all. Full quotas surely took nothing; who is down may have."""
    error = details(answer)
    code = error.get("code")
    if not isinstance(code, int):
        return None
    if code == _SAME_WORDS:
        return same_words_refused(channel)
    kind = _kind(code, error.get("error_subcode"), error.get("is_transient") is True, answer.status_code)
    sentence = say(
        "{channel} did not take the message (HTTP {status}, code {code}).",
        channel=channel,
        status=answer.status_code,
        code=code,
    )
    wait = _WAIT if kind is RetryClass.RETRY_AFTER else wait_of(kind, answer.headers)
    return NotifierError(sentence, kind, retry_after=wait)


def _kind(code: int, subcode: Any, transient: bool, status: int) -> RetryClass:
    if code in _BUSY or subcode in _TOO_FAST:
        return RetryClass.RETRY_AFTER
    if code in _WHO:
        return RetryClass.REAUTH
    if code in _PEOPLE or 200 <= code < 300 or subcode in _IDENTITY:
        return RetryClass.OPERATOR
    if code in _DOWN or transient:
        return RetryClass.AMBIGUOUS
    return RetryClass.PERMANENT if status < 500 else classify(status)
