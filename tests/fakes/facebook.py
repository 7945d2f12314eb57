"""A fake Facebook page (Graph API) on loopback.

It refuses: another token (190), another version than `versions` (2635 as 400), unknown fields (100), an empty or over-long
text (100), a picture that is not there (100), an object that is not there (100/33), tasks it does not know (100), the
edges of a page without the business it belongs to (100). Its comments: tests/fakes/facebook_comments.py.
"""

from datetime import UTC, datetime
from typing import Any

from tests.fakes.facebook_comments import FakeComments
from tests.fakes.server import Answer, FakeServer, Wire

PAGE, BUSINESS, ME, APP = "104711", "900", "501", "77"
TASKS = {"MANAGE", "CREATE_CONTENT", "MODERATE", "MESSAGING", "ADVERTISE", "ANALYZE"}
PEOPLE = {
    "501": ["MANAGE"],
    "502": ["MANAGE", "CREATE_CONTENT", "ANALYZE"],
    "503": ["CREATE_CONTENT"],
    "504": ["ANALYZE"],
}


class FakeFacebook(FakeServer):
    """`posts` by id, oldest first. `people` maps users to their tasks."""

    def __init__(self) -> None:
        super().__init__()
        self.posts: dict[str, dict[str, Any]] = {}
        self.photos: dict[str, dict[str, Any]] = {}
        self.people = {user: list(tasks) for user, tasks in PEOPLE.items()}
        self.page, self.versions, self.usage = 100, ("v26.0",), 3
        self.token = {
            "is_valid": True,
            "expires_at": 0,
            "data_access_expires_at": 0,
            "scopes": [
                "pages_show_list",
                "pages_manage_posts",
                "pages_read_engagement",
                "pages_read_user_content",
                "pages_manage_engagement",
                "pages_messaging",
            ],
        }
        self.comments = FakeComments(PAGE, _error, lambda: list(self.token["scopes"]))  # type: ignore[call-overload]  # a list

    @property
    def url(self) -> str:
        return address(self.port)

    def texts(self) -> list[str]:
        return [str(post["message"]) for post in self.posts.values()]

    def write(self, text: str, when: datetime) -> str:
        post = f"{PAGE}_{1000 + len(self.posts)}"
        self.posts[post] = {
            "id": post,
            "message": text,
            "created_time": when.strftime("%Y-%m-%dT%H:%M:%S+0000"),
            "permalink_url": f"https://www.facebook.com/{post}",
            "at": when.timestamp(),
            "photos": [],
        }
        return post

    def route(self, wire: Wire) -> Answer:
        steps = wire.path.strip("/").split("/")
        if steps[0] not in self.versions:
            return _error(400, 2635)
        if steps[1:] == ["debug_token"]:
            good = wire.headers.get("authorization") == f"Bearer {APP}|hemmelig-app" and wire.query == {
                "input_token": "hemmelig"
            }
            return Answer(200, {"data": self.token}) if good else _error(400, 190)
        if wire.headers.get("authorization") != "Bearer hemmelig":
            return _error(401, 190)
        if steps[1] in self.comments.made or steps[2:] == ["comments"]:
            return self._said(wire, steps[1:])
        return (
            self._object(wire, steps[1])
            if len(steps) == 2
            else self._edge(wire, steps[2])
            if steps[1] == PAGE
            else _error(404, 100, 33)
        )

    def _said(self, wire: Wire, steps: list[str]) -> Answer:
        if steps[0] not in self.posts and steps[0] not in self.comments.made:
            return _error(404, 100, 33)
        if len(steps) == 1:
            return self.comments.one(wire, steps[0])
        return self.comments.edge(wire, steps[0], datetime.now(UTC))

    def _edge(self, wire: Wire, edge: str) -> Answer:
        match wire.method, edge:
            case "POST", "feed":
                return self._feed(wire.json)
            case "POST", "messages":
                return self.comments.privately(wire.json, datetime.now(UTC))
            case "POST", "photos":
                return self._photo(wire)
            case "GET", "published_posts":
                return self._list(wire.query)
            case "GET" | "POST", "assigned_users":
                return self._users(wire)
        return _error(400, 100)

    def _feed(self, form: Any) -> Answer:
        if (
            not isinstance(form, dict)
            or set(form) - {"message", "published", "attached_media", "link"}
            or form.get("published") is not True
        ):
            return _error(400, 100)
        pictures = [one["media_fbid"] for one in form.get("attached_media", [])]
        if (
            not 0 < len(form.get("message", "")) <= 63_206
            or any(p not in self.photos for p in pictures)
            or len(pictures) > 10
        ):
            return _error(400, 100)
        if form["message"] in self.texts()[-1:]:
            return _error(400, 506)
        post = self.write(form["message"], datetime.now(UTC))
        self.posts[post]["photos"] = pictures
        return Answer(200, {"id": post})

    def _photo(self, wire: Wire) -> Answer:
        body = wire.body
        if (
            b'name="source"; filename=' not in body
            or b'name="alt_text_custom"' not in body
            or b'name="published"\r\n\r\nfalse' not in body
        ):
            return _error(400, 100)
        photo = str(7000 + len(self.photos))
        self.photos[photo] = {
            "alt": body.partition(b'name="alt_text_custom"\r\n\r\n')[2].partition(b"\r\n")[0].decode()
        }
        return Answer(200, {"id": photo})

    def _object(self, wire: Wire, name: str) -> Answer:
        if name == PAGE:
            if wire.query != {"fields": "id,name"}:
                return _error(400, 100)
            used = f'{{"{PAGE}": [{{"type": "pages", "call_count": {self.usage}, "total_time": 1}}]}}'
            return Answer(200, {"id": PAGE, "name": "Prøve kommune"}, {"X-Business-Use-Case-Usage": used})
        if name not in self.posts:
            return _error(400, 100, 33)
        if wire.method == "DELETE":
            del self.posts[name]
            return Answer(200, {"success": True})
        if wire.method == "POST":
            if not isinstance(wire.json, dict) or set(wire.json) != {"message"} or not wire.json["message"]:
                return _error(400, 100)
            self.posts[name]["message"] = wire.json["message"]
            return Answer(200, {"success": True})
        return Answer(200, _shown(self.posts[name]))

    def _list(self, query: dict[str, str]) -> Answer:
        if set(query) - {"fields", "since", "until", "limit", "after"} or int(query.get("limit", "25")) > 100:
            return _error(400, 100)
        counted = query.get("fields") == "id,comments.filter(stream).limit(0).summary(total_count)"
        if counted and "pages_read_engagement" not in self.token["scopes"]:  # type: ignore[operator]  # a list
            return _error(403, 10)
        since = int(query.get("since", "0"))
        shown = self.comments.counted if counted else _shown
        found = [shown(post) for post in reversed(self.posts.values()) if post["at"] >= since]
        first, size = int(query.get("after", "0")), min(self.page, int(query.get("limit", "25")))
        paging = {"cursors": {"before": str(first), "after": str(first + size)}}
        more = {"next": "https://graph.facebook.com/neste"} if first + size < len(found) else {}
        return Answer(200, {"data": found[first : first + size], "paging": paging | more})

    def _users(self, wire: Wire) -> Answer:
        if wire.method == "GET":
            if wire.query.get("business") != BUSINESS:
                return _error(400, 100)
            users = [{"id": user, "name": f"Person {user}", "tasks": tasks} for user, tasks in self.people.items()]
            return Answer(200, {"data": users, "paging": {"cursors": {"before": "a", "after": "b"}}})
        form = wire.json
        if not isinstance(form, dict) or set(form) != {"business", "user", "tasks"} or form["business"] != BUSINESS:
            return _error(400, 100)
        if form["user"] not in self.people or set(form["tasks"]) - TASKS:
            return _error(400, 100)
        self.people[form["user"]] = list(form["tasks"])
        return Answer(200, {"success": True})


def address(port: int, *, locks: bool = True) -> str:
    lock = f"&business={BUSINESS}&me={ME}" if locks else ""
    return (
        f"fbpage://{PAGE}/?token=hemmelig&app_id={APP}&app_secret=hemmelig-app{lock}&at=http%3A%2F%2F127.0.0.1%3A{port}"
    )


def _shown(post: dict[str, Any]) -> dict[str, Any]:
    return {name: post[name] for name in ("id", "message", "created_time", "permalink_url")}


def _error(status: int, code: int, subcode: int | None = None) -> Answer:
    return Answer(
        status,
        {
            "error": {
                "message": "?",
                "type": "OAuthException",
                "code": code,
                "error_subcode": subcode,
                "fbtrace_id": "x",
            }
        },
    )
