"""Comments under the page's posts, and replies to them: read, answered, hidden and removed.

`filter=stream` is the one order that Facebook keeps: top-level comments alone are ranked whatever is asked for. Threads have two
levels, so a reply is answered beside it, under the comment that it belongs to. Nobody is told of a comment that is gone; it is
missed when it is looked at. Without the permission `pages_read_user_content` no comment has an author.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from notifiers.base import clocks
from notifiers.base.dialogue import nothing_to_answer
from notifiers.base.graph import GraphPlugin, following
from notifiers.base.newest_first import Found, Listed, look
from notifiers.base.pages import pages
from schemas.dialogue.remark import RemarkKind, RemarkPage, RemoteRemark
from schemas.errors import NotifierError, RetryClass
from schemas.messages.delivery import Outgoing
from schemas.messages.receipt import Receipt, RemotePost
from schemas.sentence import Sentence, say

_FIELDS = "id,from,message,created_time,parent{id},permalink_url,is_hidden"
_COUNTED = "id,comments.filter(stream).limit(0).summary(total_count)"
_MAY = "id,is_hidden,can_hide,can_remove"
_MAY_PRIVATELY = "id,can_reply_privately"
_ONE_PRIVATELY = say(
    "Facebook takes one private answer to a comment, within seven days, where whoever wrote it takes messages. Answer under it."
)
_NEEDED = ("id", "created_time")
_PAGE = "100"


class PageComments:
    def __init__(self, plugin: GraphPlugin) -> None:
        self._plugin = plugin

    def page(self, cursor: str | None, own_posts: Sequence[str]) -> RemarkPage:
        return look(cursor, self._listed, own_posts, marks=self._counts)

    def one(self, known: RemoteRemark) -> RemoteRemark | None:
        there = self._plugin.known(known.remote_id, *_NEEDED, params={"fields": _FIELDS})
        return self._remark(there, known.post_id or "") if there else None

    def reply(self, out: Outgoing) -> Receipt:
        above = top(out.answers) if out.answers else str(out.target)
        made = self._plugin.object("POST", f"{above}/comments", "id", json={"message": out.rendering.text})
        number = str(made["id"])
        return Receipt(remote_id=number, remote_url=f"https://www.facebook.com/{number}", detail="answered")

    def reply_privately(self, out: Outgoing) -> Receipt:
        """One for each comment (Messenger Platform, *Private Replies*). Whether it would be taken is asked first: no document names
        the code with which a second one is refused."""
        comment = str(out.target)
        there = self._plugin.known(comment, "id", params={"fields": _MAY_PRIVATELY})
        if there is None:
            raise nothing_to_answer("Facebook")
        if there.get("can_reply_privately") is not True:
            raise _refused(_ONE_PRIVATELY)
        said = {"recipient": {"comment_id": comment}, "message": {"text": out.rendering.text}}
        made = self._plugin.object("POST", f"{self._plugin.host}/messages", "message_id", json=said)
        return Receipt(remote_id=str(made["message_id"]), detail="answered privately")

    def ours(self, remark: RemoteRemark, since: datetime) -> Iterator[RemotePost]:
        """Newest first, back to then; where the comment is gone, none."""
        for page in pages(lambda asked: self._edge(top(remark), asked), _asked(None), following):
            for one in self._plugin.entries(page["data"], *_NEEDED):
                if clocks.read(one["created_time"]) < since:
                    return
                if self._is_ours(one):
                    text, address = str(one.get("message", "")), one.get("permalink_url")
                    yield RemotePost(remote_id=str(one["id"]), remote_url=address, text=text)

    def set_hidden(self, remote_id: str, *, hidden: bool) -> None:
        there = self._plugin.known(remote_id, "id", params={"fields": _MAY})
        if there is None or bool(there.get("is_hidden")) is hidden:
            return
        if hidden and not there.get("can_hide"):
            raise _refused(say("Facebook does not let the page hide this comment. Look there."))
        self._plugin.object("POST", remote_id, json={"is_hidden": hidden}, creates=False)

    def remove(self, remote_id: str) -> None:
        there = self._plugin.known(remote_id, "id", params={"fields": _MAY})
        if there is None:
            return
        if not there.get("can_remove"):
            raise _refused(say("Facebook does not let the page remove this comment. Look there."))
        self._plugin.gone(remote_id)

    def _listed(self, post: str, after: str | None, since: datetime) -> Listed:
        page = self._edge(post, _asked(after))
        found = self._plugin.turned(page["data"], lambda one: Found.by_age(self._remark(one, post)))
        return Listed.of(found, self._plugin.next_page(page))

    def _counts(self) -> dict[str, str]:
        """Post to how many comments and replies it has."""
        asked = {"fields": _COUNTED, "limit": _PAGE}
        page = self._plugin.object("GET", f"{self._plugin.host}/published_posts", "data", params=asked)
        counted = self._plugin.turned(
            page["data"], lambda post: (str(post["id"]), str(post["comments"]["summary"]["total_count"]))
        )
        return dict(counted.read)

    def _edge(self, above: str, asked: dict[str, str]) -> dict[str, Any]:
        """Of a post or comment that is no more, nothing."""
        return self._plugin.known(f"{above}/comments", "data", params=asked) or {"data": []}

    def _remark(self, comment: dict[str, Any], post: str) -> RemoteRemark:
        above = str((comment.get("parent") or {}).get("id") or "")
        return RemoteRemark(
            remote_id=str(comment["id"]),
            kind=RemarkKind.REPLY if above else RemarkKind.COMMENT,
            parent_id=above or None,
            post_id=post or None,
            author=str((comment.get("from") or {}).get("name") or "?"),
            text=str(comment.get("message") or ""),
            remote_url=comment.get("permalink_url"),
            written_at=clocks.read(comment["created_time"]),
            hidden=bool(comment.get("is_hidden")),
            ours=self._is_ours(comment),
        )

    def _is_ours(self, comment: dict[str, Any]) -> bool:
        return str((comment.get("from") or {}).get("id")) == self._plugin.host


def top(remark: RemoteRemark) -> str:
    """Id of the comment that its thread begins with."""
    return remark.parent_id or remark.remote_id


def _asked(after: str | None) -> dict[str, str]:
    asked = {"fields": _FIELDS, "filter": "stream", "order": "reverse_chronological", "limit": _PAGE}
    return asked | ({"after": after} if after else {})


def _refused(sentence: Sentence) -> NotifierError:
    return NotifierError(sentence, RetryClass.PERMANENT)
