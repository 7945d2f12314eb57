"""What others write to the account on Mastodon: answers, mentions, quotes and messages to it alone.

All of them are notifications; those that the account's own policy filters away from strangers are asked for too
(`include_filtered`, Mastodon 4.3). An answer names whom it answers, or they are not told, and a message to one alone reaches only
who is named. The server keeps our key for an hour; after that an answer is found in its thread.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from notifiers.base import clocks
from notifiers.base.http import HttpPlugin, parsed
from notifiers.base.newest_first import Found, Listed, look
from notifiers.channels.mastodon.length import NAMED
from notifiers.channels.mastodon.words import words
from schemas.dialogue.remark import RemarkKind, RemarkPage, RemoteRemark
from schemas.messages.delivery import Outgoing
from schemas.messages.receipt import Receipt, RemotePost

_PAGE = 80
"""The interface's own most."""
_TYPES = ("mention", "quote")
_DIRECT = "direct"


class Mentions:
    def __init__(self, plugin: HttpPlugin) -> None:
        self._plugin = plugin
        self._me = ""

    def page(self, cursor: str | None, own_posts: Sequence[str]) -> RemarkPage:
        return look(cursor, lambda _, before, since: self._listed(before, own_posts))

    def one(self, known: RemoteRemark) -> RemoteRemark | None:
        there = self._plugin.there(_status(known.remote_id), "id", "created_at", "account")
        return self._remark(there, (known.post_id,) if known.post_id else ()) if there else None

    def reply(self, out: Outgoing) -> Receipt:
        direct = out.answers is not None and out.answers.kind is RemarkKind.DIRECT
        status = {
            "status": answer(out),
            "in_reply_to_id": out.target,
            "visibility": _DIRECT if direct else "public",
            "language": out.rendering.language,
        }
        asked = self._plugin.ask("POST", "/api/v1/statuses", json=status, headers={"Idempotency-Key": out.key})
        made = self._plugin.read_json(asked, "id")
        return Receipt(remote_id=str(made["id"]), remote_url=made.get("url"), detail="answered")

    def ours(self, remark: RemoteRemark, since: datetime) -> Iterator[RemotePost]:
        """Ours, right under it."""
        thread = self._plugin.there(f"{_status(remark.remote_id)}/context", "descendants") or {"descendants": []}
        for post in self._plugin.entries(thread["descendants"], "id", "created_at", "account"):
            under = str(post.get("in_reply_to_id")) == remark.remote_id
            if under and self._is_ours(post) and clocks.read(post["created_at"]) >= since:
                yield RemotePost(remote_id=str(post["id"]), remote_url=post.get("url"), text=words(post["content"]))

    def _listed(self, before: str | None, own_posts: Sequence[str]) -> Listed:
        asked: dict[str, Any] = {"types[]": _TYPES, "limit": _PAGE, "include_filtered": "true"}
        asked |= {"max_id": before} if before else {}
        notices = parsed(self._plugin.ask("GET", "/api/v1/notifications", params=asked))
        found = self._plugin.turned(notices, lambda one: self._noticed(one, own_posts))
        return Listed.of(found, _last_id(notices))

    def _noticed(self, notice: dict[str, Any], own_posts: Iterable[str]) -> Found:
        status = notice.get("status")
        remark = self._remark(status, own_posts) if isinstance(status, dict) else None
        return Found(clocks.read(notice["created_at"]), remark)

    def _remark(self, status: dict[str, Any], own_posts: Iterable[str]) -> RemoteRemark:
        above = str(status["in_reply_to_id"]) if status.get("in_reply_to_id") else None
        under = above if above and above in own_posts else None
        return RemoteRemark(
            remote_id=str(status["id"]),
            kind=_kind(status, above, under),
            parent_id=None if under else above,
            post_id=under,
            author=str(status["account"].get("acct") or "?"),
            text=words(str(status.get("content") or "")),
            remote_url=status.get("url"),
            written_at=clocks.read(status["created_at"]),
            edited_at=clocks.read(status["edited_at"]) if status.get("edited_at") else None,
            ours=self._is_ours(status),
        )

    def _is_ours(self, status: dict[str, Any]) -> bool:
        if not self._me:
            me = self._plugin.ask("GET", "/api/v1/accounts/verify_credentials")
            self._me = str(self._plugin.read_json(me, "id")["id"])
        return str(status["account"]["id"]) == self._me


def _last_id(notices: Sequence[Any]) -> str | None:
    return next((str(one["id"]) for one in reversed(notices) if isinstance(one, dict) and "id" in one), None)


def answer(out: Outgoing) -> str:
    """With the name of whom it answers before it."""
    name = NAMED.format(author=out.answers.author) if out.answers else ""
    return f"{name}{out.rendering.text}"


def _kind(status: dict[str, Any], above: str | None, under: str | None) -> RemarkKind:
    if status.get("visibility") == _DIRECT:
        return RemarkKind.DIRECT
    if under:
        return RemarkKind.COMMENT
    return RemarkKind.REPLY if above else RemarkKind.MENTION


def _status(remote_id: str) -> str:
    return f"/api/v1/statuses/{remote_id}"
