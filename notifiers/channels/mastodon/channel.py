"""`krisemastodons://TOKEN@host` (https) and `krisemastodon://` (http, for loopback).

The server's own idempotency key travels in a header, where it works. `?admin=TOKEN&name=ACCOUNT` locks the account on a
server of one's own.
"""

from collections.abc import Container, Iterator
from datetime import datetime
from typing import Any, ClassVar

from apprise import NotifyBase

from notifiers.base import clocks, web
from notifiers.base.abilities import Ability, Diagnosis
from notifiers.base.http import TIMEOUT, HttpPlugin
from notifiers.base.inbox import AnsweredByInbox
from notifiers.base.pages import entries
from notifiers.channels.mastodon.guard import MastodonGuard, shut
from notifiers.channels.mastodon.media import upload
from notifiers.channels.mastodon.mentions import Mentions, answer
from notifiers.channels.mastodon.words import words
from schemas.messages.delivery import Outgoing
from schemas.messages.receipt import Receipt, RemotePost
from schemas.sentence import Sentence, say

_RECENT = 40
"""Posts read back at once: the interface's own maximum."""

_OTHERS = say("On Mastodon only a server's administrators can take away what others write. Report it to them there.")


class Mastodon(AnsweredByInbox, HttpPlugin):
    service_name = "Mastodon"
    protocol = "krisemastodon"
    secure_protocol = "krisemastodons"
    setup_url = "https://docs.joinmastodon.org/methods/statuses/"
    templates = ("{schema}://{token}@{host}", "{schema}://{token}@{host}:{port}")
    template_tokens = {
        **NotifyBase.template_tokens,
        "token": {"name": "Token", "type": "string", "private": True},
        "host": {"name": "Host", "type": "string"},
        "port": {"name": "Port", "type": "int"},
    }
    template_args = {
        **NotifyBase.template_args,
        "admin": {"name": "Administrator's token", "type": "string", "private": True},
        "name": {"name": "Account", "type": "string"},
    }
    guard: MastodonGuard
    body_maxlen = 500
    title_maxlen = 0
    idempotent = True
    cannot: ClassVar[dict[Ability, Sentence]] = {
        Ability.LOCK: say(
            "Only a Mastodon server of one's own can be locked (`admin=` in the address); others are locked here "
            "and watched."
        ),
        Ability.HIDE: _OTHERS,
        Ability.REMOVE_REMARK: _OTHERS,
    }

    def __init__(self, token: str = "", admin: str = "", name: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if not token or bool(admin) != bool(name):
            raise TypeError("krisemastodon needs a token before the @, and admin= and name= together")
        self.token, self.admin, self.name = token, admin, name
        base = f"{'https' if self.secure else 'http'}://{self.host}" + (f":{self.port}" if self.port else "")
        self.client = web.Client(base_url=base, timeout=TIMEOUT, headers={"Authorization": f"Bearer {token}"})
        self.guard = MastodonGuard(self._as_admin, name)
        self.inbox = Mentions(self)
        if admin:
            self.cannot = {a: why for a, why in self.cannot.items() if a is not Ability.LOCK}  # type: ignore[misc]  # an administrator can

    def publish(self, out: Outgoing) -> Receipt:
        status: dict[str, Any] = {
            "status": out.rendering.text,
            "visibility": "public",
            "language": out.rendering.language,
        }
        if out.target:
            status["in_reply_to_id"] = out.target
        if out.rendering.media:
            status["media_ids"] = [upload(self.ask, media) for media in out.rendering.media]
        return self._receipt(self.ask("POST", "/api/v1/statuses", json=status, headers={"Idempotency-Key": out.key}))

    def edit(self, out: Outgoing) -> Receipt:
        """A post keeps of its files those that an edit names: the ones it has."""
        path = f"/api/v1/statuses/{out.target}"
        there = self.there(path, "id") or {}
        files = [str(file["id"]) for file in there.get("media_attachments") or []]
        named = {"media_ids": files} if files else {}
        return self._receipt(self.ask("PUT", path, json={"status": out.rendering.text, **named}))

    def delete(self, out: Outgoing) -> Receipt:
        return self.removed(out, f"/api/v1/statuses/{out.target}")

    def newest(self, since: datetime) -> Iterator[RemotePost]:
        """The newest forty, one page: more are never posted between two looks."""
        me = self.read_json(self.ask("GET", "/api/v1/accounts/verify_credentials"), "id")
        asked = {"exclude_reblogs": "true", "limit": _RECENT}
        answer = self.ask("GET", f"/api/v1/accounts/{me['id']}/statuses", params=asked)
        try:
            found = entries(answer.json(), "id", "created_at")
            return iter([_remote(post) for post in found if clocks.read(post["created_at"]) >= since])
        except (ValueError, TypeError) as error:
            raise self.unreadable() from error

    def shown(self, target: str) -> RemotePost | None:
        there = self.there(f"/api/v1/statuses/{target}", "id")
        return _remote(there) if there else None

    def replied(self, out: Outgoing) -> RemotePost | None:
        """By its exact words, with the name that we put before them."""
        named = out.rendering.model_copy(update={"text": answer(out)})
        return super().replied(out.model_copy(update={"rendering": named}))

    def check(self) -> list[Diagnosis]:
        me = self.read_json(self.ask("GET", "/api/v1/accounts/verify_credentials"), "id")
        found = [Diagnosis(level="ok", sentence=say("Logged in to Mastodon as {name}.", name=str(me.get("acct", "?"))))]
        if self.admin:
            self.guard.roles()
            found.append(Diagnosis(level="ok", sentence=say("The account can be locked in a crisis.")))
        return found

    def ask(self, method: str, path: str, *, accept: Container[int] = (), **kwargs: Any) -> web.Response:
        """A login that we have disabled ourselves is opened for this one request."""
        also = [403, *(status for status in range(400, 600) if status in accept)]
        answer = super().ask(method, path, accept=also, **kwargs)
        if shut(answer) and self.admin:
            with self.guard.opened():
                return super().ask(method, path, accept=accept, **kwargs)
        if answer.status_code == 403 and 403 not in accept:
            raise self.refused(answer)
        return answer

    def _as_admin(self, method: str, path: str, **kwargs: Any) -> web.Response:
        """Its POSTs lock and open; posts are never made so."""
        return super().ask(method, path, headers={"Authorization": f"Bearer {self.admin}"}, creates=False, **kwargs)

    def url(self, privacy: bool = False, *_: Any, **__: Any) -> str:
        schema = "krisemastodons" if self.secure else "krisemastodon"
        port = f":{self.port}" if self.port else ""
        admin = (
            f"?admin={self.pprint(self.admin, privacy, safe='')}&name={NotifyBase.quote(self.name, safe='')}"
            if self.admin
            else ""
        )
        return f"{schema}://{self.pprint(self.token, privacy, safe='')}@{self.host}{port}/{admin}"

    @staticmethod
    def parse_url(url: str, *_: Any, **__: Any) -> dict[str, Any] | None:
        parts = NotifyBase.parse_url(url)
        if parts:
            parts["token"] = NotifyBase.unquote(parts.pop("user", None) or "")
            parts |= {name: parts["qsd"].get(name, "") for name in ("admin", "name")}
        return parts

    def _receipt(self, answer: web.Response) -> Receipt:
        status = self.read_json(answer, "id")
        return Receipt(remote_id=str(status["id"]), remote_url=status.get("url"), detail=f"HTTP {answer.status_code}")


def _remote(post: dict[str, Any]) -> RemotePost:
    return RemotePost(remote_id=str(post["id"]), remote_url=post.get("url"), text=words(post.get("content") or ""))
