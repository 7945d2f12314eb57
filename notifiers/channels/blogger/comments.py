"""Comments on the blog: read. Blogger's interface has no way to write one, so an answer is given in the browser.

What waits to be approved, or is taken for spam, is read too. A comment that was emptied is one that was deleted.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from notifiers.base import clocks
from notifiers.base.http import HttpPlugin
from notifiers.base.markup import words
from notifiers.base.newest_first import Found, Listed, look
from schemas.dialogue.remark import RemarkKind, RemarkPage, RemoteRemark

_LIVE, _EMPTIED = "LIVE", "EMPTIED"
_STATES = (_LIVE, "PENDING", "SPAM", _EMPTIED)
_PAGE = "100"
Fetch = Callable[[str, dict[str, Any]], dict[str, Any] | None]
"""(path below the blog, query) -> what is there; None where nothing is."""


class BlogComments:
    def __init__(self, plugin: HttpPlugin, fetch: Fetch, me: Callable[[], str]) -> None:
        """`me` gives the id of the user whom we are let in as, when it is asked for."""
        self._plugin, self._fetch, self._me = plugin, fetch, me
        self._addresses: dict[str, str] = {}
        """Post to where readers find it."""
        self._us = ""

    def page(self, cursor: str | None, own_posts: Sequence[str]) -> RemarkPage:
        return look(cursor, lambda _, page, since: self._listed(page, since))

    def one(self, known: RemoteRemark) -> RemoteRemark | None:
        there = self._fetch(f"/posts/{known.post_id}/comments/{known.remote_id}", {"view": "ADMIN"})
        if there is None or there.get("status") == _EMPTIED:
            return None
        return self._plugin.only(there, self._read)

    def _listed(self, page: str | None, since: datetime) -> Listed:
        """In whatever order: nothing older than `since` is among them."""
        asked = {"startDate": clocks.written(since), "fetchBodies": "true", "maxResults": _PAGE, "status": _STATES}
        told = self._fetch("/comments", asked | ({"pageToken": page} if page else {})) or {}
        found = self._plugin.turned(told.get("items", []), lambda one: _not_before(since, self._read(one)))
        return Listed.of(found, told.get("nextPageToken"))

    def _read(self, comment: dict[str, Any]) -> RemoteRemark:
        number, post, author = str(comment["id"]), str(comment["post"]["id"]), comment.get("author") or {}
        above = str((comment.get("inReplyTo") or {}).get("id") or "")
        written, changed = (
            clocks.read(comment["published"]),
            clocks.read(comment.get("updated") or comment["published"]),
        )
        state = comment.get("status", _LIVE)
        return RemoteRemark(
            remote_id=number,
            kind=RemarkKind.REPLY if above else RemarkKind.COMMENT,
            parent_id=above or None,
            post_id=post,
            author=str(author.get("displayName") or "?"),
            text=words(str(comment.get("content") or "")),
            remote_url=self._web(post, number),
            written_at=written,
            edited_at=changed if changed > written else None,
            deleted=state == _EMPTIED,
            hidden=state != _LIVE,
            ours=bool(author.get("id")) and str(author["id"]) == self._our_id(),
        )

    def _web(self, post: str, comment: str) -> str | None:
        if post not in self._addresses:
            self._addresses[post] = str((self._fetch(f"/posts/{post}", {"view": "ADMIN"}) or {}).get("url", ""))
        return f"{self._addresses[post]}#c{comment}" if self._addresses[post] else None

    def _our_id(self) -> str:
        self._us = self._us or self._me()
        return self._us


def _not_before(since: datetime, remark: RemoteRemark) -> Found:
    return Found(max(remark.written_at, since), remark)
