"""`threads://USER-ID/?token=` (Threads API v1.0, scopes `threads_basic threads_content_publish
threads_delete`, and for what others write `threads_read_replies threads_manage_replies`).

A post is made in two steps: a container nobody sees, then its publication. There is no idempotency key: a post in
doubt is found by its exact words.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from apprise import NotifyBase

from notifiers.base.abilities import Ability, Diagnosis
from notifiers.base.dialogue import lacks_for_dialogue, never_removed
from notifiers.base.graph import GraphPlugin
from notifiers.base.hosted import Word, arguments
from notifiers.base.inbox import ReadByInbox
from notifiers.channels.threads.conversations import Conversations
from schemas.dialogue.remark import RemoteRemark
from schemas.errors import NotifierError, RetryClass
from schemas.messages.delivery import Outgoing
from schemas.messages.receipt import Receipt, RemotePost
from schemas.sentence import Sentence, say

_TRIED = timedelta(days=365)
_FULL = 0.9
"""Of the 250 posts a day."""


class Threads(ReadByInbox, GraphPlugin):
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
    listing = "threads"
    fields = "id,text,timestamp,permalink"
    renewable = True
    cannot: ClassVar[dict[Ability, Sentence]] = {
        Ability.CORRECT: say("Threads does not let programs change a post. A correction follows as a reply."),
        Ability.LOCK: say("Threads does not let programs change who may post; the account is locked here and watched."),
        Ability.REMOVE_REMARK: never_removed("Threads"),
    }

    inbox: Conversations

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.inbox = Conversations(self)

    def publish(self, out: Outgoing) -> Receipt:
        post = {"media_type": "TEXT", "text": out.rendering.text} | ({"reply_to_id": out.target} if out.target else {})
        container = self.object("POST", f"{self.host}/threads", "id", data=post, creates=False)["id"]
        made = str(self.object("POST", f"{self.host}/threads_publish", "id", data={"creation_id": container})["id"])
        return Receipt(remote_id=made, remote_url=self._permalink(made), detail="published")

    def remote(self, post: dict[str, Any]) -> RemotePost:
        return RemotePost(remote_id=str(post["id"]), remote_url=post.get("permalink"), text=str(post.get("text", "")))

    def reply(self, out: Outgoing) -> Receipt:
        """A post that answers one of somebody else's."""
        return self.publish(out)

    def replies(self, remark: RemoteRemark, since: datetime) -> Iterator[RemotePost]:
        return self.inbox.ours(remark, since)

    def hide(self, remark: RemoteRemark) -> None:
        self.inbox.set_hidden(remark, hidden=True)

    def unhide(self, remark: RemoteRemark) -> None:
        self.inbox.set_hidden(remark, hidden=False)

    def check(self) -> list[Diagnosis]:
        me = self.object("GET", str(self.host), "id", params={"fields": "id,username"})
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
        if not self._hears():
            found.append(lacks_for_dialogue("Threads", ("threads_read_replies", "threads_manage_replies")))
        return found

    def renew(self) -> str:
        """A token that has not run out yet is exchanged for one of sixty days."""
        asked = {"grant_type": "th_refresh_token", "access_token": self.word["token"]}
        found = self.read_json(self.ask("GET", "/refresh_access_token", params=asked), "access_token", "expires_in")
        return self.renewed(
            datetime.now(UTC) + timedelta(seconds=float(found["expires_in"])), token=str(found["access_token"])
        )

    def _hears(self) -> bool:
        """Whether replies may be read; True where there is nothing yet to try it on."""
        newest = next(iter(self.newest(datetime.now(UTC) - _TRIED)), None)
        try:
            return newest is None or bool(self.inbox.page(None, [newest.remote_id]))
        except NotifierError as error:
            if error.kind is not RetryClass.OPERATOR:
                raise
            return False

    def _quota(self) -> tuple[int, int] | None:
        """(posts used, most a day)."""
        asked = {"fields": "quota_usage,config"}
        found = self.object("GET", f"{self.host}/threads_publishing_limit", "data", params=asked)["data"]
        return (int(found[0]["quota_usage"]), int(found[0]["config"]["quota_total"])) if found else None

    def _permalink(self, post: str) -> str | None:
        """The post is out; an address that cannot be had now takes nothing from that."""
        with suppress(NotifierError):
            return self.object("GET", post, "id", params={"fields": self.fields}).get("permalink")
        return None
