"""What others write to the account on Bluesky: answers, mentions and quotes; answered, hidden and shown.

The account's own server knows of nobody else's posts: the network's index does, and the server hands a request on to it that names
it (`atproto-proxy`). Hiding is a record of ours beside the post that a thread begins with (`app.bsky.feed.threadgate`), so it can be
done in our own threads only; who wrote it still sees it. Nobody's posts but our own can be removed.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from notifiers.base import clocks
from notifiers.base.dialogue import nothing_to_answer
from notifiers.base.hosted import HostedPlugin
from notifiers.base.newest_first import Found, Listed, look
from notifiers.base.pages import Turned
from notifiers.channels.bluesky import records
from notifiers.channels.bluesky.session import reason
from schemas.dialogue.remark import RemarkKind, RemarkPage, RemoteRemark
from schemas.errors import NotifierError, RetryClass
from schemas.sentence import say

INDEX = {"atproto-proxy": "did:web:api.bsky.app#bsky_appview"}
GATE = "app.bsky.feed.threadgate"
_REASONS = ("reply", "mention", "quote")
_PAGE = 100
_MOST_HIDDEN = 300
"""In one thread; from the lexicon."""
_MISSING = ("RecordNotFound", "InvalidRequest", "RepoNotFound", "RepoTakendown", "RepoDeactivated")
_ADDRESS = "at://"
_TRIES = 3
"""Somebody else may change the same record between our look and our change."""


class _Noticed(NamedTuple):
    """`root` is the address of what its thread begins with; empty where it stands alone."""

    at: datetime
    remark: RemoteRemark
    root: str

    def shown(self, hidden: Collection[str]) -> Found:
        return Found(self.at, self.remark.model_copy(update={"hidden": self.remark.remote_id in hidden}))


class BlueskyDialogue:
    def __init__(self, plugin: HostedPlugin, me: Callable[[], str]) -> None:
        """`me` gives the account's lasting name, when it is asked for."""
        self._plugin, self._me = plugin, me

    def page(self, cursor: str | None, own_posts: Sequence[str]) -> RemarkPage:
        return look(cursor, lambda _, page, since: self._listed(page, own_posts))

    def one(self, known: RemoteRemark) -> RemoteRemark | None:
        """Its author's name is not in the record; it stays as it was known."""
        there = self.record(known.remote_id)
        if there is None:
            return None
        fresh = {
            "text": str(there["value"].get("text", "")),
            "hidden": known.remote_id in self._hidden_in(_root(there)),
        }
        return known.model_copy(update=fresh)

    def place(self, remote_id: str) -> dict[str, Any]:
        """What an answer to it carries. Raises `NotifierError` where it is gone."""
        there = self.record(remote_id)
        if there is None:
            raise nothing_to_answer("Bluesky")
        parent = {"uri": there["uri"], "cid": there["cid"]}
        return {"root": there["value"].get("reply", {}).get("root", parent), "parent": parent}

    def hide(self, remote_id: str, *, hidden: bool) -> None:
        there = self.record(remote_id)
        if there is None:
            return
        root = _root(there)
        if _author(root) != self._me():
            sentence = say("On Bluesky only what stands under our own posts can be hidden. Look there.")
            raise NotifierError(sentence, RetryClass.PERMANENT)
        for _ in range(_TRIES):
            if self._changed(root, remote_id, hidden=hidden):
                return
        raise NotifierError(say("Somebody else changes the same thread on Bluesky."), RetryClass.RETRY_BACKOFF)

    def record(self, address: str) -> dict[str, Any] | None:
        """`{uri, cid, value}`; the account's server asks the index for what is not its own."""
        if not address.startswith(_ADDRESS):
            return None
        author, collection, key = _parts(address)
        asked = {"repo": author, "collection": collection, "rkey": key}
        answer = self._plugin.ask("GET", "/xrpc/com.atproto.repo.getRecord", params=asked, accept=(400, 404))
        if answer.is_success:
            found = self._plugin.read_json(answer, "uri", "cid", "value")
            return self._plugin.entries([found], "uri", "cid", "value")[0]
        if reason(answer) in _MISSING:
            return None
        raise self._plugin.refused(answer)

    def _listed(self, page: str | None, own_posts: Sequence[str]) -> Listed:
        asked: dict[str, Any] = {"reasons": _REASONS, "limit": _PAGE} | ({"cursor": page} if page else {})
        path = "/xrpc/app.bsky.notification.listNotifications"
        told = self._plugin.read_json(self._plugin.ask("GET", path, params=asked, headers=INDEX), "notifications")
        found = self._plugin.turned(told["notifications"], lambda one: self._noticed(one, own_posts))
        hidden = self._hidden_under({one.root for one in found.read})
        return Listed.of(Turned([one.shown(hidden) for one in found.read], found.unreadable), told.get("cursor"))

    def _noticed(self, notice: dict[str, Any], own_posts: Sequence[str]) -> "_Noticed":
        root = str(((notice["record"].get("reply") or {}).get("root") or {}).get("uri", ""))
        return _Noticed(clocks.read(notice["indexedAt"]), self._remark(notice, own_posts), root)

    def _remark(self, notice: dict[str, Any], own_posts: Sequence[str]) -> RemoteRemark:
        address, record, author = str(notice["uri"]), notice["record"], notice["author"]
        reply = record.get("reply") or {}
        parent, root = (str(reply[end]["uri"]) if reply else "" for end in ("parent", "root"))
        post = parent if parent in own_posts else root if root and _author(root) == self._me() else None
        return RemoteRemark(
            remote_id=address,
            kind=_kind(notice["reason"], parent, post),
            parent_id=parent if parent and parent != post else None,
            post_id=post,
            author=str(author.get("handle") or author["did"]),
            text=str(record.get("text", "")),
            remote_url=records.web_address(address, str(author.get("handle") or author["did"])),
            written_at=_written(record, notice),
            ours=_author(address) == self._me(),
        )

    def _hidden_under(self, roots: Iterable[str]) -> set[str]:
        """In the threads of ours that begin there."""
        ours = {root for root in roots if root and _author(root) == self._me()}
        return {address for root in ours for address in self._hidden_in(root)}

    def _hidden_in(self, root: str) -> list[str]:
        gate = self.record(_gate(root)) if _author(root) == self._me() else None
        return list(gate["value"].get("hiddenReplies", [])) if gate else []

    def _changed(self, root: str, remote_id: str, *, hidden: bool) -> bool:
        """False where the record was changed by others meanwhile."""
        gate = self.record(_gate(root))
        value = gate["value"] if gate else {"$type": GATE, "post": root, "createdAt": records.stamp(datetime.now(UTC))}
        others = [one for one in value.get("hiddenReplies", []) if one != remote_id]
        wanted = [*others, remote_id] if hidden else others
        if wanted == value.get("hiddenReplies", []):
            return True
        if len(wanted) > _MOST_HIDDEN:
            sentence = say("Bluesky hides {most} answers in one thread, no more.", most=_MOST_HIDDEN)
            raise NotifierError(sentence, RetryClass.PERMANENT)
        put: dict[str, Any] = {"repo": self._me(), "collection": GATE, "rkey": records.key_of(root)}
        put |= {"record": value | {"hiddenReplies": wanted}, "swapRecord": gate["cid"] if gate else None}
        path = "/xrpc/com.atproto.repo.putRecord"
        answer = self._plugin.ask("POST", path, json=put, accept=(400,), creates=False)
        if answer.is_success or reason(answer) == "InvalidSwap":
            return answer.is_success
        raise self._plugin.refused(answer)


def _kind(why: str, parent: str, post: str | None) -> RemarkKind:
    if why != "reply":
        return RemarkKind.MENTION
    return RemarkKind.COMMENT if parent == post else RemarkKind.REPLY


def _written(record: dict[str, Any], notice: dict[str, Any]) -> datetime:
    """The writer's own word for when; where it cannot be read, the index's."""
    try:
        return clocks.read(str(record["createdAt"]))
    except (ValueError, KeyError):
        return clocks.read(notice["indexedAt"])


def _root(record: dict[str, Any]) -> str:
    return str(record["value"].get("reply", {}).get("root", record)["uri"])


def _gate(root: str) -> str:
    return f"at://{_author(root)}/{GATE}/{records.key_of(root)}"


def _author(address: str) -> str:
    return _parts(address)[0]


def _parts(address: str) -> tuple[str, str, str]:
    """Of `at://did/collection/key`; what is none of that names nothing."""
    author, _, rest = address.removeprefix(_ADDRESS).partition("/")
    collection, _, key = rest.partition("/")
    return author, collection or records.POST, key or author
