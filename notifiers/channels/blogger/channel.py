"""`blogger://BLOG-ID/?client_id=&client_secret=&refresh=` (Blogger API v3, OAuth scope `blogger`).

There is no idempotency key and no place for one: a post in doubt is found by its exact words.
"""

from collections.abc import Container
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

import httpx
from apprise import NotifyBase

from notifiers.base import google
from notifiers.base.abilities import Ability, Diagnosis
from notifiers.base.hosted import HostedPlugin, arguments
from notifiers.base.markup import page, squeezed, words
from schemas.delivery import Outgoing
from schemas.errors import NotifierError
from schemas.receipt import Receipt, RemotePost
from schemas.rendering import PublishAction
from schemas.sentence import Sentence, say

_GONE = (404, 410)
_LIVE = "LIVE"
_CLOCKS = timedelta(minutes=5)
"""How far Google's clock may be from ours."""
_PAGE = 100


class Blogger(HostedPlugin):
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
    cannot: ClassVar[dict[Ability, Sentence]] = {
        Ability.LOCK: say(
            "Blogger does not let programs change who may write; the account is locked here and watched."
        ),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.client.auth = google.token(self)

    def publish(self, out: Outgoing) -> Receipt:
        form = {"kind": "blogger#post", **_words(out)}
        return _receipt(self._post(self.ask("POST", "/posts", params={"isDraft": "false"}, json=form)), "published")

    def edit(self, out: Outgoing) -> Receipt:
        return _receipt(self._post(self.ask("PATCH", f"/posts/{out.target}", json=_words(out))), "changed")

    def delete(self, out: Outgoing) -> Receipt:
        """Back to a draft, where only the blog's writers see it; gone already counts as done."""
        there = self._shown(out.target)
        if there is None or there.get("status") != _LIVE:
            return Receipt(remote_id=out.target, detail="gone already")
        answer = self.ask("POST", f"/posts/{out.target}/revert", accept=_GONE)
        return Receipt(remote_id=out.target, detail=f"HTTP {answer.status_code}")

    def find(self, out: Outgoing) -> Receipt | None:
        if out.rendering.action in (PublishAction.PUBLISH, PublishAction.FOLLOW_UP):
            fresh = self._since(out.approved_at - _CLOCKS)
            there = next((post for post in fresh if _says(post, out)), None)
            return _receipt(there, "read back") if there else None
        there = self._shown(out.target)
        if out.rendering.action is PublishAction.DELETE:
            return None if there and there.get("status") == _LIVE else Receipt(remote_id=out.target, detail="read back")
        return _receipt(there, "read back") if there and _says(there, out) else None

    def read_back(self, since: datetime) -> list[RemotePost]:
        return [_remote(post) for post in self._since(since)]

    def check(self) -> list[Diagnosis]:
        blog = self._json(self.ask("GET", "", params={"view": "ADMIN"}))
        return [Diagnosis(level="ok", sentence=say("Connected to the blog “{name}”.", name=str(blog.get("name", "?"))))]

    def ask(self, method: str, path: str, *, accept: Container[int] = (), **kwargs: Any) -> httpx.Response:
        return super().ask(method, f"/blogger/{self.version}/blogs/{self.host}{path}", accept=accept, **kwargs)

    def refused(self, answer: httpx.Response) -> NotifierError:
        return google.refused(self.service_name, answer) or super().refused(answer)

    def _since(self, since: datetime) -> list[dict[str, Any]]:
        """Oldest first."""
        asked = {
            "startDate": since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "status": "live",
            "view": "ADMIN",
            "fetchBodies": "true",
            "orderBy": "PUBLISHED",
            "maxResults": str(_PAGE),
        }
        found: list[dict[str, Any]] = []
        while True:
            answer = self._json(self.ask("GET", "/posts", params=asked))
            found += [self._whole(post) for post in answer.get("items", [])]
            if not answer.get("nextPageToken"):
                return sorted(found, key=lambda post: datetime.fromisoformat(post["published"]))
            asked["pageToken"] = answer["nextPageToken"]

    def _shown(self, target: str | None) -> dict[str, Any] | None:
        answer = self.ask("GET", f"/posts/{target}", params={"view": "ADMIN"}, accept=_GONE)
        return None if answer.status_code in _GONE else self._post(answer)

    def _post(self, answer: httpx.Response) -> dict[str, Any]:
        return self._whole(self._json(answer))

    def _whole(self, post: Any) -> dict[str, Any]:
        if not isinstance(post, dict) or not {"id", "title", "content", "published"} <= set(post):
            raise self.unreadable()
        return post

    def _json(self, answer: httpx.Response) -> dict[str, Any]:
        found = self.read_json(answer, "kind")
        if not str(found["kind"]).startswith("blogger#"):
            raise self.unreadable()
        return found


def _words(out: Outgoing) -> dict[str, str]:
    return {"title": out.rendering.title, "content": page(out.rendering.text)}


def _says(post: dict[str, Any], out: Outgoing) -> bool:
    same = squeezed(words(post["content"])) == squeezed(out.rendering.text)
    return same and squeezed(post["title"]) == squeezed(out.rendering.title)


def _receipt(post: dict[str, Any], detail: str) -> Receipt:
    return Receipt(remote_id=str(post["id"]), remote_url=post.get("url"), detail=detail)


def _remote(post: dict[str, Any]) -> RemotePost:
    return RemotePost(
        remote_id=str(post["id"]), remote_url=post.get("url"), title=post["title"], text=words(post["content"])
    )
