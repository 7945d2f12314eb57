"""`threads://USER-ID/?token=` (Threads API v1.0, scopes `threads_basic threads_content_publish threads_delete`).

A post is made in two steps: a container nobody sees, then its publication. There is no idempotency key: a post in
doubt is found by its exact words.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from apprise import NotifyBase

from notifiers.base import graph, web
from notifiers.base.abilities import Ability, Diagnosis
from notifiers.base.hosted import HostedPlugin, Word, arguments
from schemas.delivery import Outgoing
from schemas.errors import NotifierError
from schemas.receipt import Receipt, RemotePost
from schemas.sentence import Sentence, say

_FIELDS = "id,text,timestamp,permalink"
_GIVEN = (400, 404)
_FULL = 0.9
"""Of the 250 posts a day."""


class Threads(HostedPlugin):
    service_name = "Threads"
    secure_protocol = "threads"
    setup_url = "https://developers.facebook.com/docs/threads/posts"
    api = "https://graph.threads.net"
    words = (Word("token", "Access token", private=True),)
    templates = ("{schema}://{user}",)
    template_tokens = {
        **NotifyBase.template_tokens,
        "user": {"name": "User id", "type": "string", "map_to": "host", "required": True},
    }
    template_args = arguments(words)
    default_version = "v1.0"
    body_maxlen = 500
    title_maxlen = 0
    exact_text = True
    renewable = True
    cannot: ClassVar[dict[Ability, Sentence]] = {
        Ability.CORRECT: say("Threads does not let programs change a post. A correction follows as a reply."),
        Ability.LOCK: say("Threads does not let programs change who may post; the account is locked here and watched."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.client.headers["Authorization"] = f"Bearer {self.word['token']}"

    def publish(self, out: Outgoing) -> Receipt:
        post = {"media_type": "TEXT", "text": out.rendering.text} | ({"reply_to_id": out.target} if out.target else {})
        container = self._data("POST", f"{self.host}/threads", data=post, creates=False)["id"]
        made = str(self._data("POST", f"{self.host}/threads_publish", data={"creation_id": container})["id"])
        return Receipt(remote_id=made, remote_url=self._permalink(made), detail="published")

    def delete(self, out: Outgoing) -> Receipt:
        """Gone already counts as done. A hundred a day."""
        answer = self.ask("DELETE", self._path(str(out.target)), accept=_GIVEN)
        if not answer.is_success and not graph.missing(answer):
            raise self.refused(answer)
        return Receipt(remote_id=out.target, detail="removed" if answer.is_success else "gone already")

    def newest(self, since: datetime) -> Iterator[RemotePost]:
        try:
            yield from map(_remote, graph.posts(self._posts, _FIELDS, since))
        except ValueError:
            raise self.unreadable() from None

    def shown(self, target: str) -> RemotePost | None:
        answer = self.ask("GET", self._path(target), params={"fields": _FIELDS}, accept=_GIVEN)
        if answer.is_success:
            return _remote({"id": target, **self.read_json(answer)})
        if graph.missing(answer):
            return None
        raise self.refused(answer)

    def check(self) -> list[Diagnosis]:
        me = self._data("GET", str(self.host), params={"fields": "id,username"})
        found = [
            Diagnosis(level="ok", sentence=say("Logged in to Threads as {name}.", name=str(me.get("username", "?"))))
        ]
        quota = self._quota()
        if quota and quota[0] >= quota[1] * _FULL:
            found.append(
                Diagnosis(
                    level="warning",
                    sentence=say("{used} of {most} posts a day are used on Threads.", used=quota[0], most=quota[1]),
                )
            )
        return found

    def renew(self) -> str:
        """A token that has not run out yet is exchanged for one of sixty days."""
        asked = {"grant_type": "th_refresh_token", "access_token": self.word["token"]}
        found = self.read_json(self.ask("GET", "/refresh_access_token", params=asked), "access_token", "expires_in")
        return self.renewed(
            datetime.now(UTC) + timedelta(seconds=float(found["expires_in"])), token=str(found["access_token"])
        )

    def refused(self, answer: web.Response) -> NotifierError:
        return graph.refused(str(self.service_name), answer) or super().refused(answer)

    def _quota(self) -> tuple[int, int] | None:
        """(posts used, most a day)."""
        asked = {"fields": "quota_usage,config"}
        found = self.read_json(
            self.ask("GET", self._path(f"{self.host}/threads_publishing_limit"), params=asked), "data"
        )["data"]
        return (int(found[0]["quota_usage"]), int(found[0]["config"]["quota_total"])) if found else None

    def _permalink(self, post: str) -> str | None:
        """The post is out; an address that cannot be had now takes nothing from that."""
        with suppress(NotifierError):
            return self._data("GET", post, params={"fields": _FIELDS}).get("permalink")
        return None

    def _posts(self, asked: dict[str, str]) -> dict[str, Any]:
        return self.read_json(self.ask("GET", self._path(f"{self.host}/threads"), params=asked), "data")

    def _data(self, method: str, path: str, **kwargs: Any) -> dict[str, Any]:
        return self.read_json(self.ask(method, self._path(path), **kwargs), "id")

    def _path(self, path: str) -> str:
        return f"/{self.version}/{path}"


def _remote(post: dict[str, Any]) -> RemotePost:
    return RemotePost(remote_id=str(post["id"]), remote_url=post.get("permalink"), text=str(post.get("text", "")))
