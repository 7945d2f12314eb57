"""The lock on a Bluesky server of one's own, on a real one."""

import json
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from notifiers.channels.bluesky import Bluesky
from notifiers.facade import Channels
from notifiers.registry import make_plugin
from schemas.accounts.account import Platform
from schemas.errors import RetryClass
from tests.notifiers.scenes import account, bound, outgoing, places_in, refusal
from tests.servers.pds import ADMIN, HANDLE, PdsServer
from tests.servers.proxy import Proxy


def address(server: PdsServer, port: int, admin: str = ADMIN, main: str = "hoved-ord") -> str:
    return f"krisebluesky://{HANDLE}/?password={server.app_password}&admin={admin}&main={main}&at=http%3A%2F%2F127.0.0.1%3A{port}"


@pytest.fixture
def bluesky(server: PdsServer, tmp_path: Path) -> Bluesky:
    plugin = bound(address(server, server.port), tmp_path)
    assert isinstance(plugin, Bluesky)
    return plugin


def lets_in(server: PdsServer) -> bool:
    """Somebody who knows the main password, in an app."""
    form = {"identifier": HANDLE, "password": server.password}
    return httpx.post(f"{server.at}/xrpc/com.atproto.server.createSession", json=form, timeout=20).is_success


def test_locked_nobody_logs_in_and_we_post(server: PdsServer, bluesky: Bluesky, tmp_path: Path) -> None:
    before = bluesky.roles()
    assert json.loads(json.dumps(before)) == before == {"did": server.did}
    bluesky.lock(before)
    bluesky.lock(before)
    assert not lets_in(server)
    assert bluesky.deliver(outgoing("Fra redaksjonen.", key=uuid4().hex)).remote_id in server.records()
    second = bound(address(server, server.port), tmp_path)
    assert second.deliver(outgoing("Etter krasj.", key=uuid4().hex)).remote_id, (
        "a process that knows nothing but the address"
    )
    second.unlock(json.loads(json.dumps(before)))
    second.unlock(before)
    assert lets_in(server) and bluesky.roles() == before


def test_wire(server: PdsServer, tmp_path: Path) -> None:
    with Proxy(server.at) as proxy:
        plugin = bound(address(server, proxy.port), tmp_path)
        before = plugin.roles()
        plugin.lock(before)
        plugin.unlock(before)
        login = ("POST", "/xrpc/com.atproto.server.createSession", {"identifier": HANDLE, "password": "hoved-ord"})
        told = [(w.method, w.path, w.json) for w in proxy.requests]
        assert [told[0], told[2]] == [login, login] and len(told) == 4
        assert [w.path for w in (proxy.requests[1], proxy.requests[3])] == [
            "/xrpc/com.atproto.admin.updateAccountPassword"
        ] * 2
        assert (
            proxy.requests[3].json == {"did": server.did, "password": "hoved-ord"}
            and len(proxy.requests[1].json["password"]) > 30
        )
        assert all(w.headers["authorization"].startswith("Basic ") for w in (proxy.requests[1], proxy.requests[3]))


def test_what_could_not_be_given_back_is_not_touched(server: PdsServer, bluesky: Bluesky, tmp_path: Path) -> None:
    wrong = bound(address(server, server.port, main="feil-ord"), tmp_path)
    error = refusal(wrong.roles)
    assert error.kind is RetryClass.OPERATOR and "feil-ord" not in f"{error!r}" and lets_in(server)
    stranger = bound(address(server, server.port, admin="feil-ord"), tmp_path)
    assert refusal(lambda: stranger.lock(bluesky.roles())).kind is RetryClass.OPERATOR and lets_in(server)
    assert str(bluesky.check()[-1].sentence) == "The account can be locked in a crisis."


def test_the_gateway_locks_where_the_address_allows(server: PdsServer, tmp_path: Path) -> None:
    channels = Channels(places_in(tmp_path), {"med": address(server, server.port), "uten": server.url}.get)
    assert channels.can_lock(account(Platform.BLUESKY, secret="med"))
    assert not channels.can_lock(account(Platform.BLUESKY, secret="uten"))
    plugin = make_plugin(address(server, server.port))
    assert ADMIN not in plugin.url(privacy=True) and "hoved-ord" not in plugin.url(privacy=True)
