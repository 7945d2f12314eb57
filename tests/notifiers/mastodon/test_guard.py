"""The lock on a Mastodon server of one's own, on mastodon-mock with its demonstration people: Ada administers, Grace posts."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from notifiers.channels.mastodon import Mastodon
from notifiers.facade import Channels
from notifiers.registry import make_plugin
from schemas.accounts.account import Platform
from schemas.drafts.rendering import PublishAction
from schemas.errors import RetryClass
from tests.notifiers.scenes import account, bound, outgoing, places_in, refusal
from tests.servers.mastodon import MastodonServer
from tests.servers.proxy import Proxy

Asked = tuple[str, str, dict[str, str], str, object]
"""Method, path, query, token, body."""
SHUT = "Your login is currently disabled"


@pytest.fixture(scope="module")
def server() -> Iterator[MastodonServer]:
    with MastodonServer(demo=True) as running:
        yield running


def address(server: MastodonServer, admin: str = "ada_token") -> str:
    return f"krisemastodon://grace_token@127.0.0.1:{server.port}/?admin={admin}&name=grace"


@pytest.fixture
def grace(server: MastodonServer, tmp_path: Path) -> Iterator[Mastodon]:
    plugin = bound(address(server), tmp_path)
    assert isinstance(plugin, Mastodon)
    before = plugin.roles()
    yield plugin
    plugin.unlock(before)


def by_hand(server: MastodonServer, text: str = "Fra mobilen") -> httpx.Response:
    """What Grace does in her own app."""
    headers = {"Authorization": "Bearer grace_token"}
    return httpx.post(f"http://127.0.0.1:{server.port}/api/v1/statuses", json={"status": text}, headers=headers)


def test_locked_people_cannot_post_and_we_can(server: MastodonServer, grace: Mastodon) -> None:
    before = grace.roles()
    assert json.loads(json.dumps(before)) == before and before["disabled"] is False
    grace.lock(before)
    grace.lock(before)
    assert by_hand(server).status_code == 403 and SHUT in by_hand(server).text
    receipt = grace.deliver(outgoing("Fra redaksjonen.", key=uuid4().hex))
    assert by_hand(server).status_code == 403, "closed again at once"
    posts = grace.read_back(datetime.now(UTC) - timedelta(minutes=1))
    assert receipt.remote_id in [post.remote_id for post in posts]
    grace.deliver(outgoing("Rett.", PublishAction.EDIT, target=receipt.remote_id))
    grace.deliver(outgoing(action=PublishAction.DELETE, target=receipt.remote_id))
    assert by_hand(server).status_code == 403
    grace.unlock(before)
    grace.unlock(before)
    assert by_hand(server).status_code == 200 and grace.roles() == before


def test_it_is_closed_again_when_the_request_fails(server: MastodonServer, grace: Mastodon) -> None:
    before = grace.roles()
    grace.lock(before)
    error = refusal(lambda: grace.deliver(outgoing("x" * 600, key=uuid4().hex)))
    assert error.kind is RetryClass.PERMANENT
    assert by_hand(server).status_code == 403


def test_one_that_was_disabled_before_stays_so(server: MastodonServer, grace: Mastodon) -> None:
    first = grace.roles()
    grace.lock(first)
    before = grace.roles()
    assert before["disabled"] is True
    grace.lock(before)
    grace.unlock(before)
    assert by_hand(server).status_code == 403
    grace.unlock(first)


def test_another_process_takes_over_with_what_was_stored(
    server: MastodonServer, grace: Mastodon, tmp_path: Path
) -> None:
    """A crash between: the new one knows nothing but the address and the stored roles."""
    before = grace.roles()
    grace.lock(before)
    second = bound(address(server), tmp_path)
    assert second.deliver(outgoing("Etter krasj.", key=uuid4().hex)).remote_id
    second.unlock(json.loads(json.dumps(before)))
    assert by_hand(server).status_code == 200


def test_the_check_tries_the_administrators_right(server: MastodonServer, tmp_path: Path) -> None:
    """mastodon-mock lets everybody administer, so the refusal is a proxy's."""
    assert str(bound(address(server), tmp_path).check()[-1].sentence) == "The account can be locked in a crisis."
    with Proxy(f"http://127.0.0.1:{server.port}") as proxy:
        plugin = bound(address(server).replace(str(server.port), str(proxy.port)), tmp_path)
        proxy.fail("GET", 403, {"error": "This action is not allowed"}, "/admin/")
        assert refusal(plugin.check).kind is RetryClass.PERMANENT
    unknown = bound(address(server).replace("name=grace", "name=ukjent"), tmp_path)
    assert "ukjent" in str(refusal(unknown.roles))


def test_wire(server: MastodonServer, tmp_path: Path) -> None:
    """Every request of the lock, and of a post while it holds."""
    with Proxy(f"http://127.0.0.1:{server.port}") as proxy:
        plugin = bound(address(server).replace(str(server.port), str(proxy.port)), tmp_path)
        before = plugin.roles()
        plugin.lock(before)
        plugin.deliver(outgoing("Under sperring.", key=uuid4().hex))
        plugin.unlock(before)
        account_id, admin = before["account"], "/api/v1/admin/accounts"
        listing: Asked = (
            "GET",
            "/api/v2/admin/accounts",
            {"origin": "local", "status": "active", "username": "grace"},
            "ada_token",
            None,
        )
        shut: Asked = (
            "GET",
            "/api/v2/admin/accounts",
            {"origin": "local", "status": "disabled", "username": "grace"},
            "ada_token",
            None,
        )
        look: Asked = ("GET", f"{admin}/{account_id}", {}, "ada_token", None)
        close: Asked = ("POST", f"{admin}/{account_id}/action", {}, "ada_token", {"type": "disable"})
        enable: Asked = ("POST", f"{admin}/{account_id}/enable", {}, "ada_token", None)
        post: Asked = (
            "POST",
            "/api/v1/statuses",
            {},
            "grace_token",
            {"status": "Under sperring.", "visibility": "public", "language": "nb"},
        )
        told = [
            (w.method, w.path, w.query, w.headers["authorization"].removeprefix("Bearer "), w.json)
            for w in proxy.requests
        ]
        assert told == [listing, look, close, look, post, listing, shut, enable, post, close, look, look, enable]


def test_the_gateway_locks_where_the_address_allows(server: MastodonServer, tmp_path: Path) -> None:
    urls = {"med": address(server), "uten": f"krisemastodon://grace_token@127.0.0.1:{server.port}"}
    channels = Channels(places_in(tmp_path), urls.get)
    assert channels.can_lock(account(Platform.MASTODON, secret="med"))
    assert not channels.can_lock(account(Platform.MASTODON, secret="uten"))


def test_the_address_survives_and_shows_no_secret(server: MastodonServer) -> None:
    plugin = make_plugin(address(server))
    assert make_plugin(plugin.url()).url() == plugin.url() == address(server)
    assert "ada_token" not in plugin.url(privacy=True) and "grace_token" not in plugin.url(privacy=True)
    alone = f"krisemastodon://t@127.0.0.1:{server.port}/?admin=x"
    assert refusal(lambda: make_plugin(alone)).kind is RetryClass.OPERATOR
