"""A fake X (API v2) on loopback.

It refuses: a signature that is not right (401, checked with another implementation of RFC 5849), unknown fields (400), a
text that is empty or over 280 by X's own weights (400), the same text twice (403), an unknown picture (400), an unknown post
(404), a start in the future or a search further back than a week (400), hiding what stands under nobody's post of ours (403). It shortens every address, as X does.
"""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from html import escape
from itertools import count
from typing import Any
from unicodedata import normalize

from tests.fakes.oauth1 import signed
from tests.fakes.server import Answer, FakeServer, Wire

USER, NAME = "4242", "kommunen"
WEEK = timedelta(days=7)
_COUNTED = re.compile(
    r"(?<![\w@#$.-])(?:https?://)?(?:[\w-]{1,63}\.)+(?:no|com)\b(?:/[\w/=#&+~.-]*[\w/=#&+~-]|/)?", re.IGNORECASE
)
"""Enough of X's addresses for what the tests send."""
_LINK = re.compile(r"https?://[^\s<>\[\]]*[\w/=#&+~-]")


class FakeX(FakeServer):
    """`posts` by id, oldest first, as they were written."""

    def __init__(self) -> None:
        super().__init__()
        self.posts: dict[str, dict[str, Any]] = {}
        self.pictures: dict[str, str] = {}
        self.page, self.me = 100, USER
        self._numbers = count(9000)
        self.hidden: set[str] = set()
        self.given: dict[str, str] = {}

    @property
    def url(self) -> str:
        return address(self.port)

    def texts(self) -> list[str]:
        return [str(post["text"]) for post in self.posts.values()]

    def write(self, text: str, when: datetime, reply: str | None = None, who: str = USER) -> str:
        post = str(next(self._numbers))
        begun = self.posts[reply]["begun"] if reply else post
        self.posts[post] = {
            "id": post,
            "text": text,
            "at": when,
            "media": [],
            "reply": reply,
            "who": who,
            "begun": begun,
        }
        return post

    def dollars(self) -> Decimal:
        """What all that was given would cost: each post and each name once."""
        return sum((Decimal(price) for price in self.given.values()), Decimal(0))

    def route(self, wire: Wire) -> Answer:
        if not signed(wire, self.at):
            return Answer(401, {"title": "Unauthorized", "type": "about:blank", "status": 401})
        steps = wire.path.strip("/").split("/")
        match wire.method, steps:
            case "GET", ["2", "users", "me"]:
                return Answer(200, {"data": {"id": self.me, "name": "Kommunen", "username": "kommunen"}})
            case "GET", ["2", "users", user, "tweets"] if user == USER:
                return self._list(wire.query)
            case "GET", ["2", "users", user, "mentions"] if user == USER:
                named = [post for post in self.posts.values() if f"@{NAME}" in post["text"] and post["who"] != USER]
                return self._told(wire.query, named, "pagination_token", 5, "0.001")
            case "GET", ["2", "tweets", "search", "recent"]:
                return self._search(wire.query)
            case "PUT", ["2", "tweets", post, "hidden"]:
                return self._hide(wire.json, post)
            case "POST", ["2", "tweets"]:
                return self._post(wire.json)
            case "POST", ["2", "media", "upload"]:
                return self._upload(wire)
            case "POST", ["2", "media", "metadata"]:
                return self._describe(wire.json)
            case (("GET" | "DELETE"), ["2", "tweets", post]):
                return self._one(wire.method, post)
        return Answer(404, {"title": "Not Found"})

    def _post(self, form: Any) -> Answer:
        if (
            not isinstance(form, dict)
            or set(form) - {"text", "media", "reply", "reply_settings"}
            or not form.get("text")
        ):
            return _error(400, "Invalid Request")
        pictures, above = form.get("media", {}).get("media_ids", []), form.get("reply", {}).get("in_reply_to_tweet_id")
        if _weight(form["text"]) > 280 or len(pictures) > 4 or any(p not in self.pictures for p in pictures):
            return _error(400, "Invalid Request")
        if above is not None and above not in self.posts:
            return _error(400, "Invalid Request")
        if form["text"] in self.texts():
            return _error(403, "You are not allowed to create a Tweet with duplicate content.")
        post = self.write(form["text"], datetime.now(UTC), above)
        self.posts[post] |= {"media": pictures}
        return Answer(201, {"data": {"id": post, "text": self._shown(self.posts[post])["text"]}})

    def _upload(self, wire: Wire) -> Answer:
        if b'name="media"; filename=' not in wire.body or b'name="media_category"\r\n\r\ntweet_image' not in wire.body:
            return _error(400, "Invalid Request")
        picture = str(300 + len(self.pictures))
        self.pictures[picture] = ""
        return Answer(200, {"data": {"id": picture, "media_key": f"3_{picture}"}})

    def _describe(self, form: Any) -> Answer:
        alt = form["metadata"]["alt_text"]["text"]
        if form["id"] not in self.pictures or not 0 < len(alt) <= 1000:
            return _error(400, "Invalid Request")
        self.pictures[form["id"]] = alt
        return Answer(200, {"data": {"id": form["id"]}})

    def _one(self, method: str, post: str) -> Answer:
        if post not in self.posts:
            return _error(404, "Not Found")
        if method == "DELETE":
            del self.posts[post]
            return Answer(200, {"data": {"deleted": True}})
        return Answer(200, {"data": self._shown(self.posts[post])})

    def _list(self, query: dict[str, str]) -> Answer:
        if (
            set(query) - {"start_time", "max_results", "tweet.fields", "exclude", "pagination_token"}
            or not 5 <= int(query["max_results"]) <= 100
        ):
            return _error(400, "Invalid Request")
        since = datetime.fromisoformat(query["start_time"])
        if since > datetime.now(UTC):
            return _error(400, "Invalid Request")
        ours = [post for post in reversed(self.posts.values()) if post["at"] >= since and post["who"] == USER]
        found = [self._shown(post) | _above(post, query) for post in ours]
        first = int(query.get("pagination_token", "0"))
        last = first + min(self.page, int(query["max_results"]))
        more = {"next_token": str(last)} if last < len(found) else {}
        shown = {"data": found[first:last]} if found[first:last] else {}
        return Answer(200, {**shown, "meta": {"result_count": len(found[first:last]), **more}})

    def _search(self, query: dict[str, str]) -> Answer:
        wanted = re.findall(r"conversation_id:(\d+)", query.get("query", ""))
        if (
            not wanted
            or len(query["query"]) > 512
            or datetime.fromisoformat(query["start_time"]) < datetime.now(UTC) - WEEK
        ):
            return _error(400, "Invalid Request")
        under = [post for post in self.posts.values() if post["begun"] in wanted]
        return self._told({n: v for n, v in query.items() if n != "query"}, under, "next_token", 10, "0.005")

    def _told(self, query: dict[str, str], of: list[dict[str, Any]], token: str, least: int, price: str) -> Answer:
        """Newest first, with who wrote it."""
        known = {"start_time", "since_id", "max_results", "tweet.fields", "expansions", "user.fields", token}
        if set(query) - known or not least <= int(query["max_results"]) <= 100:
            return _error(400, "Invalid Request")
        found = [post for post in of if post["at"] >= datetime.fromisoformat(query["start_time"])]
        found.sort(key=lambda post: (post["at"], post["id"]), reverse=True)
        first = int(query.get(token, "0"))
        page = found[first : first + min(self.page, int(query["max_results"]))]
        self.given |= {post["id"]: price for post in page} | {post["who"]: "0.010" for post in page}
        shown = [
            self._shown(post) | {"author_id": post["who"], "conversation_id": post["begun"]} | _above(post, query)
            for post in page
        ]
        users = [{"id": who, "username": f"navn{who}"} for who in {post["who"] for post in page}]
        more = {"next_token": str(first + len(page))} if first + len(page) < len(found) else {}
        data = {"data": shown, "includes": {"users": users}} if shown else {}
        return Answer(200, {**data, "meta": {"result_count": len(shown), **more}})

    def _hide(self, form: Any, post: str) -> Answer:
        there = self.posts.get(post)
        if not isinstance(form, dict) or set(form) != {"hidden"} or not isinstance(form["hidden"], bool):
            return _error(400, "Invalid Request")
        if there is None:
            return _error(404, "Not Found")
        if there["begun"] == post or self.posts[there["begun"]]["who"] != USER:
            return _error(403, "You can only hide replies to conversations you started.")
        (self.hidden.add if form["hidden"] else self.hidden.discard)(post)
        return Answer(200, {"data": {"hidden": form["hidden"]}})

    def _shown(self, post: dict[str, Any]) -> dict[str, Any]:
        links = [
            {"url": f"https://t.co/{n}x{post['id']}", "expanded_url": link}
            for n, link in enumerate(_LINK.findall(post["text"]))
        ]
        text = post["text"]
        for link in links:
            text = text.replace(link["expanded_url"], link["url"])
        text = escape(text, quote=False)
        if post["media"]:
            links.append(
                {"url": f"https://t.co/m{post['id']}", "expanded_url": "https://x.com/i/photo/1", "media_key": "3_300"}
            )
            text += f" https://t.co/m{post['id']}"
        return {
            "id": post["id"],
            "text": text,
            "created_at": post["at"].isoformat(),
            "entities": {"urls": links} if links else {},
        }


def _above(post: dict[str, Any], query: dict[str, str]) -> dict[str, Any]:
    asked = post["reply"] and "referenced_tweets" in query["tweet.fields"]
    return {"referenced_tweets": [{"type": "replied_to", "id": post["reply"]}]} if asked else {}


def _weight(text: str) -> int:
    """By itself, never by our own function: letters 1, from U+1100 on 2 but for dashes and quotes; an address 23."""
    plain, addresses = _COUNTED.subn("", normalize("NFC", text))
    return 23 * addresses + sum(1 if sign < "\u1100" or "\u2000" <= sign <= "\u201f" else 2 for sign in plain)


def address(port: int) -> str:
    words = "key=nokkel&secret=hemmelig-en&token=merke&token_secret=hemmelig-to"
    return f"krisex://{USER}/?{words}&at=http%3A%2F%2F127.0.0.1%3A{port}"


def _error(status: int, detail: str) -> Answer:
    return Answer(status, {"title": "?", "detail": detail, "type": "about:blank", "status": status})
