"""`blogger://CLIENT-ID:CLIENT-SECRET@BLOG-ID/?refresh=REFRESH-TOKEN` (Blogger API v3, OAuth scope `blogger`).

There is no idempotency key and no place for one: a post in doubt is found by its exact words.
"""

from collections.abc import Container
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

import httpx
from apprise import NotifyBase

from notifiers.abilities import Ability, Finding
from notifiers.blogger.errors import refused
from notifiers.blogger.token import AccessToken
from notifiers.http import TIMEOUT, HttpPlugin
from notifiers.markup import page, plain, words
from schemas.delivery import Outgoing
from schemas.errors import NotifierError, RetryClass
from schemas.receipt import Receipt, RemotePost
from schemas.rendering import Action
from schemas.sentence import Sentence, say

VERSION = "v3"
"""Since 2013; Google has named no end of it."""
_API, _TOKENS = "https://www.googleapis.com", "https://oauth2.googleapis.com"
_GONE = (404, 410)
_LIVE = "LIVE"
_CLOCKS = timedelta(minutes=5)
"""How far Google's clock may be from ours."""
_PAGE = 100


class Blogger(HttpPlugin):
    service_name = "Blogger"  # type: ignore[assignment]  # apprise's bases declare these as None
    secure_protocol = "blogger"  # type: ignore[assignment]  # as above
    setup_url = "https://developers.google.com/blogger/docs/3.0/reference/posts"  # type: ignore[assignment]  # as above
    templates = ("{schema}://{client_id}:{client_secret}@{blog}/?refresh={refresh}",)  # type: ignore[assignment]
    template_tokens = {
        **NotifyBase.template_tokens,
        "client_id": {"name": "Client id", "type": "string", "map_to": "user", "required": True},
        "client_secret": {"name": "Client secret", "type": "string", "private": True, "map_to": "password", "required": True},
        "blog": {"name": "Blog id", "type": "string", "map_to": "host", "required": True},
        "refresh": {"name": "Refresh token", "type": "string", "private": True, "required": True},
    }
    template_args = {
        **NotifyBase.template_args,
        "version": {"name": "API version", "type": "string", "default": VERSION},
        "at": {"name": "Stand-in on this machine", "type": "string"},
    }
    body_maxlen = 1_000_000
    cannot: ClassVar[dict[Ability, Sentence]] = {
        Ability.LOCK: say("Blogger does not let programs change who may write; the account is locked here and watched."),
    }

    def __init__(self, refresh: str = "", version: str = VERSION, at: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)  # type: ignore[no-untyped-call]  # apprise is typed in part only
        if not (self.user and self.password and self.host and refresh) or (at and not at.startswith("http://127.0.0.1:")):
            raise TypeError("blogger needs a client id, its secret, a blog id and a refresh token")
        self.refresh, self.version, self.at = refresh, version, at
        self.client = httpx.Client(base_url=f"{at or _API}/blogger/{version}", timeout=TIMEOUT)
        form = {"client_id": self.user, "client_secret": self.password, "refresh_token": refresh}
        self.token = AccessToken(self.client, f"{at or _TOKENS}/token", form)

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
        if out.rendering.action in (Action.PUBLISH, Action.FOLLOW_UP):
            fresh = self._since(out.approved_at - _CLOCKS)
            there = next((post for post in fresh if _says(post, out)), None)
            return _receipt(there, "read back") if there else None
        there = self._shown(out.target)
        if out.rendering.action is Action.DELETE:
            return None if there and there.get("status") == _LIVE else Receipt(remote_id=out.target, detail="read back")
        return _receipt(there, "read back") if there and _says(there, out) else None

    def read_back(self, since: datetime) -> list[RemotePost]:
        return [_remote(post) for post in self._since(since)]

    def check(self) -> list[Finding]:
        blog = self._json(self.ask("GET", "", params={"view": "ADMIN"}))
        return [Finding(level="ok", sentence=say("Connected to the blog “{name}”.", name=str(blog.get("name", "?"))))]

    def ask(self, method: str, path: str, *, accept: Container[int] = (), **kwargs: Any) -> httpx.Response:
        """A token that ran out early is made anew once: a request refused with 401 was not carried out."""
        also = [400, 401, 403, *(status for status in range(400, 600) if status in accept)]
        for _ in range(2):
            headers = {"Authorization": f"Bearer {self.token.get()}"}
            answer = super().ask(method, f"/blogs/{self.host}{path}", accept=also, headers=headers, **kwargs)
            if answer.status_code != 401:
                break
            self.token.forget()
        if answer.is_success or answer.status_code in accept:
            return answer
        raise refused(answer)

    def url(self, privacy: bool = False, *_: Any, **__: Any) -> str:
        word, refresh = (self.pprint(part, privacy, safe="") for part in (self.password, self.refresh))
        more = {"refresh": refresh} | ({"version": self.version} if self.version != VERSION else {})
        more |= {"at": NotifyBase.quote(self.at, safe="")} if self.at else {}
        query = "&".join(f"{name}={value}" for name, value in more.items())
        return f"blogger://{NotifyBase.quote(self.user, safe='')}:{word}@{self.host}/?{query}"

    @staticmethod
    def parse_url(url: str, *_: Any, **__: Any) -> dict[str, Any] | None:
        parts = NotifyBase.parse_url(url)
        if parts:
            parts |= {name: NotifyBase.unquote(parts["qsd"][name]) for name in ("refresh", "version", "at") if parts["qsd"].get(name)}
        return parts

    def _since(self, since: datetime) -> list[dict[str, Any]]:
        """Oldest first."""
        asked = {
            "startDate": since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), "status": "live", "view": "ADMIN",
            "fetchBodies": "true", "orderBy": "PUBLISHED", "maxResults": str(_PAGE),
        }  # fmt: skip
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
            raise _unreadable()
        return post

    def _json(self, answer: httpx.Response) -> dict[str, Any]:
        """An answer that cannot be read tells us nothing about what Blogger did."""
        try:
            found = answer.json()
        except ValueError:
            found = None
        if not isinstance(found, dict) or not str(found.get("kind", "")).startswith("blogger#"):
            raise _unreadable()
        return found


def _unreadable() -> NotifierError:
    return NotifierError(say("Blogger's answer cannot be read."), RetryClass.AMBIGUOUS)


def _words(out: Outgoing) -> dict[str, str]:
    return {"title": out.rendering.title, "content": page(out.rendering.text)}


def _says(post: dict[str, Any], out: Outgoing) -> bool:
    same = plain(words(post["content"])) == plain(out.rendering.text)
    return same and plain(post["title"]) == plain(out.rendering.title)


def _receipt(post: dict[str, Any], detail: str) -> Receipt:
    return Receipt(remote_id=str(post["id"]), remote_url=post.get("url"), detail=detail)


def _remote(post: dict[str, Any]) -> RemotePost:
    return RemotePost(remote_id=str(post["id"]), remote_url=post.get("url"), title=post["title"], text=words(post["content"]))
