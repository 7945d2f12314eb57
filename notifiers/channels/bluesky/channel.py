"""`krisebluesky://HANDLE/?password=APP-PASSWORD` (`&pds=https://…` for a server of one's own).

A post's key is ours, chosen before it leaves: putting the same record twice posts once.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, ClassVar

from apprise import NotifyBase

from notifiers.base import clocks, web
from notifiers.base.abilities import Ability, Diagnosis
from notifiers.base.attachment import approved_bytes
from notifiers.base.dialogue import never_removed
from notifiers.base.hosted import HostedPlugin, Word, arguments
from notifiers.base.http import classify
from notifiers.base.inbox import ReadByInbox
from notifiers.base.pages import Asked, pages
from notifiers.channels.bluesky import records
from notifiers.channels.bluesky.dialogue import BlueskyDialogue
from notifiers.channels.bluesky.guard import BlueskyGuard
from notifiers.channels.bluesky.session import BlueskySession, reason
from schemas.dialogue.remark import RemoteRemark
from schemas.drafts.media import Media
from schemas.errors import NotifierError, RetryClass
from schemas.messages.delivery import Outgoing
from schemas.messages.receipt import Receipt, RemotePost
from schemas.sentence import Sentence, say

_PAGE = 100
_MISSING = ("RecordNotFound", "InvalidRequest")
_CLOSED = ("AccountDeactivated", "AccountTakedown", "RepoTakendown", "RepoDeactivated")


class Bluesky(ReadByInbox, HostedPlugin):
    service_name = "Bluesky"
    secure_protocol = "krisebluesky"
    setup_url = "https://docs.bsky.app/docs/get-started"
    api = "https://bsky.social"
    words = (
        Word("password", "App password", private=True),
        Word("pds", "The account's own server", optional=True),
        Word("admin", "Administrator's password of a server of one's own", private=True, optional=True),
        Word("main", "The account's main password", private=True, optional=True),
    )
    templates = ("{schema}://{handle}",)
    template_tokens = {
        **NotifyBase.template_tokens,
        "handle": {"name": "Handle", "type": "string", "map_to": "host", "required": True},
    }
    template_args = arguments(words)
    guard: BlueskyGuard
    body_maxlen = 300
    title_maxlen = 0
    idempotent = True
    exact_text = True
    cannot: ClassVar[dict[Ability, Sentence]] = {
        Ability.CORRECT: say("Bluesky's readers are not shown changes. A correction follows as a reply."),
        Ability.LOCK: say(
            "Only a Bluesky server of one's own can be locked (`admin=` and `main=` in the address); others are locked "
            "here and watched."
        ),
        Ability.REMOVE_REMARK: never_removed("Bluesky"),
    }

    inbox: BlueskyDialogue

    def __init__(self, password: str = "", pds: str = "", **kwargs: Any) -> None:
        if pds and not pds.startswith("https://"):
            raise TypeError("krisebluesky's pds begins with https://")
        self.api = pds or Bluesky.api  # an account may have a server of its own
        super().__init__(password=password, pds=pds, **kwargs)
        self.session = BlueskySession(self.home(self.api), self.host, self.word["password"])
        self.client.auth = self.session
        self.inbox = BlueskyDialogue(self, lambda: self.session.did)
        self.guard = BlueskyGuard(self.home(self.api), str(self.host), self.word["admin"], self.word["main"])
        if self.word["admin"] and self.word["main"]:
            self.cannot = {a: why for a, why in self.cannot.items() if a is not Ability.LOCK}  # type: ignore[misc]  # by the address

    def publish(self, out: Outgoing) -> Receipt:
        pictures = [self._upload(media) for media in out.rendering.media]
        return self._put(out, records.post(out, pictures, self._reply(out.target) if out.target else None))

    def reply(self, out: Outgoing) -> Receipt:
        return self._put(out, records.post(out, [], self.inbox.place(str(out.target))))

    def replied(self, out: Outgoing) -> RemotePost | None:
        return self.published(out)

    def hide(self, remark: RemoteRemark) -> None:
        self.inbox.hide(remark.remote_id, hidden=True)

    def unhide(self, remark: RemoteRemark) -> None:
        self.inbox.hide(remark.remote_id, hidden=False)

    def _put(self, out: Outgoing, record: dict[str, Any]) -> Receipt:
        place = {"repo": self.session.did, "collection": records.POST, "rkey": records.record_key(out)}
        made = self.read_json(self.ask("POST", _name("repo.putRecord"), json=place | {"record": record}), "uri", "cid")
        return self._receipt(made["uri"], "published")

    def delete(self, out: Outgoing) -> Receipt:
        """Gone already counts as done: the server says the same both times."""
        place = {"repo": self.session.did, "collection": records.POST, "rkey": records.key_of(out.target or "")}
        self.ask("POST", _name("repo.deleteRecord"), json=place, creates=False)
        return Receipt(remote_id=out.target, detail="removed")

    def newest(self, since: datetime) -> Iterator[RemotePost]:
        """By the key's order; a page with nothing since then ends the look."""
        asked = {"repo": self.session.did, "collection": records.POST, "limit": str(_PAGE)}
        for page in pages(self._records, asked, _following):
            fresh = [record for record in self._whole(page["records"]) if _made(record) >= since]
            yield from map(self._remote, fresh)
            if not fresh:
                return

    def shown(self, target: str) -> RemotePost | None:
        there = self._record(records.key_of(target))
        return self._remote(there) if there else None

    def published(self, out: Outgoing) -> RemotePost | None:
        return self.shown(records.record_key(out))

    def check(self) -> list[Diagnosis]:
        me = self.read_json(self.ask("GET", _name("server.getSession")), "handle", "did")
        found = [Diagnosis(level="ok", sentence=say("Logged in to Bluesky as {name}.", name=str(me["handle"])))]
        if me.get("active") is False:
            found.append(Diagnosis(level="error", sentence=_shut(str(me.get("status", "?")))))
        if Ability.LOCK not in self.cannot:
            self.guard.roles()
            found.append(Diagnosis(level="ok", sentence=say("The account can be locked in a crisis.")))
        return found

    def refused(self, answer: web.Response) -> NotifierError:
        why = reason(answer)
        if why in _CLOSED:
            return NotifierError(_shut(why), RetryClass.OPERATOR)
        if answer.status_code == 400 and why in ("InvalidToken", "ExpiredToken"):
            return self._failed(RetryClass.REAUTH, why)
        if answer.status_code in (400, 403):
            return self._failed(classify(answer.status_code), f"HTTP {answer.status_code} {why}".strip())
        return super().refused(answer)

    def _upload(self, media: Media) -> dict[str, Any]:
        data, kind = approved_bytes(media), {"Content-Type": media.mime}
        answer = self.ask("POST", _name("repo.uploadBlob"), content=data, headers=kind, creates=False)
        kept = self.read_json(answer, "blob")
        return {"image": kept["blob"], "alt": media.alt}

    def _reply(self, target: str) -> dict[str, Any] | None:
        """Under the post it follows up, in that post's own thread. None where the post is gone: then it stands by itself."""
        there = self._record(records.key_of(target))
        if there is None:
            return None
        parent = {"uri": there["uri"], "cid": there["cid"]}
        return {"root": there["value"].get("reply", {}).get("root", parent), "parent": parent}

    def _records(self, asked: Asked) -> dict[str, Any]:
        return self.read_json(self.ask("GET", _name("repo.listRecords"), params=asked), "records")

    def _record(self, key: str) -> dict[str, Any] | None:
        asked = {"repo": self.session.did, "collection": records.POST, "rkey": key}
        answer = self.ask("GET", _name("repo.getRecord"), params=asked, accept=(400, 404))
        if not answer.is_success:
            if reason(answer) in _MISSING:
                return None
            raise self.refused(answer)
        return self._whole([self.read_json(answer, "uri", "cid", "value")])[0]

    def _whole(self, found: Any) -> list[dict[str, Any]]:
        whole = self.entries(found, "uri", "value")
        if not all(isinstance(record["value"], dict) for record in whole):
            raise self.unreadable()
        return whole

    def _receipt(self, address: str, detail: str) -> Receipt:
        return Receipt(remote_id=address, remote_url=records.web_address(address, self.host), detail=detail)

    def _remote(self, record: dict[str, Any]) -> RemotePost:
        address = str(record["uri"])
        return RemotePost(
            remote_id=address,
            remote_url=records.web_address(address, self.host),
            text=str(record["value"].get("text", "")),
            marker=records.key_of(address),
        )


def _following(page: dict[str, Any], _: Asked) -> Asked | None:
    return {"cursor": page["cursor"]} if page.get("cursor") else None


def _shut(status: str) -> Sentence:
    return say("The Bluesky account is closed ({status}). Open it again in Bluesky's settings.", status=status)


def _name(method: str) -> str:
    return f"/xrpc/com.atproto.{method}"


def _made(record: dict[str, Any]) -> datetime:
    """The writer's own word for when; one that cannot be read counts as now, so that it is looked at."""
    try:
        return clocks.read(str(record["value"]["createdAt"]))
    except (ValueError, KeyError):
        return datetime.now(UTC)
