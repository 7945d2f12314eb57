"""Replies under the account's posts on Threads: read, answered, hidden and shown.

A post's `conversation` has all of its replies, flat and newest first. A reply right under our post can be hidden, and what stands
under it goes with it; nobody's words but our own can be removed. Threads tells of no edits, and of nothing that is gone.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from notifiers.base import clocks
from notifiers.base.graph import GraphPlugin, following
from notifiers.base.newest_first import Found, Listed, look
from notifiers.base.pages import pages
from schemas.dialogue.remark import RemarkKind, RemarkPage, RemoteRemark
from schemas.errors import NotifierError, RetryClass
from schemas.messages.receipt import RemotePost
from schemas.sentence import say

_FIELDS = "id,text,timestamp,permalink,username,replied_to,root_post,is_reply_owned_by_me,hide_status"
_ALL = 50
"""Of our posts, in each look. An account may ask 4,800 times a day for each time that it was seen (*Threads API, Overview*)."""
_NEEDED = ("id", "timestamp")
_SEEN = ("NOT_HUSHED", "UNHUSHED")
"""States of a reply that readers see; all others are hidden in one way or another."""


class Conversations:
    def __init__(self, plugin: GraphPlugin) -> None:
        self._plugin = plugin

    def page(self, cursor: str | None, own_posts: Sequence[str]) -> RemarkPage:
        return look(cursor, self._listed, own_posts, most=_ALL)

    def one(self, known: RemoteRemark) -> RemoteRemark | None:
        there = self._plugin.known(known.remote_id, *_NEEDED, params={"fields": _FIELDS})
        return _remark(there, known.post_id or "") if there else None

    def ours(self, remark: RemoteRemark, since: datetime) -> Iterator[RemotePost]:
        """Right under it, newest first, back to then."""
        for page in pages(lambda asked: self._edge(f"{remark.remote_id}/replies", asked), _asked(None), following):
            for one in self._plugin.entries(page["data"], *_NEEDED):
                if clocks.read(one["timestamp"]) < since:
                    return
                if one.get("is_reply_owned_by_me"):
                    text, address = str(one.get("text", "")), one.get("permalink")
                    yield RemotePost(remote_id=str(one["id"]), remote_url=address, text=text)

    def set_hidden(self, remark: RemoteRemark, *, hidden: bool) -> None:
        if remark.parent_id:
            sentence = say("On Threads only a reply right under our post can be hidden; those under it go with it.")
            raise NotifierError(sentence, RetryClass.PERMANENT)
        there = self.one(remark)
        if there is not None and there.hidden is not hidden:
            form = {"hide": "true" if hidden else "false"}
            self._plugin.object("POST", f"{remark.remote_id}/manage_reply", "success", data=form, creates=False)

    def _listed(self, post: str, after: str | None, since: datetime) -> Listed:
        page = self._edge(f"{post}/conversation", _asked(after))
        found = self._plugin.turned(page["data"], lambda one: Found.by_age(_remark(one, post)))
        return Listed.of(found, self._plugin.next_page(page))

    def _edge(self, path: str, asked: dict[str, str]) -> dict[str, Any]:
        """Of a post that is no more, nothing."""
        return self._plugin.known(path, "data", params=asked) or {"data": []}


def _remark(reply: dict[str, Any], post: str) -> RemoteRemark:
    above = str((reply.get("replied_to") or {}).get("id") or post)
    under_ours = above == post
    return RemoteRemark(
        remote_id=str(reply["id"]),
        kind=RemarkKind.COMMENT if under_ours else RemarkKind.REPLY,
        parent_id=None if under_ours else above,
        post_id=post or None,
        author=str(reply.get("username") or "?"),
        text=str(reply.get("text") or ""),
        remote_url=reply.get("permalink"),
        written_at=clocks.read(reply["timestamp"]),
        hidden=str(reply.get("hide_status") or _SEEN[0]) not in _SEEN,
        ours=bool(reply.get("is_reply_owned_by_me")),
    )


def _asked(after: str | None) -> dict[str, str]:
    asked = {"fields": _FIELDS, "reverse": "true"}
    return asked | ({"after": after} if after else {})
