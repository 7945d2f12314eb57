"""Comments under the account's own pictures: read, and answered.

Flickr lists all comments of a picture at once, oldest first. Comments have no levels: an answer names whom it answers. What others
write is removed by the picture's owner in the web only.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from html import escape
from typing import Any

from notifiers.base.http import HttpPlugin
from notifiers.base.markup import words
from notifiers.base.newest_first import FIRST, Found, Listed, look
from notifiers.base.pages import Turned
from notifiers.channels.flickr import errors
from notifiers.channels.flickr.words import NAMED
from schemas.dialogue.remark import RemarkKind, RemarkPage, RemoteRemark
from schemas.messages.delivery import Outgoing
from schemas.messages.receipt import Receipt, RemotePost

_MOST = "500"
Call = Callable[..., dict[str, Any]]
"""(method, words, verb, accept=, creates=) -> the answer."""


class PictureComments:
    def __init__(self, plugin: HttpPlugin, call: Call, us: str) -> None:
        """`us` is the account's NSID."""
        self._plugin, self._call, self._us = plugin, call, us

    def page(self, cursor: str | None, own_posts: Sequence[str]) -> RemarkPage:
        return look(cursor, self._listed, own_posts, marks=self._updates)

    def one(self, known: RemoteRemark) -> RemoteRemark | None:
        return next((one for one in self._under(known.post_id or "") if one.remote_id == known.remote_id), None)

    def reply(self, out: Outgoing) -> Receipt:
        photo = out.answers.post_id if out.answers else out.target
        said = {"photo_id": str(photo), "comment_text": escape(answer(out), quote=False)}
        made = self._call("flickr.photos.comments.addComment", said, "POST", creates=True).get("comment")
        if not isinstance(made, dict) or "id" not in made:
            raise self._plugin.unreadable()
        return Receipt(remote_id=str(made["id"]), remote_url=made.get("permalink"), detail="answered")

    def ours(self, remark: RemoteRemark, since: datetime) -> Iterator[RemotePost]:
        """Those that name its author, without the name."""
        for one in self._under(remark.post_id or ""):
            if one.ours and one.written_at >= since and one.text.startswith(_to(remark)):
                text = one.text.removeprefix(_to(remark))
                yield RemotePost(remote_id=one.remote_id, remote_url=one.remote_url, text=text)

    def _listed(self, photo: str, _: str | None, since: datetime) -> Listed:
        found = self._read(photo)
        return Listed([Found.by_age(one) for one in found.read], None, found.unreadable)

    def _updates(self) -> dict[str, str]:
        """Picture to when it was last changed; a comment changes it (*flickr.photos.recentlyUpdated*)."""
        since = str(int((datetime.now(UTC) - FIRST).timestamp()))
        asked = {"min_date": since, "extras": "last_update", "per_page": _MOST, "page": "1"}
        told = self._call("flickr.photos.recentlyUpdated", asked).get("photos") or {}
        found = self._plugin.turned(told.get("photo", []), lambda one: (str(one["id"]), str(one["lastupdate"])))
        return dict(found.read)

    def _under(self, photo: str) -> list[RemoteRemark]:
        return self._read(photo).read

    def _read(self, photo: str) -> Turned[RemoteRemark]:
        """Of a picture that is no more, none."""
        told = (
            self._call("flickr.photos.comments.getList", {"photo_id": photo}, accept=errors.GONE).get("comments") or {}
        )
        return self._plugin.turned(told.get("comment", []), lambda one: self._remark(one, photo))

    def _remark(self, comment: dict[str, Any], photo: str) -> RemoteRemark:
        return RemoteRemark(
            remote_id=str(comment["id"]),
            kind=RemarkKind.COMMENT,
            post_id=photo,
            author=str(comment.get("authorname") or comment["author"]),
            text=words(str(comment["_content"])),
            remote_url=comment.get("permalink"),
            written_at=datetime.fromtimestamp(int(comment["datecreate"]), UTC),
            ours=comment["author"] == self._us,
        )


def answer(out: Outgoing) -> str:
    return f"{_to(out.answers) if out.answers else ''}{out.rendering.text}"


def _to(remark: RemoteRemark) -> str:
    return NAMED.format(author=remark.author)
