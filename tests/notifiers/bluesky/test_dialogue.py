"""Answers, mentions and hiding: threads on a real server, where two accounts live; the network's index is a strict fake."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from notifiers.base.abilities import Ability
from notifiers.channels.bluesky import Bluesky
from schemas.dialogue.remark import RemarkKind, RemoteRemark
from schemas.errors import RetryClass
from tests.fakes.bluesky import FakeIndex
from tests.notifiers.answers import ANSWER, answer, damage, read
from tests.notifiers.scenes import bound, outgoing, refusal
from tests.servers.pds import PdsServer

POST = "app.bsky.feed.post"


class Per:
    """Somebody else on the same server, of whom the index tells."""

    index: FakeIndex

    def __init__(self, server: PdsServer, name: str) -> None:
        self._server = server
        made = server.call(
            "createAccount", {"handle": f"{name}.test", "email": f"{name}@kk.example", "password": "ord"}
        )
        self.did, self._token = made["did"], made["accessJwt"]
        self.author = {"did": self.did, "handle": f"{name}.test"}

    def writes(self, text: str, parent: str = "", root: str = "", reason: str = "reply", ago: float = 0) -> str:
        when = (datetime.now(UTC) - timedelta(seconds=ago)).isoformat().replace("+00:00", "Z")
        record: dict[str, Any] = {"$type": POST, "text": text, "createdAt": when}
        if parent:
            record["reply"] = {"root": self._place(root or parent), "parent": self._place(parent)}
        made = self._call("createRecord", {"collection": POST, "record": record})
        self.index.notice(made["uri"], self.author, record, reason, when)
        return str(made["uri"])

    def removes(self, address: str) -> None:
        self._call("deleteRecord", {"collection": POST, "rkey": address.rpartition("/")[2]})

    def _call(self, name: str, body: dict[str, Any]) -> Any:
        return self._server.call(name, {"repo": self.did, **body}, self._token, "repo")

    def _place(self, address: str) -> dict[str, str]:
        found = at(self._server, address)
        return {"uri": found["uri"], "cid": found["cid"]}


def at(server: PdsServer, address: str) -> Any:
    repo, collection, key = address.removeprefix("at://").split("/")
    asked = {"repo": repo, "collection": collection, "rkey": key}
    return httpx.get(f"{server.at}/xrpc/com.atproto.repo.getRecord", params=asked, timeout=120).json()


@pytest.fixture
def index(server: PdsServer) -> Iterator[FakeIndex]:
    with FakeIndex(server.at) as running:
        yield running


@pytest.fixture
def bluesky(server: PdsServer, index: FakeIndex, tmp_path: Path) -> Bluesky:
    plugin = bound(server.url.replace(str(server.port), str(index.port)), tmp_path)
    assert isinstance(plugin, Bluesky)
    return plugin


@pytest.fixture(scope="module")
def neighbour(server: PdsServer) -> Per:
    return Per(server, "per")


@pytest.fixture
def per(neighbour: Per, index: FakeIndex) -> Per:
    neighbour.index = index
    return neighbour


@pytest.fixture
def post(bluesky: Bluesky) -> str:
    return str(bluesky.deliver(outgoing(key=uuid4().hex)).remote_id)


def test_fake_answers_and_mentions_are_read(bluesky: Bluesky, per: Per, post: str) -> None:
    under = per.writes("Når kommer vannet?", post)
    deeper = per.writes("Ja, når?", under, post)
    beside = per.writes("Hva gjør @kommune.test?", reason="mention")
    per.writes("Likte det", reason="like")
    found, _ = read(bluesky, own=[post])
    assert set(found) == {under, deeper, beside}
    first = found[under]
    assert (first.kind, first.post_id, first.parent_id, first.ours) == (RemarkKind.COMMENT, post, None, False)
    assert (first.author, first.text) == (per.author["handle"], "Når kommer vannet?")
    assert first.remote_url == f"https://bsky.app/profile/{first.author}/post/{under.rpartition('/')[2]}"
    assert (found[deeper].kind, found[deeper].parent_id, found[deeper].post_id) == (RemarkKind.REPLY, under, post)
    assert (found[beside].kind, found[beside].post_id) == (RemarkKind.MENTION, None)


def test_fake_what_is_asked_of_the_index(bluesky: Bluesky, index: FakeIndex) -> None:
    read(bluesky)
    (asked,) = [wire for wire in index.requests if "app.bsky" in wire.path]
    assert (asked.method, asked.path) == ("GET", "/xrpc/app.bsky.notification.listNotifications")
    assert asked.many == {"reasons": ["reply", "mention", "quote"], "limit": ["100"]}
    assert asked.headers["atproto-proxy"] == "did:web:api.bsky.app#bsky_appview"


def test_fake_pages_end_where_the_last_look_began(bluesky: Bluesky, index: FakeIndex, per: Per) -> None:
    index.page = 4
    old = [per.writes(f"nr. {n}", reason="mention", ago=3600) for n in range(10)]
    first = bluesky.remarks(None, [])
    new = per.writes("mens det blas", reason="mention")
    rest, cursor = read(bluesky, first.cursor)
    assert {one.remote_id for one in first.remarks} | set(rest) == set(old)
    before = len(index.requests)
    assert new in read(bluesky, cursor)[0] and len(index.requests) == before + 1, "one page, no more"


def test_fake_an_answer_stands_in_the_thread_once(server: PdsServer, bluesky: Bluesky, per: Per, post: str) -> None:
    under = per.writes("Når?", post)
    deeper = per.writes("Ja, når?", under, post)
    remark = read(bluesky, own=[post])[0][deeper]
    out = answer(remark)
    assert bluesky.find(out) is None
    receipt = bluesky.deliver(out)
    assert bluesky.deliver(out).remote_id == receipt.remote_id
    there = at(server, str(receipt.remote_id))["value"]
    assert there["text"] == ANSWER
    assert (there["reply"]["root"]["uri"], there["reply"]["parent"]["uri"]) == (post, deeper)
    assert there["reply"]["parent"]["cid"] == at(server, deeper)["cid"]
    found = bluesky.find(out)
    assert found and found.remote_id == receipt.remote_id


def test_fake_what_is_gone_is_not_answered(bluesky: Bluesky, per: Per, post: str) -> None:
    under = per.writes("Når?", post)
    remark = read(bluesky, own=[post])[0][under]
    assert bluesky.remark(remark) == remark
    per.removes(under)
    assert bluesky.remark(remark) is None
    assert refusal(lambda: bluesky.deliver(answer(remark))).kind is RetryClass.PERMANENT
    bluesky.hide(remark)


def test_fake_hidden_under_our_post_and_shown_again(server: PdsServer, bluesky: Bluesky, per: Per, post: str) -> None:
    under, other = per.writes("Sjikane", post), per.writes("Mer sjikane", post)
    found, _ = read(bluesky, own=[post])
    for _ in range(2):
        bluesky.hide(found[under])
    bluesky.hide(found[other])
    gate = at(server, post.replace(POST, "app.bsky.feed.threadgate"))["value"]
    assert gate["hiddenReplies"] == [under, other] and gate["post"] == post and "allow" not in gate
    again, _ = read(bluesky, own=[post])
    assert again[under].hidden and again[other].hidden
    now = bluesky.remark(found[under])
    assert now and now.hidden
    for _ in range(2):
        bluesky.unhide(found[under])
    assert at(server, post.replace(POST, "app.bsky.feed.threadgate"))["value"]["hiddenReplies"] == [other]


def test_fake_in_anothers_thread_nothing_is_hidden(bluesky: Bluesky, per: Per) -> None:
    mention = per.writes("@kommune.test er treg", reason="mention")
    remark = read(bluesky)[0][mention]
    error = refusal(lambda: bluesky.hide(remark))
    assert error.kind is RetryClass.PERMANENT and "our own posts" in str(error)
    assert "never removed" in str(bluesky.unable(Ability.REMOVE_REMARK))


def test_a_server_without_an_index_fails_in_words(server: PdsServer, tmp_path: Path) -> None:
    plugin = bound(server.url, tmp_path)
    assert refusal(lambda: plugin.remarks(None, [])).kind in (RetryClass.RETRY_BACKOFF, RetryClass.PERMANENT)


def test_fake_a_full_quota_says_for_how_long(bluesky: Bluesky, index: FakeIndex) -> None:
    index.fail("GET", 429, {"error": "RateLimitExceeded"}, "listNotifications", {"Retry-After": "77"})
    error = refusal(lambda: bluesky.remarks(None, []))
    assert (error.kind, error.retry_after) == (RetryClass.RETRY_AFTER, 77)


def test_fake_an_index_that_is_no_page_is_in_doubt(bluesky: Bluesky, index: FakeIndex) -> None:
    index.fail("GET", 200, {"notifications": [{"uri": f"at://{n}"} for n in range(3)]}, "listNotifications")
    assert refusal(lambda: bluesky.remarks(None, [])).kind is RetryClass.AMBIGUOUS


def known(address: str) -> RemoteRemark:
    return RemoteRemark(remote_id=address, author="per", text="?", written_at=datetime.now(UTC))


def test_fake_an_id_that_is_no_address_names_nothing(bluesky: Bluesky) -> None:
    assert bluesky.remark(known("1")) is None
    bluesky.hide(known("1"))


def test_fake_a_comment_that_cannot_be_read_hides_no_other(bluesky: Bluesky, per: Per, post: str) -> None:
    per.writes("Når?", post)
    damage(bluesky, "notifications", [post])
