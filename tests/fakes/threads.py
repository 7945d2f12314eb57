"""A fake Threads (API v1.0) on loopback.

It refuses: another token (190), another version (400), unknown words (100), an empty or over-long text (100), a container it
does not know or has published (100), a reply to nothing (100), an unknown post (100/33), reading or answering what others write
without its scope (10), hiding what does not stand right under our own post (100).
"""

from datetime import UTC, datetime
from itertools import count
from typing import Any
from unicodedata import category

from tests.fakes.server import Answer, FakeServer, Wire

USER = "31415"
_REPLY = {
    "id",
    "text",
    "timestamp",
    "permalink",
    "username",
    "replied_to",
    "root_post",
    "is_reply_owned_by_me",
    "hide_status",
}


class FakeThreads(FakeServer):
    """`posts` by id, oldest first."""

    def __init__(self) -> None:
        super().__init__()
        self.posts: dict[str, dict[str, Any]] = {}
        self.containers: dict[str, dict[str, str]] = {}
        self.page, self.used, self.token = 100, 3, "hemmelig"
        self._numbers = count(18000)
        self.scopes = {"threads_read_replies", "threads_manage_replies"}

    @property
    def url(self) -> str:
        return address(self.port)

    def texts(self) -> list[str]:
        return [str(post["text"]) for post in self.posts.values()]

    def write(self, text: str, when: datetime, reply_to: str = "", who: str = "kommunen") -> str:
        post = str(next(self._numbers))
        self.posts[post] = {
            "id": post,
            "text": text,
            "timestamp": when.strftime("%Y-%m-%dT%H:%M:%S+0000"),
            "permalink": f"https://www.threads.net/@kommunen/post/{post}",
            "at": when.timestamp(),
            "reply_to": reply_to,
            "root": self.posts[reply_to]["root"] or reply_to if reply_to else "",
            "username": who,
            "hide_status": "NOT_HUSHED",
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
                return self._one(wire, post)
            case "GET", ["v1.0", post, ("conversation" | "replies") as edge]:
                return self._under(wire.query, post, edge)
            case "POST", ["v1.0", post, "manage_reply"]:
                return self._hide(wire.form, post)
        return _error(100)

    def _contain(self, form: dict[str, str] | None) -> Answer:
        if not form or set(form) - {"media_type", "text", "reply_to_id"} or form.get("media_type") != "TEXT":
            return _error(100)
        if not 0 < counted(form.get("text", "")) <= 500 or form.get("reply_to_id", "") not in ("", *self.posts):
            return _error(100)
        container = str(500 + len(self.containers))
        self.containers[container] = form
        return Answer(200, {"id": container})

    def _publish(self, form: dict[str, str] | None) -> Answer:
        container = self.containers.get((form or {}).get("creation_id", ""))
        if container is None or set(form or {}) != {"creation_id"} or container.get("published"):
            return _error(100)
        above = self.posts.get(container.get("reply_to_id", ""))
        if above and above["username"] != "kommunen" and "threads_manage_replies" not in self.scopes:
            return _error(10, status=403)
        container["published"] = "yes"
        return Answer(200, {"id": self.write(container["text"], datetime.now(UTC), container.get("reply_to_id", ""))})

    def _one(self, wire: Wire, post: str) -> Answer:
        if post not in self.posts:
            return _error(100, 33)
        if wire.method == "DELETE":
            del self.posts[post]
            return Answer(200, {"success": True})
        asked = set(wire.query.get("fields", "").split(","))
        return Answer(200, self._as_reply(post) if "hide_status" in asked else _shown(self.posts[post]))

    def _under(self, query: dict[str, str], above: str, edge: str) -> Answer:
        if "threads_read_replies" not in self.scopes:
            return _error(10, status=403)
        if set(query) - {"fields", "reverse", "before", "after"} or set(query["fields"].split(",")) - _REPLY:
            return _error(100)
        if above not in self.posts:
            return _error(100, 33)
        field = "reply_to" if edge == "replies" else "root"
        found = [post for post in reversed(self.posts.values()) if post[field] == above]
        found.sort(key=lambda post: float(post["at"]), reverse=query.get("reverse", "true") == "true")
        first = int(query.get("after", "0"))
        shown = [self._as_reply(post["id"]) for post in found[first : first + self.page]]
        more = {"next": "https://graph.threads.net/neste"} if first + self.page < len(found) else {}
        return Answer(200, {"data": shown, "paging": {"cursors": {"after": str(first + self.page)}, **more}})

    def _hide(self, form: dict[str, str] | None, post: str) -> Answer:
        there = self.posts.get(post)
        if "threads_manage_replies" not in self.scopes:
            return _error(10, status=403)
        if (
            there is None
            or not there["reply_to"]
            or there["reply_to"] != there["root"]
            or there["username"] == "kommunen"
        ):
            return _error(100)
        if set(form or {}) != {"hide"} or (form or {})["hide"] not in ("true", "false"):
            return _error(100)
        for one in self.posts.values():
            if post in (one["id"], one["reply_to"]):
                one["hide_status"] = "HIDDEN" if (form or {})["hide"] == "true" else "UNHUSHED"
        return Answer(200, {"success": True})

    def _as_reply(self, post: str) -> dict[str, Any]:
        there = self.posts[post]
        place = {"replied_to": {"id": there["reply_to"]}, "root_post": {"id": there["root"]}} if there["root"] else {}
        state = {"hide_status": there["hide_status"], "is_reply_owned_by_me": there["username"] == "kommunen"}
        return _shown(there) | {"username": there["username"], **place, **state}

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


def counted(text: str) -> int:
    """Threads' own rule, by code points: what an emoji is made of counts its bytes of UTF-8."""
    return sum(_weight(ord(sign)) if category(sign) not in ("Mn", "Me") or _of_emoji(ord(sign)) else 0 for sign in text)


def _weight(code: int) -> int:
    return len(chr(code).encode()) if _of_emoji(code) else 1


def _of_emoji(code: int) -> bool:
    return code in (0x200D, 0xFE0F, 0x20E3) or 0x2600 <= code < 0x27C0 or 0x1F000 <= code < 0x20000 or code >= 0xE0020
