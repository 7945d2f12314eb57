"""`blogger://BLOG-ID/?client_id=&client_secret=&refresh=` (Blogger API v3, OAuth scope `blogger`).

There is no idempotency key and no place for one: a post in doubt is found by its exact words.
"""

from collections.abc import Container, Iterator
from datetime import datetime
from typing import Any, ClassVar

from apprise import NotifyBase

from notifiers.base import clocks, google, web
from notifiers.base.abilities import Ability, Diagnosis
from notifiers.base.hosted import HostedPlugin, arguments
from notifiers.base.http import GONE
from notifiers.base.inbox import ReadByInbox
from notifiers.base.markup import whole_page, words
from notifiers.base.pages import Asked, pages
from notifiers.channels.blogger.comments import BlogComments
from schemas.errors import NotifierError
from schemas.messages.delivery import Outgoing
from schemas.messages.receipt import Receipt, RemotePost
from schemas.sentence import Sentence, say

_LIVE = "LIVE"
_NEEDED = ("id", "title", "content", "published")
_PAGE = 100


class Blogger(ReadByInbox, HostedPlugin):
    service_name = "Blogger"
    secure_protocol = "blogger"
    setup_url = "https://developers.google.com/blogger/docs/3.0/reference/posts"
    api = "https://www.googleapis.com"
    words = google.WORDS
    templates = ("{schema}://{blog}",)
    template_tokens = {
        **NotifyBase.template_tokens,
        "blog": {"name": "Blog id", "type": "string", "map_to": "host", "required": True},
    }
    template_args = arguments(words)
    default_version = "v3"  # since 2013; Google has named no end of it
    body_maxlen = 1_000_000
    titled = True
    cannot: ClassVar[dict[Ability, Sentence]] = {
        Ability.LOCK: say(
            "Blogger does not let programs change who may write; the account is locked here and watched."
        ),
        Ability.REPLY: say("Blogger lets no program answer a comment. Follow its link, and answer in the browser."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.client.auth = google.token(self)
        self.inbox = BlogComments(self, self._found, self._me)

    def publish(self, out: Outgoing) -> Receipt:
        form = {"kind": "blogger#post", **_words(out)}
        return _receipt(self._post(self.ask("POST", "/posts", params={"isDraft": "false"}, json=form)), "published")

    def edit(self, out: Outgoing) -> Receipt:
        return _receipt(self._post(self.ask("PATCH", f"/posts/{out.target}", json=_words(out))), "changed")

    def delete(self, out: Outgoing) -> Receipt:
        """Back to a draft, where only the blog's writers see it; gone already counts as done."""
        if self.shown(str(out.target)) is None:
            return Receipt(remote_id=out.target, detail="gone already")
        answer = self.ask("POST", f"/posts/{out.target}/revert", accept=GONE, creates=False)
        return Receipt(remote_id=out.target, detail=f"HTTP {answer.status_code}")

    def newest(self, since: datetime) -> Iterator[RemotePost]:
        asked = {
            "startDate": clocks.written(since),
            "status": "live",
            "view": "ADMIN",
            "fetchBodies": "true",
            "orderBy": "PUBLISHED",
            "maxResults": str(_PAGE),
        }
        for listed in pages(lambda more: self._json(self.ask("GET", "/posts", params=more)), asked, _following):
            yield from map(_remote, self.entries(listed.get("items", []), *_NEEDED))

    def shown(self, target: str) -> RemotePost | None:
        there = self._there(target)
        return _remote(there) if there and there.get("status") == _LIVE else None

    def check(self) -> list[Diagnosis]:
        blog = self._json(self.ask("GET", "", params={"view": "ADMIN"}))
        return [Diagnosis(level="ok", sentence=say("Connected to the blog “{name}”.", name=str(blog.get("name", "?"))))]

    def ask(self, method: str, path: str, *, accept: Container[int] = (), **kwargs: Any) -> web.Response:
        return super().ask(method, f"/blogger/{self.version}/blogs/{self.host}{path}", accept=accept, **kwargs)

    def refused(self, answer: web.Response) -> NotifierError:
        return google.refused(self.service_name, answer) or super().refused(answer)

    def _found(self, path: str, asked: dict[str, Any]) -> dict[str, Any] | None:
        answer = self.ask("GET", path, params=asked, accept=GONE)
        return None if answer.status_code in GONE else self._json(answer)

    def _me(self) -> str:
        """Of the person who let us in."""
        answer = super().ask("GET", f"/blogger/{self.version}/users/self")
        return str(self.read_json(answer, "id")["id"])

    def _there(self, target: str) -> dict[str, Any] | None:
        answer = self.ask("GET", f"/posts/{target}", params={"view": "ADMIN"}, accept=GONE)
        return None if answer.status_code in GONE else self._post(answer)

    def _post(self, answer: web.Response) -> dict[str, Any]:
        return self.entries([self._json(answer)], *_NEEDED)[0]

    def _json(self, answer: web.Response) -> dict[str, Any]:
        found = self.read_json(answer, "kind")
        if not str(found["kind"]).startswith("blogger#"):
            raise self.unreadable()
        return found


def _words(out: Outgoing) -> dict[str, str]:
    return {"title": out.rendering.title, "content": whole_page(out.rendering)}


def _following(listed: dict[str, Any], _: Asked) -> Asked | None:
    token = listed.get("nextPageToken")
    return {"pageToken": str(token)} if token else None


def _receipt(post: dict[str, Any], detail: str) -> Receipt:
    return Receipt(remote_id=str(post["id"]), remote_url=post.get("url"), detail=detail)


def _remote(post: dict[str, Any]) -> RemotePost:
    return RemotePost(
        remote_id=str(post["id"]), remote_url=post.get("url"), title=post["title"], text=words(post["content"])
    )
