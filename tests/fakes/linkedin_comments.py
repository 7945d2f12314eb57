"""The fake page's comments and its notifications of them.

It refuses: all of it without the scope (403), a finder without its words, or a list that is not Rest.li's own (400), an unknown
post or comment (404), a comment by another than the page, under another object than its path's, empty or over 1,250 characters
(400), an answer to a reply, or one that names no parent (400).
"""

import re
from collections.abc import Callable
from datetime import datetime
from itertools import count
from typing import Any

from tests.fakes.server import Answer, Wire

_LIST = re.compile(r"List\(([A-Z_]+(?:,[A-Z_]+)*)\)")
_RANGE = re.compile(r"\(start:(\d+),end:(\d+)\)")
_COMMENT = re.compile(r"urn:li:comment:\((.+),(\d+)\)")
_KNOWN = {"COMMENT", "COMMENT_EDIT", "COMMENT_DELETE", "ADMIN_COMMENT", "SHARE_MENTION", "LIKE", "SHARE"}


class FakeMemberComments:
    """`made` by urn; `notices` as they came. An activity's number is its post's."""

    def __init__(self, us: str, fail: Callable[[int], Answer], posts: dict[str, dict[str, Any]]) -> None:
        self._us, self._fail, self._posts = us, fail, posts
        self.made: dict[str, dict[str, Any]] = {}
        self.notices: list[dict[str, Any]] = []
        self.scoped, self._numbers = True, count(6000)

    def write(self, above: str, text: str, when: datetime, who: str = "urn:li:person:per") -> str:
        parent = self.made.get(above)
        activity = parent["object"] if parent else above.replace("share", "activity")
        number, at = str(next(self._numbers)), int(when.timestamp() * 1000)
        urn = f"urn:li:comment:({activity},{number})"
        self.made[urn] = {
            "id": number,
            "$URN": urn,
            "actor": who,
            "object": activity,
            "message": {"attributes": [], "text": text},
            "created": {"actor": who, "time": at},
            "lastModified": {"actor": who, "time": at},
        } | ({"parentComment": above} if parent else {})
        self.notify("ADMIN_COMMENT" if who == self._us else "COMMENT", urn, when)
        return urn

    def edit(self, urn: str, text: str, when: datetime) -> None:
        self.made[urn] |= {"message": {"text": text}, "lastModified": {"time": int(when.timestamp() * 1000)}}
        self.notify("COMMENT_EDIT", urn, when)

    def delete(self, urn: str, when: datetime) -> None:
        del self.made[urn]
        self.notify("COMMENT_DELETE", urn, when)

    def notify(self, action: str, urn: str, when: datetime) -> None:
        found = _COMMENT.fullmatch(urn)
        source = {"sourcePost": found[1].replace("activity", "share")} if found else {}
        number, at = 900 + len(self.notices), int(when.timestamp() * 1000)
        told = {"notificationId": number, "action": action, "generatedActivity": urn, "lastModifiedAt": at, **source}
        self.notices.append(told | {"organizationalEntity": self._us})

    def route(self, wire: Wire, steps: list[str], now: datetime) -> Answer:
        if not self.scoped:
            return self._fail(403)
        if steps[0] == "organizationalEntityNotifications":
            return self._told(wire.query)
        target, _, number = steps[1].partition("/comments")
        number = number.strip("/")
        if number:
            there = self.made.get(f"urn:li:comment:({target},{number})")
            return Answer(200, there) if there and wire.method == "GET" else self._fail(404)
        if not self._is(target):
            return self._fail(404)
        return self._list(wire.query, target) if wire.method == "GET" else self._add(wire.json, target, now)

    def _told(self, query: dict[str, str]) -> Answer:
        actions, times = _LIST.fullmatch(query.get("actions", "")), _RANGE.fullmatch(query.get("timeRange", ""))
        if query.get("q") != "criteria" or query.get("organizationalEntity") != self._us or not actions or not times:
            return self._fail(400)
        wanted = set(actions[1].split(","))
        if wanted - _KNOWN:
            return self._fail(400)
        found = [one for one in self.notices if one["action"] in wanted]
        return self._cut([one for one in found if int(times[1]) <= one["lastModifiedAt"] <= int(times[2])], query)

    def _list(self, query: dict[str, str], target: str) -> Answer:
        target = target.replace("share", "activity")
        under = [one for one in self.made.values() if target in (one["object"], one.get("parentComment"))]
        nested = target.startswith("urn:li:comment:")
        return self._cut([one for one in under if nested or "parentComment" not in one], query)

    def _cut(self, found: list[dict[str, Any]], query: dict[str, str]) -> Answer:
        start, count = int(query["start"]), int(query["count"])
        paging = {"start": start, "count": count, "links": []}
        return Answer(200, {"elements": found[start : start + count], "paging": paging})

    def _add(self, form: Any, target: str, now: datetime) -> Answer:
        nested = _COMMENT.fullmatch(target)
        wanted = {"actor", "object", "message"} | ({"parentComment"} if nested else set())
        if not isinstance(form, dict) or set(form) != wanted or form["actor"] != self._us:
            return self._fail(400)
        place = nested[1] if nested else target
        if form["object"] != place or form.get("parentComment", target) != target:
            return self._fail(400)
        if not 0 < len(form["message"]["text"]) <= 1_250 or "parentComment" in self.made.get(target, {}):
            return self._fail(400)
        urn = self.write(target, form["message"]["text"], now, self._us)
        return Answer(201, self.made[urn], {"x-restli-id": self.made[urn]["id"]})

    def _is(self, target: str) -> bool:
        return target in self.made or target.replace("activity", "share") in self._posts
