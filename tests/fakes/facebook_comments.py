"""The fake page's comments: two levels, cursors, what may be hidden and removed.

It refuses: unknown words (100), another order than the stream's newest first (100), an empty or over-long text (100), an answer
to what is not there or to a reply (100/33, 100), hiding or removing what the page may not (200), and all of it without
`pages_manage_engagement` (200). Without `pages_read_user_content` nobody but the page itself has a name.
"""

from collections.abc import Callable, Collection
from datetime import datetime
from itertools import count
from typing import Any

from tests.fakes.server import Answer, Wire

FIELDS = {
    *("id", "from", "message", "created_time", "parent{id}", "permalink_url"),
    *("is_hidden", "can_hide", "can_remove", "can_reply_privately"),
}
_A_WEEK = 7 * 86_400
_LONGEST_PRIVATE = 2_000
_LONGEST = 8_000
Fail = Callable[..., Answer]


class FakeComments:
    """`made` by id, oldest first. `page` is the fake's own most on one page."""

    def __init__(self, us: str, fail: Fail, scopes: Callable[[], Collection[str]]) -> None:
        self._us, self._fail, self._scopes = us, fail, scopes
        self.made: dict[str, dict[str, Any]] = {}
        self.page, self._numbers = 100, count(5000)
        self.private: list[tuple[str, str]] = []
        """(comment, words) of what went to one person alone."""

    def write(self, above: str, text: str, when: datetime, who: str = "800", **more: Any) -> str:
        """`above`: a post's id, or a comment's."""
        parent = self.made.get(above)
        post = parent["post"] if parent else above
        number = f"{post.partition('_')[2]}_{next(self._numbers)}"
        author = {"id": who, "name": "Prøve kommune" if who == self._us else "Per Hansen"}
        self.made[number] = {
            "id": number,
            "from": author,
            "message": text,
            "created_time": when.strftime("%Y-%m-%dT%H:%M:%S+0000"),
            "permalink_url": f"https://www.facebook.com/{post}?comment_id={number.partition('_')[2]}",
            "is_hidden": False,
            "can_hide": who != self._us,
            "can_remove": True,
            "can_reply_privately": who != self._us,
            "at": when.timestamp(),
            "post": post,
            "above": above if parent else "",
        } | more
        return number

    def counted(self, post: dict[str, Any]) -> dict[str, Any]:
        """How many there are, replies among them, and none of them."""
        count = sum(one["post"] == post["id"] for one in self.made.values())
        return {"id": post["id"], "comments": {"data": [], "summary": {"total_count": count}}}

    def edge(self, wire: Wire, above: str, now: datetime) -> Answer:
        return self._list(wire.query, above) if wire.method == "GET" else self._add(wire, above, now)

    def one(self, wire: Wire, number: str) -> Answer:
        there = self.made[number]
        if wire.method == "GET":
            return Answer(200, self._shown(there, wire.query.get("fields", "")))
        if "pages_manage_engagement" not in self._scopes():
            return self._fail(403, 200)
        if wire.method == "DELETE":
            if not there["can_remove"]:
                return self._fail(403, 200)
            for gone in [one["id"] for one in self.made.values() if number in (one["id"], one["above"])]:
                del self.made[gone]
            return Answer(200, {"success": True})
        form = wire.json
        if not isinstance(form, dict) or set(form) != {"is_hidden"} or not isinstance(form["is_hidden"], bool):
            return self._fail(400, 100)
        if form["is_hidden"] and not there["can_hide"]:
            return self._fail(403, 200)
        there["is_hidden"] = form["is_hidden"]
        return Answer(200, {"success": True})

    def privately(self, form: Any, now: datetime) -> Answer:
        """`POST /{page}/messages`: one message for each comment, within seven days, with `pages_messaging`."""
        if "pages_messaging" not in self._scopes():
            return self._fail(403, 200)
        if not isinstance(form, dict) or set(form) != {"recipient", "message"}:
            return self._fail(400, 100)
        recipient, message = form["recipient"], form["message"]
        if not isinstance(recipient, dict) or set(recipient) != {"comment_id"} or set(message) != {"text"}:
            return self._fail(400, 100)
        there = self.made.get(str(recipient["comment_id"]))
        if there is None:
            return self._fail(404, 100, 33)
        if not 0 < len(message["text"]) <= _LONGEST_PRIVATE:
            return self._fail(400, 100)
        if not there["can_reply_privately"] or now.timestamp() - there["at"] > _A_WEEK:
            return self._fail(400, 10900)
        there["can_reply_privately"] = False
        self.private.append((there["id"], message["text"]))
        return Answer(200, {"recipient_id": "psid-800", "message_id": f"m_{len(self.private)}"})

    def _list(self, query: dict[str, str], above: str) -> Answer:
        wanted = {"filter": "stream", "order": "reverse_chronological"}
        if set(query) - {"fields", "filter", "order", "limit", "after", "since"} or not wanted.items() <= query.items():
            return self._fail(400, 100)
        if set(query["fields"].split(",")) - FIELDS or int(query["limit"]) > 100:
            return self._fail(400, 100)
        found = [one for one in reversed(self.made.values()) if above in (one["post"], one["above"])]
        found.sort(key=lambda one: float(one["at"]), reverse=True)
        first, size = int(query.get("after", "0")), min(self.page, int(query["limit"]))
        shown = [self._shown(one, query["fields"]) for one in found[first : first + size]]
        more = {"next": "https://graph.facebook.com/neste"} if first + size < len(found) else {}
        return Answer(200, {"data": shown, "paging": {"cursors": {"after": str(first + size)}, **more}})

    def _add(self, wire: Wire, above: str, now: datetime) -> Answer:
        form = wire.json
        if "pages_manage_engagement" not in self._scopes():
            return self._fail(403, 200)
        if not isinstance(form, dict) or set(form) != {"message"} or not 0 < len(form["message"]) <= _LONGEST:
            return self._fail(400, 100)
        if self.made.get(above, {}).get("above"):
            return self._fail(400, 100)
        return Answer(200, {"id": self.write(above, form["message"], now, self._us)})

    def _shown(self, comment: dict[str, Any], fields: str) -> dict[str, Any]:
        names = {name for name in fields.split(",") if name in comment}
        if comment["from"]["id"] != self._us and "pages_read_user_content" not in self._scopes():
            names -= {"from"}
        above = {"parent": {"id": comment["above"]}} if comment["above"] and "parent{id}" in fields else {}
        return {name: comment[name] for name in names} | above
