"""Posts on mastodon-mock over HTTP, read back from it; what it cannot do is done by a fake that records the wire."""

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import apprise
import pytest
from lxml import html

from notifiers.base.http import classify
from notifiers.channels.mastodon import Mastodon
from notifiers.registry import make_plugin, register
from schemas.drafts.media import Media
from schemas.drafts.rendering import PublishAction
from schemas.errors import RetryClass
from tests.notifiers.scenes import TEXT, bound, outgoing, refusal
from tests.servers.mastodon import MastodonServer
from tests.servers.ports import free_port
from tests.servers.recorder import Recorder

STATUSES = "/api/v1/statuses"


@pytest.fixture(scope="module")
def server() -> Iterator[MastodonServer]:
    with MastodonServer() as running:
        yield running


@pytest.fixture
def mastodon(server: MastodonServer, tmp_path: Path) -> Iterator[Mastodon]:
    plugin = bound(server.url, tmp_path)
    assert isinstance(plugin, Mastodon)
    yield plugin
    server.clear_faults()


@pytest.fixture
def wire() -> Iterator[Recorder]:
    with Recorder() as recorder:
        recorder.answer = b'{"id": "1", "url": "https://kk.example/1"}'
        yield recorder


@pytest.fixture
def key(request: pytest.FixtureRequest) -> str:
    """One of its own for each test: the server remembers them."""
    return hashlib.sha256(request.node.nodeid.encode()).hexdigest()[:32]


def on_the_wire(wire: Recorder, folder: Path) -> Mastodon:
    plugin = bound(f"krisemastodon://et-token@127.0.0.1:{wire.port}", folder)
    assert isinstance(plugin, Mastodon)
    return plugin


def shown(server: MastodonServer, remote_id: str | None) -> str:
    """Its words, as a reader sees them. Raises `StopIteration` where the post is gone."""
    content = next(post["content"] for post in server.statuses() if post["id"] == remote_id)
    return str(html.fromstring(f"<div>{content}</div>").text_content())


def test_the_post_is_the_rendering(server: MastodonServer, mastodon: Mastodon, key: str) -> None:
    receipt = mastodon.deliver(outgoing(key=key))
    assert "".join(shown(server, receipt.remote_id).split()) == "".join(TEXT.split())
    assert receipt.remote_url and receipt.remote_url.startswith("http") and receipt.detail == "HTTP 200"


def test_the_same_key_posts_once(server: MastodonServer, mastodon: Mastodon, key: str) -> None:
    before = len(server.statuses())
    receipts = {mastodon.deliver(outgoing(key=key)).remote_id for _ in range(3)}
    assert len(receipts) == 1 and len(server.statuses()) == before + 1


def test_the_key_travels_in_a_header(wire: Recorder, tmp_path: Path, key: str) -> None:
    on_the_wire(wire, tmp_path).deliver(outgoing(key=key))
    (request,) = wire.requests
    assert (request.method, request.path) == ("POST", STATUSES)
    assert request.headers["Idempotency-Key"] == key and request.headers["Authorization"] == "Bearer et-token"
    assert json.loads(request.body) == {"status": TEXT, "visibility": "public", "language": "nb"}


def test_a_correction_changes_the_post(server: MastodonServer, mastodon: Mastodon, key: str) -> None:
    first = mastodon.deliver(outgoing(key=key))
    edited = mastodon.deliver(
        outgoing("Rettelse: fem minutter.", PublishAction.EDIT, key="e" + key[1:], target=first.remote_id)
    )
    assert edited.remote_id == first.remote_id
    assert shown(server, first.remote_id) == "Rettelse: fem minutter."


def test_a_correction_names_the_files_that_the_post_keeps(wire: Recorder, tmp_path: Path, key: str) -> None:
    """Mastodon takes every other one away (UpdateStatusService); mastodon-mock does not."""
    wire.answer = json.dumps({"id": "7", "media_attachments": [{"id": "31"}, {"id": "32"}]}).encode()
    on_the_wire(wire, tmp_path).deliver(outgoing("Rettelse.", PublishAction.EDIT, key=key, target="7"))
    last = wire.requests[-1]
    assert (last.method, last.path) == ("PUT", f"{STATUSES}/7")
    assert json.loads(last.body) == {"status": "Rettelse.", "media_ids": ["31", "32"]}


def test_a_retraction_takes_it_down_and_again_is_no_error(server: MastodonServer, mastodon: Mastodon, key: str) -> None:
    first = mastodon.deliver(outgoing(key=key))
    gone = outgoing("Trukket.", PublishAction.DELETE, key="d" + key[1:], target=first.remote_id)
    assert [mastodon.deliver(gone).detail for _ in range(2)] == ["HTTP 200", "HTTP 404"]
    with pytest.raises(StopIteration):
        shown(server, first.remote_id)


def test_a_follow_up_answers_the_original(server: MastodonServer, mastodon: Mastodon, key: str) -> None:
    first = mastodon.deliver(outgoing(key=key))
    second = mastodon.deliver(
        outgoing("Faren er over.", PublishAction.FOLLOW_UP, key="f" + key[1:], target=first.remote_id)
    )
    replies = {post["id"]: post["in_reply_to_id"] for post in server.statuses()}
    assert replies[second.remote_id] == first.remote_id and replies[first.remote_id] is None


def test_find_sees_what_landed_and_nothing_else(mastodon: Mastodon, key: str) -> None:
    text = f"{TEXT}\n\nhttps://kk.example/vann?a=1&b=2 – «{key}»\nNy linje."
    assert mastodon.find(outgoing(text)) is None
    receipt = mastodon.deliver(outgoing(text, key=key))
    found = mastodon.find(outgoing(text))
    assert found and (found.remote_id, found.remote_url) == (receipt.remote_id, receipt.remote_url)


def test_find_does_not_take_an_older_post_with_the_same_words_for_ours(mastodon: Mastodon, key: str) -> None:
    """Last week's all-clear read the same; taking it for today's would lose today's."""
    text = f"Faren er over. {key}"
    mastodon.deliver(outgoing(text, key=key))
    later = datetime.now(UTC) + timedelta(hours=1)
    assert mastodon.find(outgoing(text, approved_at=later)) is None


def test_find_knows_an_edit_by_the_post_it_edits(mastodon: Mastodon, key: str) -> None:
    first = mastodon.deliver(outgoing(f"Feil {key}", key=key))
    edit = outgoing(
        f"Rett {key}", PublishAction.EDIT, target=first.remote_id, approved_at=datetime.now(UTC) + timedelta(hours=1)
    )
    assert mastodon.find(edit) is None
    mastodon.deliver(edit)
    found = mastodon.find(edit)
    assert found and found.remote_id == first.remote_id


def test_read_back_gives_what_was_posted_since_then_newest_last(mastodon: Mastodon, key: str) -> None:
    before = datetime.now(UTC) - timedelta(seconds=2)
    ids = [mastodon.deliver(outgoing(f"{n} {key}", key=f"{n}{key[1:]}")).remote_id for n in range(3)]
    posts = mastodon.read_back(before)
    assert [post.remote_id for post in posts][-3:] == ids
    assert [post.text for post in posts][-3:] == [f"{n} {key}" for n in range(3)]
    assert mastodon.read_back(datetime.now(UTC) + timedelta(minutes=1)) == []


def test_pictures_go_along_with_their_alt_text(
    server: MastodonServer, mastodon: Mastodon, tmp_path: Path, key: str
) -> None:
    data = b"\x89PNG\r\n\x1a\n kart"
    (tmp_path / "kart.png").write_bytes(data)
    media = Media(
        path=str(tmp_path / "kart.png"),
        sha256=hashlib.sha256(data).hexdigest(),
        mime="image/png",
        size=len(data),
        alt="Kart",
    )
    receipt = mastodon.deliver(outgoing(key=key, media=(media,)))
    (attached,) = next(post["media_attachments"] for post in server.statuses() if post["id"] == receipt.remote_id)
    assert attached["description"] == "Kart"
    (tmp_path / "kart.png").write_bytes(b"et annet")
    assert refusal(lambda: mastodon.deliver(outgoing(key="0" * 32, media=(media,)))).kind is RetryClass.PERMANENT


@pytest.mark.parametrize(
    ("effect", "kind", "wait"),
    [
        ({"type": "ratelimit", "headers": {"Retry-After": "7"}}, RetryClass.RETRY_AFTER, 7.0),
        (
            {"type": "ratelimit", "headers": {"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}},
            RetryClass.RETRY_AFTER,
            30.0,
        ),
        ({"type": "status", "status": 503, "headers": {"Retry-After": "2.5"}}, RetryClass.AMBIGUOUS, 2.5),
        ({"type": "status", "status": 500}, RetryClass.AMBIGUOUS, None),
        ({"type": "status", "status": 401}, RetryClass.REAUTH, None),
        ({"type": "status", "status": 403}, RetryClass.PERMANENT, None),
        ({"type": "status", "status": 422}, RetryClass.PERMANENT, None),
        ({"type": "malformed"}, RetryClass.AMBIGUOUS, None),
    ],
)
def test_every_answer_has_its_class_and_then_it_works(
    server: MastodonServer,
    mastodon: Mastodon,
    key: str,
    effect: dict[str, object],
    kind: RetryClass,
    wait: float | None,
) -> None:
    server.fault("POST", STATUSES, effect)
    error = refusal(lambda: mastodon.deliver(outgoing(key=key)))
    assert (error.kind, error.retry_after) == (kind, wait)
    assert mastodon.deliver(outgoing(key=key)).remote_id


def test_a_wrong_token_asks_to_be_connected_again(server: MastodonServer, tmp_path: Path) -> None:
    stranger = bound(f"krisemastodon://ukjent-token@127.0.0.1:{server.port}", tmp_path)
    error = refusal(lambda: stranger.deliver(outgoing()))
    assert error.kind is RetryClass.REAUTH and "ukjent" not in f"{error!r} {error.sentence!r}"
    assert refusal(stranger.check).kind is RetryClass.REAUTH


def test_too_long_is_permanent(mastodon: Mastodon, key: str) -> None:
    assert refusal(lambda: mastodon.deliver(outgoing("x" * 501, key=key))).kind is RetryClass.PERMANENT


def test_an_edit_of_what_is_gone_is_permanent(mastodon: Mastodon) -> None:
    assert (
        refusal(lambda: mastodon.deliver(outgoing(action=PublishAction.EDIT, target="404404"))).kind
        is RetryClass.PERMANENT
    )


def test_nobody_at_the_port_is_safe_to_try_again(tmp_path: Path) -> None:
    plugin = bound(f"krisemastodon://token@127.0.0.1:{free_port()}", tmp_path)
    assert refusal(lambda: plugin.deliver(outgoing())).kind is RetryClass.RETRY_NOW


def test_a_lost_answer_is_ambiguous(wire: Recorder, tmp_path: Path) -> None:
    wire.drop_after_body = True
    error = refusal(lambda: on_the_wire(wire, tmp_path).deliver(outgoing()))
    assert error.kind is RetryClass.AMBIGUOUS and len(wire.requests) == 1


@pytest.mark.parametrize("answer", [b"", b"<html>", b"[]", b"{}", b"null", b'{"error": "cut of'])
def test_an_answer_that_cannot_be_read_is_ambiguous(wire: Recorder, tmp_path: Path, answer: bytes) -> None:
    wire.answer = answer
    plugin = on_the_wire(wire, tmp_path)
    assert refusal(lambda: plugin.deliver(outgoing())).kind is RetryClass.AMBIGUOUS
    assert refusal(lambda: plugin.find(outgoing())).kind is RetryClass.AMBIGUOUS


@pytest.mark.parametrize("posts", [{"id": "1"}, [{"id": "1"}], [7], "x"])
def test_a_list_that_cannot_be_read_never_means_that_nothing_landed(
    server: MastodonServer, mastodon: Mastodon, posts: object
) -> None:
    effect = {"type": "status", "status": 200, "body": posts}
    server.fault("GET", f"/api/v1/accounts/{server.me}/statuses", effect)
    assert refusal(lambda: mastodon.find(outgoing())).kind is RetryClass.AMBIGUOUS
    assert mastodon.find(outgoing("Aldri sendt.")) is None


def test_a_server_that_has_moved_needs_a_person(wire: Recorder, tmp_path: Path) -> None:
    wire.status, wire.headers = 301, {"Location": "https://ny.example/"}
    assert refusal(lambda: on_the_wire(wire, tmp_path).deliver(outgoing())).kind is RetryClass.OPERATOR
    assert classify(426) is RetryClass.OPERATOR


def test_the_address_shows_no_token() -> None:
    plugin = make_plugin("krisemastodons://hemmelig-token@mastodon.kk.example")
    assert "hemmelig" not in plugin.url(privacy=True)
    assert "hemmelig-token" in plugin.url() and make_plugin(plugin.url()).url() == plugin.url()


def test_check_posts_nothing(server: MastodonServer, mastodon: Mastodon) -> None:
    before = len(server.statuses())
    assert [diagnosis.level for diagnosis in mastodon.check()] == ["ok"]
    assert len(server.statuses()) == before


def test_plain_apprise_can_use_it(server: MastodonServer, key: str) -> None:
    register()
    plain = apprise.Apprise()
    assert plain.add(server.url)
    assert plain.notify(body=f"Fra Apprise {key}")
    assert any(key in post["content"] for post in server.statuses())
