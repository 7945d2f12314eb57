"""Comments under the channel's videos: read, answered, held back and rejected.

All threads of the channel are one listing for each state of moderation, newest first, a unit of the day's quota a page. A thread
shows some of its replies; where it has more, all are asked for, once for each number of them. Replies have one level: what answers
a reply stands beside it. A new reply under a thread that is older than the newest hundred is not seen.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from notifiers.base import clocks
from notifiers.base.allowance import Allowance, today, used_up
from notifiers.base.hosted import HostedPlugin
from notifiers.base.newest_first import Found, Listed, look
from notifiers.base.pages import Asked, Turned, each, pages
from schemas.base import Noun
from schemas.dialogue.remark import RemarkKind, RemarkPage, RemoteRemark
from schemas.messages.delivery import Outgoing
from schemas.messages.receipt import Receipt, RemotePost
from schemas.sentence import say

UNITS = 6_000
"""Of the 10,000 of a day, for reading; the others are for answers, hiding (50 each) and our own videos."""
PACIFIC = ZoneInfo("America/Los_Angeles")
"""Where the day of the quota begins."""
_SHOWN, _HELD, _REJECTED = "published", "heldForReview", "rejected"
_STATES = (_SHOWN, _HELD, "likelySpam")
_PAGE = "100"
_COUNTED = 500
"""Threads whose number of replies is remembered."""
Data = Callable[..., dict[str, Any]]
"""(method, path, params=, json=) -> the answer."""


class _Place(Noun):
    look: str | None = None
    replies: dict[str, int] = {}
    """Of threads that have more than they show: how many there were when all were read."""

    @classmethod
    def read(cls, own: str | None) -> "_Place":
        try:
            return cls.model_validate_json(own or "{}")
        except ValidationError:
            return cls()


class VideoComments:
    def __init__(self, plugin: HostedPlugin, data: Data) -> None:
        self._plugin, self._data = plugin, data

    def page(self, cursor: str | None, own_posts: Sequence[str]) -> RemarkPage:
        kept = Allowance.read(cursor, today(PACIFIC))
        if kept.used >= UNITS:
            raise used_up(say("YouTube's units for reading comments are used up for today."), PACIFIC)
        reading = _Reading(_Place.read(kept.own), self, self._plugin)
        page = look(reading.place.look, reading.listed, _STATES)
        place = _Place(look=page.cursor, replies=reading.counts())
        return kept.after(page.model_copy(update={"cursor": place.model_dump_json()}), Decimal(reading.units))

    def one(self, known: RemoteRemark) -> RemoteRemark | None:
        asked = {"part": "snippet", "id": known.remote_id, "textFormat": "plainText"}
        found = self._entries(self._data("GET", "comments", params=asked))
        if not found:
            return None
        return self._plugin.only(found[0], lambda one: self.remark(one, known.post_id or "", hidden=known.hidden))

    def reply(self, out: Outgoing) -> Receipt:
        above = top(out.answers) if out.answers else str(out.target)
        form = {"snippet": {"parentId": above, "textOriginal": out.rendering.text}}
        made = str(self._data("POST", "comments", params={"part": "snippet"}, json=form)["id"])
        video = out.answers.post_id if out.answers else None
        return Receipt(remote_id=made, remote_url=_web(video or "", made), detail="answered")

    def ours(self, remark: RemoteRemark, since: datetime) -> Iterator[RemotePost]:
        for page in self.replies(top(remark)):
            under = self._plugin.turned(
                page.get("items", []), lambda one: self.remark(one, remark.post_id or "", hidden=False)
            )
            for found in under.read:
                if found.ours and found.written_at >= since:
                    yield RemotePost(remote_id=found.remote_id, remote_url=found.remote_url, text=found.text)

    def moderate(self, remote_id: str, state: str) -> None:
        asked = {"id": remote_id, "moderationStatus": state}
        self._plugin.ask(
            "POST", f"/youtube/{self._plugin.version}/comments/setModerationStatus", params=asked, creates=False
        )

    def hide(self, remote_id: str) -> None:
        self.moderate(remote_id, _HELD)

    def show(self, remote_id: str) -> None:
        self.moderate(remote_id, _SHOWN)

    def reject(self, remote_id: str) -> None:
        self.moderate(remote_id, _REJECTED)

    def threads(self, asked: dict[str, str]) -> dict[str, Any]:
        common = {"part": "snippet,replies", "order": "time", "maxResults": _PAGE, "textFormat": "plainText"}
        whole = {"allThreadsRelatedToChannelId": str(self._plugin.host), **common, **asked}
        return self._data("GET", "commentThreads", params=whole)

    def replies(self, thread: str) -> Iterator[dict[str, Any]]:
        """All pages of them."""
        asked = {"part": "snippet", "parentId": thread, "maxResults": _PAGE, "textFormat": "plainText"}
        yield from pages(lambda more: self._data("GET", "comments", params=more), asked, _following)

    def remark(self, comment: dict[str, Any], video: str, *, hidden: bool) -> RemoteRemark:
        number, said = str(comment["id"]), comment["snippet"]
        above, video = str(said.get("parentId") or ""), str(said.get("videoId") or video)
        written, changed = clocks.read(said["publishedAt"]), clocks.read(said.get("updatedAt") or said["publishedAt"])
        state = said.get("moderationStatus")
        return RemoteRemark(
            remote_id=number,
            kind=RemarkKind.REPLY if above else RemarkKind.COMMENT,
            parent_id=above or None,
            post_id=video or None,
            author=str(said.get("authorDisplayName") or "?"),
            text=str(said.get("textDisplay") or ""),
            remote_url=_web(video, number),
            written_at=written,
            edited_at=changed if changed > written else None,
            hidden=hidden if state is None else state != _SHOWN,
            ours=(said.get("authorChannelId") or {}).get("value") == self._plugin.host,
        )

    def _entries(self, page: dict[str, Any]) -> list[dict[str, Any]]:
        return self._plugin.entries(page.get("items", []), "id", "snippet")


class _Reading:
    """One page, with the replies that its threads do not show themselves."""

    def __init__(self, place: _Place, comments: VideoComments, plugin: HostedPlugin) -> None:
        self.place, self._comments, self._plugin = place, comments, plugin
        self.units = 0
        self._counted = dict(place.replies)

    def counts(self) -> dict[str, int]:
        return dict(list(self._counted.items())[-_COUNTED:])

    def listed(self, state: str, page: str | None, since: datetime) -> Listed:
        self.units += 1
        told = self._comments.threads({"moderationStatus": state} | ({"pageToken": page} if page else {}))
        found = self._plugin.turned(told.get("items", []), lambda one: self._thread(one, hidden=state != _SHOWN))
        entries = [entry for thread in found.read for entry in thread.read]
        unreadable = [*found.unreadable, *(name for thread in found.read for name in thread.unreadable)]
        return Listed.of(Turned(entries, tuple(unreadable)), told.get("nextPageToken"))

    def _thread(self, thread: dict[str, Any], *, hidden: bool) -> Turned[Found]:
        """By the age of what it began with: so the listing is sorted. Where that cannot be read, each by its own."""
        snippet, shown = thread["snippet"], (thread.get("replies") or {}).get("comments", [])
        under = self._whole(str(thread["id"]), int(snippet.get("totalReplyCount") or 0), shown)
        video = str(snippet.get("videoId", ""))
        found = each(
            [snippet.get("topLevelComment"), *under], lambda one: self._comments.remark(one, video, hidden=hidden)
        )
        begun = next((one.written_at for one in found.read if one.parent_id is None), None)
        return Turned([Found(begun or one.written_at, one) for one in found.read], found.unreadable)

    def _whole(self, thread: str, count: int, shown: list[dict[str, Any]]) -> list[dict[str, Any]]:
        if count <= len(shown) or self._counted.get(thread) == count:
            return shown
        found: list[dict[str, Any]] = []
        for page in self._comments.replies(thread):
            self.units += 1
            found += page.get("items", [])
        self._counted.pop(thread, None)
        self._counted[thread] = count
        return found


def top(remark: RemoteRemark) -> str:
    """Id of the comment that its thread begins with."""
    return remark.parent_id or remark.remote_id


def _following(page: dict[str, Any], _: Asked) -> Asked | None:
    token = page.get("nextPageToken")
    return {"pageToken": str(token)} if token else None


def _web(video: str, comment: str) -> str | None:
    return f"https://www.youtube.com/watch?v={video}&lc={comment}" if video else None
