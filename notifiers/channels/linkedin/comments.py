"""Comments under the page's posts and posts that name the page: read, and answered.

LinkedIn keeps notifications of who commented, edited, deleted or mentioned us for sixty days: one request tells what there is to
read, and each is then read itself. They come again, so the newest ones are remembered. Threads have two levels: an answer to a
reply names the comment that the thread begins with. LinkedIn names nobody: an author is a number. Others' words can be neither
hidden nor removed by programs.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import quote

from pydantic import ValidationError

from notifiers.base.hosted import HostedPlugin
from notifiers.base.newest_first import AGAIN, FIRST
from notifiers.base.pages import Asked, pages
from notifiers.channels.linkedin import little_text
from notifiers.channels.linkedin.guard import following
from schemas.base import Noun, UtcTime
from schemas.dialogue.remark import RemarkKind, RemarkPage, RemoteRemark
from schemas.errors import NotifierError, RetryClass
from schemas.messages.delivery import Outgoing
from schemas.messages.receipt import Receipt, RemotePost

_WEB = "https://www.linkedin.com/feed/update"
_TOLD = "/rest/organizationalEntityNotifications"
_DELETED, _MENTION = "COMMENT_DELETE", "SHARE_MENTION"
_ACTIONS = ("COMMENT", "COMMENT_EDIT", _DELETED, "ADMIN_COMMENT", _MENTION)
_COUNT = 25
"""Notifications of a page; each may cost a request of its own."""
_REMEMBERED = 400
_COMMENT = re.compile(r"urn:li:comment:\((.+),(\d+)\)")
_OF_THIS_ONE = (RetryClass.PERMANENT, RetryClass.AMBIGUOUS)
"""Answers that asking again would not change."""
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


class _Notice(NamedTuple):
    """Of what was written, changed or taken away. `urn` is what it is told of, `post` what that stands under."""

    id: str
    action: str
    urn: str
    post: str | None
    at: datetime

    @classmethod
    def of(cls, told: dict[str, Any]) -> "_Notice":
        urn, changed = str(told["generatedActivity"]), told["lastModifiedAt"]
        post = told.get("sourcePost")
        return cls(
            id=str(told.get("notificationId") or f"{urn} {changed}"),
            action=str(told["action"]),
            urn=urn,
            post=str(post) if post else None,
            at=datetime.fromtimestamp(float(changed) / 1000, UTC),
        )


class MemberComments:
    def __init__(self, plugin: HostedPlugin, fetch: Fetch, us: str) -> None:
        """`us` is the page's own urn."""
        self._plugin, self._fetch, self._us = plugin, fetch, us

    def page(self, cursor: str | None, own_posts: Sequence[str]) -> RemarkPage:
        place = _Place.of(cursor)
        told = self._fetch("GET", _asked(self._us, place, count=_COUNT))["elements"]
        found = self._plugin.turned(told, lambda one: self._noticed(_Notice.of(one), place))
        then = place.then([notice for notice, _ in found.read], more=len(told) >= _COUNT)
        remarks = tuple(remark for _, remark in found.read if remark is not None)
        cursor = then.model_dump_json()
        return RemarkPage(remarks=remarks, unreadable=found.unreadable, cursor=cursor, more=bool(then.start))

    def hears(self) -> bool:
        """Whether the notifications may be read."""
        answer = self._plugin.ask("GET", _asked(self._us, _Place.of(None), count=1), accept=(403,))
        return answer.is_success

    def one(self, known: RemoteRemark) -> RemoteRemark | None:
        there = self._there(known.remote_id)
        return self._plugin.only(there, lambda one: self._turn(one, known.remote_id, known.post_id)) if there else None

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

    def _noticed(self, notice: "_Notice", place: _Place) -> tuple[str, RemoteRemark | None]:
        """Raises `ValueError` where LinkedIn does not give this one; None for what was read before, and for what is gone."""
        if notice.id in place.read:
            return notice.id, None
        if notice.action == _DELETED:
            return notice.id, _gone(notice.urn, notice.post, notice.at)
        try:
            there = self._there(notice.urn)
        except NotifierError as error:
            if error.kind in _OF_THIS_ONE:
                raise ValueError("not given") from error
            raise
        post = notice.post if notice.action != _MENTION else None
        return notice.id, None if there is None else self._turn(there, notice.urn, post)

    def _there(self, urn: str) -> dict[str, Any] | None:
        post, number = _parts(urn)
        return self._plugin.there(f"{_comments(post)}/{number}" if number else f"/rest/posts/{quote(urn, safe='')}")

    def _turn(self, there: dict[str, Any], urn: str, post: str | None) -> RemoteRemark:
        return self._comment(there, urn, post) if _parts(urn)[1] else self._mention(there, urn)

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


def _gone(urn: str, post: str | None, at: datetime) -> RemoteRemark:
    """All that is told of it is that it is gone."""
    return RemoteRemark(remote_id=urn, post_id=post, author="?", text="", written_at=at, deleted=True)


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


def _text(comment: dict[str, Any]) -> str:
    return str((comment.get("message") or {}).get("text") or "")


def _name(urn: Any) -> str:
    return str(urn or "?").rpartition(":")[2]


def _time(comment: dict[str, Any], name: str) -> datetime:
    return datetime.fromtimestamp(float((comment.get(name) or comment["created"])["time"]) / 1000, UTC)


def _millis(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
