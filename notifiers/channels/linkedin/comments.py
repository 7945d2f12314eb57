"""Comments under the page's posts and posts that name the page: read, and answered.

LinkedIn keeps notifications of who commented, edited, deleted or mentioned us for sixty days: one request tells what there is to
read, and each is then read itself. They come again, so the newest ones are remembered. Threads have two levels: an answer to a
reply names the comment that the thread begins with. LinkedIn names nobody: an author is a number. Others' words can be neither
hidden nor removed by programs.
"""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from pydantic import ValidationError

from notifiers.base.hosted import HostedPlugin
from notifiers.base.newest_first import AGAIN, FIRST
from notifiers.base.pages import Asked, pages
from notifiers.channels.linkedin import little_text
from notifiers.channels.linkedin.guard import following
from schemas.base import Noun, UtcTime
from schemas.delivery import Outgoing
from schemas.receipt import Receipt, RemotePost
from schemas.remark import RemarkKind, RemarkPage, RemoteRemark

_WEB = "https://www.linkedin.com/feed/update"
_TOLD = "/rest/organizationalEntityNotifications"
_DELETED, _MENTION = "COMMENT_DELETE", "SHARE_MENTION"
_ACTIONS = ("COMMENT", "COMMENT_EDIT", _DELETED, "ADMIN_COMMENT", _MENTION)
_COUNT = 25
"""Notifications of a page; each may cost a request of its own."""
_REMEMBERED = 400
_COMMENT = re.compile(r"urn:li:comment:\((.+),(\d+)\)")
Fetch = Callable[..., dict[str, Any]]
"""(method, path, params=) -> a page with its `elements`."""


class _Place(Noun):
    """`read` are ids of notifications that come again within `AGAIN`."""

    since: UtcTime
    began: UtcTime
    start: int = 0
    read: tuple[str, ...] = ()

    @classmethod
    def of(cls, cursor: str | None) -> "_Place":
        now = datetime.now(UTC)
        try:
            place = cls.model_validate_json(cursor or "")
        except ValidationError:
            return cls(since=now - FIRST, began=now)
        return place if place.start else place.model_copy(update={"began": now})

    def then(self, found: list[str], *, more: bool) -> "_Place":
        read = tuple(dict.fromkeys([*self.read, *found]))[-_REMEMBERED:]
        if more:
            return self.model_copy(update={"start": self.start + _COUNT, "read": read})
        return _Place(since=self.began - AGAIN, began=self.began, read=read)


class MemberComments:
    def __init__(self, plugin: HostedPlugin, fetch: Fetch, us: str) -> None:
        """`us` is the page's own urn."""
        self._plugin, self._fetch, self._us = plugin, fetch, us

    def page(self, cursor: str | None) -> RemarkPage:
        place = _Place.of(cursor)
        told = self._notices(place)
        new = [notice for notice in told if _id(notice) not in place.read]
        remarks = [remark for notice in new if (remark := self._noticed(notice))]
        then = place.then([_id(notice) for notice in told], more=len(told) >= _COUNT)
        return RemarkPage(remarks=tuple(remarks), cursor=then.model_dump_json(), more=bool(then.start))

    def hears(self) -> bool:
        """Whether the notifications may be read."""
        answer = self._plugin.ask("GET", _asked(self._us, _Place.of(None), count=1), accept=(403,))
        return answer.is_success

    def one(self, known: RemoteRemark) -> RemoteRemark | None:
        return self._read(known.remote_id, known.post_id)

    def reply(self, out: Outgoing) -> Receipt:
        urn = out.answers.parent_id or out.answers.remote_id if out.answers else str(out.target)
        post, number = _parts(urn)
        form: dict[str, Any] = {"actor": self._us, "object": post, "message": {"text": out.rendering.text}}
        form |= {"parentComment": urn} if number else {}
        answer = self._plugin.ask("POST", _comments(urn), json=form)
        made = str(answer.headers.get("x-restli-id", "")) or str(self._plugin.read_json(answer, "id")["id"])
        comment = f"urn:li:comment:({post},{made})"
        return Receipt(remote_id=comment, remote_url=_web(comment), detail="answered")

    def ours(self, remark: RemoteRemark, since: datetime) -> Iterator[RemotePost]:
        """In whatever order LinkedIn lists them."""
        urn = remark.parent_id or remark.remote_id
        asked = {"start": 0, "count": 100}
        for page in pages(lambda more: self._listed(urn, more), asked, following):
            for one in page["elements"]:
                if one.get("actor") == self._us and _time(one, "created") >= since:
                    comment = _urn(one, _parts(urn)[0])
                    yield RemotePost(remote_id=comment, remote_url=_web(comment), text=_text(one))

    def _listed(self, urn: str, asked: Asked) -> dict[str, Any]:
        """Of what is no more, nothing."""
        there = self._plugin.there(_comments(urn), "elements", params=asked) or {"elements": []}
        self._plugin.entries(there["elements"], "id", "created", "message")
        return there

    def _notices(self, place: _Place) -> list[dict[str, Any]]:
        found = self._fetch("GET", _asked(self._us, place, count=_COUNT))
        return self._plugin.entries(found["elements"], "action", "generatedActivity", "lastModifiedAt")

    def _noticed(self, notice: dict[str, Any]) -> RemoteRemark | None:
        urn, post = str(notice["generatedActivity"]), notice.get("sourcePost")
        if notice["action"] == _DELETED:
            return _gone(urn, post, datetime.fromtimestamp(float(notice["lastModifiedAt"]) / 1000, UTC))
        return self._read(urn, str(post) if post and notice["action"] != _MENTION else None)

    def _read(self, urn: str, post: str | None) -> RemoteRemark | None:
        number = _parts(urn)[1]
        path = f"{_comments(_parts(urn)[0])}/{number}" if number else f"/rest/posts/{quote(urn, safe='')}"
        there = self._plugin.there(path)
        try:
            return None if there is None else self._comment(there, urn, post) if number else self._mention(there, urn)
        except (ValueError, TypeError, KeyError):
            raise self._plugin.unreadable() from None

    def _comment(self, comment: dict[str, Any], urn: str, post: str | None) -> RemoteRemark:
        above, written, changed = (
            comment.get("parentComment"),
            _time(comment, "created"),
            _time(comment, "lastModified"),
        )
        return RemoteRemark(
            remote_id=urn,
            kind=RemarkKind.REPLY if above else RemarkKind.COMMENT,
            parent_id=str(above) if above else None,
            post_id=post,
            author=_name(comment.get("actor")),
            text=_text(comment),
            remote_url=_web(urn),
            written_at=written,
            edited_at=changed if changed - written > timedelta(seconds=1) else None,
            ours=comment.get("actor") == self._us,
        )

    def _mention(self, post: dict[str, Any], urn: str) -> RemoteRemark:
        written = datetime.fromtimestamp(float(post.get("publishedAt") or post["createdAt"]) / 1000, UTC)
        return RemoteRemark(
            remote_id=urn,
            kind=RemarkKind.MENTION,
            author=_name(post.get("author")),
            text=little_text.read(str(post.get("commentary", ""))),
            remote_url=f"{_WEB}/{urn}",
            written_at=written,
            ours=post.get("author") == self._us,
        )


def _asked(us: str, place: _Place, *, count: int) -> str:
    """Rest.li's own lists and structures are not encoded, what stands in them is."""
    times = f"(start:{_millis(place.since)},end:{_millis(place.began)})"
    what = f"actions=List({','.join(_ACTIONS)})&organizationalEntity={quote(us, safe='')}&timeRange={times}"
    return f"{_TOLD}?q=criteria&{what}&start={place.start}&count={count}"


def _gone(urn: str, post: Any, at: datetime) -> RemoteRemark:
    """All that is told of it is that it is gone."""
    where = str(post) if post else None
    return RemoteRemark(remote_id=urn, post_id=where, author="?", text="", written_at=at, deleted=True)


def _parts(urn: str) -> tuple[str, str]:
    """(the post that it stands under, its own number); of a post, itself and nothing."""
    found = _COMMENT.fullmatch(urn)
    return (found[1], found[2]) if found else (urn, "")


def _comments(urn: str) -> str:
    return f"/rest/socialActions/{quote(urn, safe='')}/comments"


def _urn(comment: dict[str, Any], post: str) -> str:
    return str(comment.get("commentUrn") or comment.get("$URN") or f"urn:li:comment:({post},{comment['id']})")


def _web(comment: str) -> str:
    return f"{_WEB}/{_parts(comment)[0]}?commentUrn={quote(comment, safe='')}"


def _id(notice: dict[str, Any]) -> str:
    return str(notice.get("notificationId") or f"{notice['generatedActivity']} {notice['lastModifiedAt']}")


def _text(comment: dict[str, Any]) -> str:
    return str((comment.get("message") or {}).get("text") or "")


def _name(urn: Any) -> str:
    return str(urn or "?").rpartition(":")[2]


def _time(comment: dict[str, Any], name: str) -> datetime:
    return datetime.fromtimestamp(float((comment.get(name) or comment["created"])["time"]) / 1000, UTC)


def _millis(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
