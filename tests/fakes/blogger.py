"""A fake Blogger (API v3) with Google's token server, on loopback, as strict as its documents.

It refuses: no or an old token (401), another content type than JSON (400), fields it does not know (400), a post
without title or content (400), an unknown blog or post (404), a query parameter it does not know (400), a time
without a zone (400).
"""

from datetime import UTC, datetime
from typing import Any

from tests.fakes.server import Answer, FakeServer, TokenDesk, Wire

BLOG, ME = "4711", "g-kommunen"
_GRANT = {
    "client_id": "klient.apps.kk.example",
    "client_secret": "hemmelig-ord",
    "refresh_token": "1//hemmelig-fornyelse",
}
_QUERY = {
    ("GET", "posts"): {
        "startDate",
        "endDate",
        "status",
        "view",
        "fetchBodies",
        "orderBy",
        "maxResults",
        "pageToken",
        "labels",
    },
    ("POST", "posts"): {"isDraft", "fetchBody"},
    ("GET", "post"): {"view"},
    ("PATCH", "post"): set(),
    ("POST", "revert"): set(),
    ("GET", "blog"): {"view"},
    ("GET", "comments"): {"startDate", "endDate", "status", "fetchBodies", "maxResults", "pageToken", "view"},
    ("GET", "comment"): {"view"},
}
_STATES = {"LIVE", "PENDING", "SPAM", "EMPTIED"}
_FIELDS = {"kind", "title", "content", "labels", "published"}


class FakeBlogger(FakeServer):
    """`posts` is what it holds."""

    def __init__(self) -> None:
        super().__init__()
        self.posts: dict[str, dict[str, Any]] = {}
        self.desk = TokenDesk(_GRANT)
        self.page_size = 100
        self.comments: dict[str, dict[str, Any]] = {}

    @property
    def url(self) -> str:
        return address(self.port)

    def refuse(self, method: str, status: int, reason: str) -> None:
        self.fail(method, status, _error(status, reason).told, part="/posts")

    def write(self, title: str, content: str, published: datetime) -> str:
        """What a person does in Blogger's own editor."""
        return str(self._add({"title": title, "content": content}, published, "LIVE")["id"])

    def route(self, wire: Wire) -> Answer:
        if wire.path == "/token":
            return self.desk.exchange(wire)
        if not self.desk.knows(wire):
            return _error(401, "authError")
        steps = wire.path.strip("/").split("/")
        if steps == ["blogger", "v3", "users", "self"]:
            return Answer(200, {"kind": "blogger#user", "id": ME})
        if steps[:4] != ["blogger", "v3", "blogs", BLOG]:
            return _error(404, "notFound")
        kind, post = _route(steps[4:])
        if (wire.method, kind) not in _QUERY:
            return _error(404, "notFound")
        if set(wire.query) - _QUERY[wire.method, kind]:
            return _error(400, "badRequest")
        if kind in ("post", "revert") and post not in self.posts:
            return _error(404, "notFound")
        if kind == "comments":
            return self._said(wire)
        if kind == "comment":
            there = self.comments.get(post)
            return Answer(200, there) if there else _error(404, "notFound")
        return self._carry(wire, kind, post)

    def _carry(self, wire: Wire, kind: str, post: str) -> Answer:
        if kind == "blog":
            return Answer(200, {"kind": "blogger#blog", "id": BLOG, "name": "Prøvebloggen"})
        if kind == "revert":
            self.posts[post]["status"] = "DRAFT"
            return Answer(200, self.posts[post])
        if wire.method == "GET":
            return self._list(wire.query) if kind == "posts" else Answer(200, self.posts[post])
        fields = _form(wire)
        if fields is None or (wire.method == "POST" and not (fields.get("title") and fields.get("content"))):
            return _error(400, "invalid")
        if wire.method == "PATCH":
            self.posts[post] |= fields
            return Answer(200, self.posts[post])
        return Answer(
            200, self._add(fields, datetime.now(UTC), "DRAFT" if wire.query.get("isDraft") == "true" else "LIVE")
        )

    def comment(
        self, post: str, text: str, when: datetime, above: str = "", who: str = "g-per", state: str = "LIVE"
    ) -> str:
        """What a reader writes in the browser."""
        number, stamp = str(8000 + len(self.comments)), when.isoformat()
        self.comments[number] = {
            "kind": "blogger#comment",
            "id": number,
            "post": {"id": post},
            "blog": {"id": BLOG},
            "published": stamp,
            "updated": stamp,
            "content": text,
            "author": {"id": who, "displayName": who.removeprefix("g-").title()},
            "status": state,
        } | ({"inReplyTo": {"id": above}} if above else {})
        return number

    def _said(self, wire: Wire) -> Answer:
        """Oldest first, as in the blog itself."""
        states = set(wire.many.get("status", ["LIVE"]))
        since = datetime.fromisoformat(wire.query.get("startDate", "1970-01-01T00:00:00Z"))
        if states - _STATES or since.tzinfo is None or wire.query.get("fetchBodies") != "true":
            return _error(400, "invalid")
        found = [one for one in self.comments.values() if one["status"] in states]
        found = [one for one in found if datetime.fromisoformat(one["published"]) >= since]
        first = int(wire.query.get("pageToken", "0"))
        last = first + min(self.page_size, int(wire.query.get("maxResults", "10")))
        items = {"items": found[first:last]} if found[first:last] else {}
        more = {"nextPageToken": str(last)} if last < len(found) else {}
        return Answer(200, {"kind": "blogger#commentList", **items, **more})

    def _add(self, fields: dict[str, Any], published: datetime, status: str) -> dict[str, Any]:
        number = str(1000 + len(self.posts))
        self.posts[number] = {
            "kind": "blogger#post",
            "id": number,
            "blog": {"id": BLOG},
            "url": f"http://kk.blogspot.example/{number}.html",
            "published": published.isoformat(),
            "status": status,
            **{k: fields[k] for k in ("title", "content")},
        }
        return self.posts[number]

    def _list(self, query: dict[str, str]) -> Answer:
        try:
            since = (
                datetime.fromisoformat(query["startDate"]) if "startDate" in query else datetime(1970, 1, 1, tzinfo=UTC)
            )
        except ValueError:
            return _error(400, "invalid")
        if since.tzinfo is None or int(query.get("maxResults", "10")) > 500:
            return _error(400, "invalid")
        live = [
            p for p in self.posts.values() if p["status"] == "LIVE" and datetime.fromisoformat(p["published"]) >= since
        ]
        live.sort(key=lambda p: p["published"], reverse=True)
        first = int(query.get("pageToken", "0"))
        last = first + min(self.page_size, int(query.get("maxResults", "10")))
        more = {"nextPageToken": str(last)} if last < len(live) else {}
        items = {"items": live[first:last]} if live[first:last] else {}
        return Answer(200, {"kind": "blogger#postList", **items, **more})


def address(port: int) -> str:
    grant = "client_id=klient.apps.kk.example&client_secret=hemmelig-ord&refresh=1%2F%2Fhemmelig-fornyelse"
    return f"blogger://{BLOG}/?{grant}&at=http%3A%2F%2F127.0.0.1%3A{port}"


def _route(steps: list[str]) -> tuple[str, str]:
    match steps:
        case []:
            return "blog", ""
        case ["posts"]:
            return "posts", ""
        case ["posts", post]:
            return "post", post
        case ["posts", post, "revert"]:
            return "revert", post
        case ["comments"]:
            return "comments", ""
        case ["posts", _, "comments", comment]:
            return "comment", comment
    return "?", ""


def _form(wire: Wire) -> dict[str, Any] | None:
    found = wire.json
    return found if isinstance(found, dict) and not set(found) - _FIELDS else None


def _error(status: int, reason: str) -> Answer:
    return Answer(
        status, {"error": {"code": status, "message": reason, "errors": [{"domain": "global", "reason": reason}]}}
    )
