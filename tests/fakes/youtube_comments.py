"""The fake channel's comments: threads of one level, states of moderation, units of a day's quota.

It refuses: access without `youtube.force-ssl` (403 insufficientPermissions), unknown words (400), a listing by anything but time
(400), an answer to what is not there (404 parentCommentNotFound) or to a reply (400), an empty or over-long one (400), moderating
what is not there or with an unknown state (404, 400), and all once the day's units are used up (403 quotaExceeded).
"""

from collections.abc import Callable
from datetime import datetime
from itertools import count
from typing import Any

from tests.fakes.server import Answer, Wire

_LISTING = {
    "part",
    "allThreadsRelatedToChannelId",
    "order",
    "moderationStatus",
    "maxResults",
    "pageToken",
    "textFormat",
}
_STATES = ("published", "heldForReview", "rejected")
_COSTS = {"GET": 1, "POST": 50, "DELETE": 50}


class FakeVideoComments:
    """`made` by id, oldest first. `shown` replies stand in a thread, the oldest; `left` are the units of the day."""

    def __init__(self, channel: str, fail: Callable[[int, str], Answer], listed: Callable[..., Answer]) -> None:
        self._channel, self._fail, self._listed = channel, fail, listed
        self.made: dict[str, dict[str, Any]] = {}
        self._numbers = count()
        self.page, self.shown, self.left, self.scoped = 100, 2, 10_000, True

    def write(self, video: str, text: str, when: datetime, above: str = "", who: str = "UCper", **more: Any) -> str:
        number = f"{above}.{next(self._numbers)}" if above else f"Ug{next(self._numbers):06d}"
        stamp = when.strftime("%Y-%m-%dT%H:%M:%SZ")
        self.made[number] = {
            "id": number,
            "text": text,
            "video": video,
            "above": above,
            "who": who,
            "at": stamp,
            "changed": stamp,
            "state": "published",
        } | more
        return number

    def route(self, wire: Wire, now: datetime) -> Answer:
        if not self.scoped:
            return self._fail(403, "insufficientPermissions")
        if self.left < _COSTS[wire.method]:
            return self._fail(403, "quotaExceeded")
        self.left -= _COSTS[wire.method]
        match wire.method, wire.path.removeprefix("/youtube/v3/"):
            case "GET", "commentThreads":
                return self._threads(wire.query)
            case "GET", "comments":
                return self._comments(wire.query)
            case "POST", "comments":
                return self._insert(wire, now)
            case "POST", "comments/setModerationStatus":
                return self._moderate(wire.query)
        return self._fail(404, "notFound")

    def _threads(self, query: dict[str, str]) -> Answer:
        wanted = query.get("order") == "time" and query.get("textFormat") == "plainText"
        probe = set(query) == {"part", "allThreadsRelatedToChannelId", "maxResults"}
        if set(query) - _LISTING or query["allThreadsRelatedToChannelId"] != self._channel or not (wanted or probe):
            return self._fail(400, "badRequest")
        state = query.get("moderationStatus", "published")
        tops = [one for one in self.made.values() if not one["above"] and one["state"] == state]
        tops.sort(key=lambda one: str(one["at"]), reverse=True)
        return self._cut([self._thread(one) for one in tops], query)

    def _comments(self, query: dict[str, str]) -> Answer:
        if (
            set(query) - {"part", "id", "parentId", "maxResults", "pageToken", "textFormat"}
            or query.get("part") != "snippet"
        ):
            return self._fail(400, "badRequest")
        if ("id" in query) == ("parentId" in query):
            return self._fail(400, "badRequest")
        by = {"id": query["id"]} if "id" in query else {"above": query["parentId"]}
        found = [one for one in self.made.values() if by.items() <= one.items() and one["state"] != "rejected"]
        return self._cut([self._comment(one) for one in found], query)

    def _cut(self, found: list[dict[str, Any]], query: dict[str, str]) -> Answer:
        first = int(query.get("pageToken", "0"))
        last = first + min(self.page, int(query.get("maxResults", "20")))
        return self._listed(found[first:last], **({"nextPageToken": str(last)} if last < len(found) else {}))

    def _insert(self, wire: Wire, now: datetime) -> Answer:
        said = (wire.json or {}).get("snippet", {})
        above = self.made.get(said.get("parentId", ""))
        if wire.query != {"part": "snippet"} or set(said) != {"parentId", "textOriginal"}:
            return self._fail(400, "badRequest")
        if above is None:
            return self._fail(404, "parentCommentNotFound")
        if above["above"] or not 0 < len(said["textOriginal"]) <= 10_000:
            return self._fail(400, "commentTextRequired")
        made = self.write(above["video"], said["textOriginal"], now, above["id"], self._channel)
        return Answer(200, {"kind": "youtube#comment"} | self._comment(self.made[made]))

    def _moderate(self, query: dict[str, str]) -> Answer:
        if set(query) != {"id", "moderationStatus"} or query["moderationStatus"] not in _STATES:
            return self._fail(400, "processingFailure")
        if query["id"] not in self.made:
            return self._fail(404, "commentNotFound")
        self.made[query["id"]]["state"] = query["moderationStatus"]
        return Answer(204)

    def _thread(self, top: dict[str, Any]) -> dict[str, Any]:
        under = [one for one in self.made.values() if one["above"] == top["id"]]
        snippet = {"videoId": top["video"], "topLevelComment": self._comment(top), "totalReplyCount": len(under)}
        replies = {"replies": {"comments": [self._comment(one) for one in under[: self.shown]]}} if under else {}
        return {"id": top["id"], "snippet": snippet, **replies}

    def _comment(self, one: dict[str, Any]) -> dict[str, Any]:
        snippet = {
            "videoId": one["video"],
            "textDisplay": one["text"],
            "authorDisplayName": f"@{one['who']}",
            "authorChannelId": {"value": one["who"]},
            "publishedAt": one["at"],
            "updatedAt": one["changed"],
        } | ({"parentId": one["above"]} if one["above"] else {})
        return {
            "id": one["id"],
            "snippet": snippet | ({"moderationStatus": one["state"]} if one["state"] != "published" else {}),
        }
