"""Mentions, answers and messages on mastodon-mock: Ada writes, the account (Grace's) reads and answers."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from notifiers.base.abilities import Ability
from notifiers.channels.mastodon import Mastodon
from schemas.dialogue.remark import RemarkKind, RemoteRemark
from schemas.errors import RetryClass
from tests.notifiers.answers import ANSWER, answer, damage, read
from tests.notifiers.scenes import bound, outgoing, refusal
from tests.servers.mastodon import MastodonServer
from tests.servers.recorder import Recorder


@pytest.fixture(scope="module")
def server() -> Iterator[MastodonServer]:
    with MastodonServer(demo=True) as running:
        yield running


@pytest.fixture
def mastodon(server: MastodonServer, tmp_path: Path) -> Mastodon:
    plugin = bound(server.url, tmp_path)
    assert isinstance(plugin, Mastodon)
    return plugin


@pytest.fixture
def post(mastodon: Mastodon, request: pytest.FixtureRequest) -> str:
    """A post of ours, its key its test's own."""
    return str(mastodon.deliver(outgoing(key=f"{abs(hash(request.node.nodeid)):032x}"[-32:])).remote_id)


def writes(server: MastodonServer, text: str, **more: Any) -> str:
    return str(server.ask("POST", "/api/v1/statuses", {"status": text, **more}, token="ada_token")["id"])


def test_an_answer_to_us_a_mention_and_a_message_are_told_apart(
    server: MastodonServer, mastodon: Mastodon, post: str
) -> None:
    under = writes(server, "@grace Når kommer vannet?", in_reply_to_id=post)
    beside = writes(server, "Hva gjør @grace nå?")
    alone = writes(server, "@grace Jeg har ikke vann", visibility="direct")
    found, _ = read(mastodon, own=[post])
    assert found[under].kind is RemarkKind.COMMENT and found[under].post_id == post
    assert (found[under].author, found[under].text, found[under].ours) == ("ada", "@grace Når kommer vannet?", False)
    assert str(found[under].remote_url).startswith("http")
    assert (found[beside].kind, found[beside].post_id) == (RemarkKind.MENTION, None)
    assert found[alone].kind is RemarkKind.DIRECT


def test_pages_are_turned_and_what_comes_meanwhile_is_read_next_time(
    server: MastodonServer, mastodon: Mastodon
) -> None:
    written = [writes(server, f"@grace nr. {number}") for number in range(90)]
    first = mastodon.remarks(None, [])
    assert first.more and len(first.remarks) == 40, "its own most; a real server gives eighty"
    late = writes(server, "@grace mens vi blar")
    found, cursor = read(mastodon, first.cursor)
    assert {one.remote_id for one in first.remarks} | set(found) >= set(written)
    assert late in read(mastodon, cursor)[0]
    assert {one.remote_id for one in mastodon.remarks("en annens markør", []).remarks} >= {late}, "from the start again"


def test_what_strangers_write_is_read_though_the_account_filters_it(server: MastodonServer, mastodon: Mastodon) -> None:
    server.ask("PATCH", "/api/v2/notifications/policy", {"for_new_accounts": "filter"})
    try:
        mention = writes(server, "@grace hører dere meg?")
        unasked = server.ask("GET", "/api/v1/notifications?types[]=mention&limit=80")
        assert mention not in {one["status"]["id"] for one in unasked}, "filtered"
        assert mention in read(mastodon)[0]
    finally:
        server.ask("PATCH", "/api/v2/notifications/policy", {"for_new_accounts": "accept"})


def test_an_edit_is_an_edit_and_what_is_gone_is_gone(server: MastodonServer, mastodon: Mastodon) -> None:
    mention = writes(server, "@grace Er vannet rent?")
    found, cursor = read(mastodon)
    server.ask("PUT", f"/api/v1/statuses/{mention}", {"status": "@grace Er vannet farlig?"}, token="ada_token")
    again, _ = read(mastodon, cursor)
    assert again[mention].text == "@grace Er vannet farlig?" and again[mention].edited_at
    assert mastodon.remark(found[mention]) == again[mention]
    server.ask("DELETE", f"/api/v1/statuses/{mention}", token="ada_token")
    assert mastodon.remark(found[mention]) is None


@pytest.mark.parametrize("visibility", ["public", "direct"])
def test_an_answer_stands_under_it_once_and_names_whom_it_answers(
    server: MastodonServer, mastodon: Mastodon, visibility: str
) -> None:
    mention = writes(server, "@grace Når?", visibility=visibility)
    remark = read(mastodon)[0][mention]
    out = answer(remark)
    assert mastodon.find(out) is None
    receipt = mastodon.deliver(out)
    assert mastodon.deliver(out).remote_id == receipt.remote_id
    there = server.ask("GET", f"/api/v1/statuses/{receipt.remote_id}")
    assert (there["in_reply_to_id"], there["visibility"]) == (mention, visibility)
    assert [one["acct"] for one in there["mentions"]] == ["ada"]
    found = mastodon.find(out)
    assert found and found.remote_id == receipt.remote_id
    assert mastodon.find(answer(remark, "Andre ord.")) is None


def test_what_travels(tmp_path: Path) -> None:
    remark = RemoteRemark.model_validate(
        {"remote_id": "7", "author": "per@annen.example", "text": "?", "written_at": "2026-11-23T12:00:00Z"}
    )
    with Recorder() as wire:
        wire.answer = b'{"id": "1", "url": "https://kk.example/1"}'
        bound(f"krisemastodon://et-token@127.0.0.1:{wire.port}", tmp_path).deliver(answer(remark))
        (request,) = wire.requests
    assert (request.method, request.path) == ("POST", "/api/v1/statuses")
    assert request.headers["Idempotency-Key"] == answer(remark).key
    assert json.loads(request.body) == {
        "status": f"@per@annen.example {ANSWER}",
        "in_reply_to_id": "7",
        "visibility": "public",
        "language": "nb",
    }


def test_a_full_quota_says_for_how_long(server: MastodonServer, mastodon: Mastodon) -> None:
    server.fault("GET", "/api/v1/notifications", {"type": "ratelimit"})
    error = refusal(lambda: mastodon.remarks(None, []))
    assert error.kind is RetryClass.RETRY_AFTER and error.retry_after
    server.clear_faults()


def test_others_words_are_their_servers(mastodon: Mastodon) -> None:
    for ability in (Ability.HIDE, Ability.REMOVE_REMARK):
        assert "administrators" in str(mastodon.unable(ability))
    assert mastodon.unable(Ability.REPLY) is None


def test_a_comment_that_cannot_be_read_hides_no_other(server: MastodonServer, mastodon: Mastodon, post: str) -> None:
    writes(server, "@grace Når?", in_reply_to_id=post)
    damage(mastodon, "", [post])
