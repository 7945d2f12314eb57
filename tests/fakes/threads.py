"""A fake Threads (API v1.0) on loopback.

It refuses: another token (190), another version (400), unknown words (100), an empty or over-long text (100), a container it
does not know or has published (100), a reply to nothing (100), an unknown post (100/33).
"""

from datetime import UTC, datetime
from typing import Any

from notifiers.channels.threads.length import threads_length
from tests.fakes.server import Answer, FakeServer, Wire

USER = "31415"


class FakeThreads(FakeServer):
    """`posts` by id, oldest first."""

    def __init__(self) -> None:
        super().__init__()
        self.posts: dict[str, dict[str, Any]] = {}
        self.containers: dict[str, dict[str, str]] = {}
        self.page, self.used, self.token = 100, 3, "hemmelig"

    @property
    def url(self) -> str:
        return address(self.port)

    def texts(self) -> list[str]:
        return [str(post["text"]) for post in self.posts.values()]

    def write(self, text: str, when: datetime, reply_to: str = "") -> str:
        post = str(18000 + len(self.posts))
        self.posts[post] = {
            "id": post,
            "text": text,
            "timestamp": when.strftime("%Y-%m-%dT%H:%M:%S+0000"),
            "permalink": f"https://www.threads.net/@kommunen/post/{post}",
            "at": when.timestamp(),
            "reply_to": reply_to,
        }
        return post

    def route(self, wire: Wire) -> Answer:
        if wire.path == "/refresh_access_token":
            if wire.query != {"grant_type": "th_refresh_token", "access_token": self.token}:
                return _error(190)
            self.token = "hemmelig-ny"
            return Answer(200, {"access_token": self.token, "token_type": "bearer", "expires_in": 5_184_000})
        if wire.headers.get("authorization") != f"Bearer {self.token}":
            return _error(190, status=401)
        steps = wire.path.strip("/").split("/")
        match wire.method, steps:
            case "POST", ["v1.0", user, "threads"] if user == USER:
                return self._contain(wire.form)
            case "POST", ["v1.0", user, "threads_publish"] if user == USER:
                return self._publish(wire.form)
            case "GET", ["v1.0", user, "threads"] if user == USER:
                return self._list(wire.query)
            case "GET", ["v1.0", user, "threads_publishing_limit"] if user == USER:
                return Answer(
                    200, {"data": [{"quota_usage": self.used, "config": {"quota_total": 250, "quota_duration": 86400}}]}
                )
            case "GET", ["v1.0", user] if user == USER:
                return (
                    Answer(200, {"id": USER, "username": "kommunen"})
                    if wire.query == {"fields": "id,username"}
                    else _error(100)
                )
            case (("GET" | "DELETE"), ["v1.0", post]):
                return self._one(wire.method, post)
        return _error(100)

    def _contain(self, form: dict[str, str] | None) -> Answer:
        if not form or set(form) - {"media_type", "text", "reply_to_id"} or form.get("media_type") != "TEXT":
            return _error(100)
        if not 0 < threads_length(form.get("text", "")) <= 500 or form.get("reply_to_id", "") not in ("", *self.posts):
            return _error(100)
        container = str(500 + len(self.containers))
        self.containers[container] = form
        return Answer(200, {"id": container})

    def _publish(self, form: dict[str, str] | None) -> Answer:
        container = self.containers.get((form or {}).get("creation_id", ""))
        if container is None or set(form or {}) != {"creation_id"} or container.get("published"):
            return _error(100)
        container["published"] = "yes"
        return Answer(200, {"id": self.write(container["text"], datetime.now(UTC), container.get("reply_to_id", ""))})

    def _one(self, method: str, post: str) -> Answer:
        if post not in self.posts:
            return _error(100, 33)
        if method == "DELETE":
            del self.posts[post]
            return Answer(200, {"success": True})
        return Answer(200, _shown(self.posts[post]))

    def _list(self, query: dict[str, str]) -> Answer:
        if set(query) - {"fields", "since", "until", "limit", "after"} or int(query.get("limit", "25")) > 100:
            return _error(100)
        found = [_shown(post) for post in reversed(self.posts.values()) if post["at"] >= int(query.get("since", "0"))]
        first, size = int(query.get("after", "0")), min(self.page, int(query.get("limit", "25")))
        more = {"next": "https://graph.threads.net/neste"} if first + size < len(found) else {}
        return Answer(
            200, {"data": found[first : first + size], "paging": {"cursors": {"after": str(first + size)}, **more}}
        )


def address(port: int) -> str:
    return f"threads://{USER}/?token=hemmelig&at=http%3A%2F%2F127.0.0.1%3A{port}"


def _shown(post: dict[str, Any]) -> dict[str, Any]:
    return {name: post[name] for name in ("id", "text", "timestamp", "permalink")}


def _error(code: int, subcode: int | None = None, status: int = 400) -> Answer:
    return Answer(status, {"error": {"message": "?", "type": "OAuthException", "code": code, "error_subcode": subcode}})
