"""The Graph API's codes as classes of retry, and its pages of posts."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from notifiers.base import web
from notifiers.base.http import classify, wait_of
from notifiers.base.pages import Asked, entries, pages
from schemas.errors import NotifierError, RetryClass
from schemas.sentence import say

_PAGE = "100"
_WAIT = 300.0
"""Seconds: “too fast” and full quotas name no time."""
_MISSING = 33
"""Subcode of code 100: no such object, or none that we may see."""
_BUSY = (4, 17, 32, 613, 80001)
_DOWN = (1, 2, 341)
_WHO = (102, 190)
_PEOPLE = (10, 368)
"""Permissions and blocks: somebody must act at the platform. So must 200–299."""
_TOO_FAST, _IDENTITY = (1390008,), (1404078, 4854002)


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
