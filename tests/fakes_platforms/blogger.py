"""A fake Blogger (API v3) with Google's token server, on loopback, as strict as its documents.

It refuses: no or an old token (401), another content type than JSON (400), fields it does not know (400), a post
without title or content (400), an unknown blog or post (404), a query parameter it does not know (400), a time
without a zone (400).
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

BLOG = "4711"
_GRANT = {"client_id": "klient.apps.kk.example", "client_secret": "hemmelig-ord", "refresh_token": "1//hemmelig-fornyelse"}
_QUERY = {
    ("GET", "posts"): {"startDate", "endDate", "status", "view", "fetchBodies", "orderBy", "maxResults", "pageToken", "labels"},
    ("POST", "posts"): {"isDraft", "fetchBody"},
    ("GET", "post"): {"view"}, ("PATCH", "post"): set(), ("POST", "revert"): set(), ("GET", "blog"): {"view"},
}  # fmt: skip
_FIELDS = {"kind", "title", "content", "labels", "published"}


class FakeBlogger:
    """`posts` is what it holds. `fail` answers the next request to a path's end; `lose` carries it out and hangs up."""

    def __init__(self) -> None:
        self.posts: dict[str, dict[str, Any]] = {}
        self.requests: list[tuple[str, str, dict[str, str], Any]] = []
        self.grants = 0
        self.page_size = 100
        self.withdrawn = False
        self._fail: list[tuple[str, int, Any]] = []
        self._lose = 0
        self._token = ""
        self._lock = Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self.port = int(self._server.server_address[1])

    def __enter__(self) -> "FakeBlogger":
        Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        return address(self.port)

    def fail(self, method: str, status: int, body: Any) -> None:
        self._fail.append((method, status, body))

    def refuse(self, method: str, status: int, reason: str) -> None:
        self.fail(method, status, {"error": {"code": status, "message": reason, "errors": [{"domain": "global", "reason": reason}]}})

    def lose_next_answer(self) -> None:
        self._lose += 1

    def end_token(self) -> None:
        self._token = "utløpt"

    def write(self, title: str, content: str, published: datetime) -> str:
        """What a person does in Blogger's own editor."""
        return str(self._add({"title": title, "content": content}, published, "LIVE")["id"])

    def answer(self, method: str, target: str, headers: dict[str, str], body: bytes) -> tuple[int, Any] | None:
        """Status and JSON; None to hang up."""
        with self._lock:
            parts = urlsplit(target)
            query = {name: values[0] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
            if parts.path == "/token":
                return self._grant(method, headers, body)
            self.requests.append((method, parts.path, query, body))
            for at, (wanted, status, told) in enumerate(self._fail):
                if wanted == method:
                    del self._fail[at]
                    return status, told
            found = self._api(method, parts.path, query, headers, body)
            if self._lose and method != "GET":
                self._lose -= 1
                return None
            return found

    def _grant(self, method: str, headers: dict[str, str], body: bytes) -> tuple[int, Any]:
        form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        if method != "POST" or headers.get("Content-Type") != "application/x-www-form-urlencoded":
            return 400, {"error": "invalid_request"}
        if self.withdrawn or form != _GRANT | {"grant_type": "refresh_token"}:
            return 400, {"error": "invalid_grant", "error_description": "Token has been expired or revoked."}
        self.grants += 1
        self._token = f"ya29.adgang-{self.grants}"
        return 200, {"access_token": self._token, "expires_in": 3599, "token_type": "Bearer"}

    def _api(self, method: str, path: str, query: dict[str, str], headers: dict[str, str], body: bytes) -> tuple[int, Any]:
        if not self._token or headers.get("Authorization") != f"Bearer {self._token}":
            return _error(401, "authError")
        steps = path.strip("/").split("/")
        if steps[:4] != ["blogger", "v3", "blogs", BLOG]:
            return _error(404, "notFound")
        kind, post = _route(steps[4:])
        if (method, kind) not in _QUERY:
            return _error(404, "notFound")
        if set(query) - _QUERY[method, kind]:
            return _error(400, "badRequest")
        if kind in ("post", "revert") and post not in self.posts:
            return _error(404, "notFound")
        return self._carry(method, kind, post, query, headers, body)

    def _carry(
        self, method: str, kind: str, post: str, query: dict[str, str], headers: dict[str, str], body: bytes
    ) -> tuple[int, Any]:
        if kind == "blog":
            return 200, {"kind": "blogger#blog", "id": BLOG, "name": "Prøvebloggen"}
        if kind == "revert":
            self.posts[post]["status"] = "DRAFT"
            return 200, self.posts[post]
        if method == "GET":
            return self._list(query) if kind == "posts" else (200, self.posts[post])
        fields = _form(headers, body)
        if fields is None or (method == "POST" and not (fields.get("title") and fields.get("content"))):
            return _error(400, "invalid")
        if method == "PATCH":
            self.posts[post] |= fields
            return 200, self.posts[post]
        return 200, self._add(fields, datetime.now(UTC), "DRAFT" if query.get("isDraft") == "true" else "LIVE")

    def _add(self, fields: dict[str, Any], published: datetime, status: str) -> dict[str, Any]:
        number = str(1000 + len(self.posts))
        self.posts[number] = {
            "kind": "blogger#post", "id": number, "blog": {"id": BLOG}, "url": f"http://kk.blogspot.example/{number}.html",
            "published": published.isoformat(), "status": status, **{k: fields[k] for k in ("title", "content")},
        }  # fmt: skip
        return self.posts[number]

    def _list(self, query: dict[str, str]) -> tuple[int, Any]:
        try:
            since = datetime.fromisoformat(query["startDate"]) if "startDate" in query else datetime(1970, 1, 1, tzinfo=UTC)
        except ValueError:
            return _error(400, "invalid")
        if since.tzinfo is None or int(query.get("maxResults", "10")) > 500:
            return _error(400, "invalid")
        live = [p for p in self.posts.values() if p["status"] == "LIVE" and datetime.fromisoformat(p["published"]) >= since]
        live.sort(key=lambda p: p["published"], reverse=True)
        first = int(query.get("pageToken", "0"))
        last = first + min(self.page_size, int(query.get("maxResults", "10")))
        more = {"nextPageToken": str(last)} if last < len(live) else {}
        items = {"items": live[first:last]} if live[first:last] else {}
        return 200, {"kind": "blogger#postList", **items, **more}


def address(port: int) -> str:
    return f"blogger://klient.apps.kk.example:hemmelig-ord@{BLOG}/?refresh=1%2F%2Fhemmelig-fornyelse&at=http%3A%2F%2F127.0.0.1%3A{port}"


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
    return "?", ""


def _form(headers: dict[str, str], body: bytes) -> dict[str, Any] | None:
    if headers.get("Content-Type") != "application/json":
        return None
    try:
        found = json.loads(body)
    except ValueError:
        return None
    return found if isinstance(found, dict) and not set(found) - _FIELDS else None


def _error(status: int, reason: str) -> tuple[int, Any]:
    return status, {"error": {"code": status, "message": reason, "errors": [{"domain": "global", "reason": reason}]}}


def _handler(fake: FakeBlogger) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            found = fake.answer(self.command, self.path, dict(self.headers), body)
            if found is None:
                self.close_connection = True
                return
            status, told = found
            data = told if isinstance(told, bytes) else json.dumps(told, ensure_ascii=False).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json; charset=UTF-8")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET: Callable[..., None] = _any
        do_POST = do_PATCH = do_DELETE = do_PUT = _any

        def log_message(self, *_: object) -> None:
            return

    return Handler
