"""Against a real Bluesky server (@atproto/pds) on loopback; a proxy in between loses, delays and fails."""

import json
import struct
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from notifiers.channels.bluesky import Bluesky, records
from notifiers.registry import make_plugin
from notifiers.render import render
from schemas.accounts.account import Platform
from schemas.drafts.content import Content
from schemas.drafts.media import Media
from schemas.drafts.rendering import PublishAction, RenderJob
from schemas.errors import InvalidInput, RetryClass
from tests.notifiers.scenes import account, bound, outgoing, refusal
from tests.servers.pds import HANDLE, PdsServer
from tests.servers.ports import free_port
from tests.servers.proxy import Proxy

NASTY = "Æ & <b>nei</b> 🌊👨‍👩‍👧 ‮x‬ e\u0301 @kommune.test #flom\nNy linje https://kk.example/æ?a=1&b=2."


@pytest.fixture
def proxy(server: PdsServer) -> Iterator[Proxy]:
    with Proxy(server.at) as running:
        yield running


@pytest.fixture
def bluesky(server: PdsServer, proxy: Proxy, tmp_path: Path) -> Bluesky:
    return made(server.url.replace(str(server.port), str(proxy.port)), tmp_path)


def made(url: str, folder: Path) -> Bluesky:
    plugin = bound(url, folder)
    assert isinstance(plugin, Bluesky)
    return plugin


def new(text: str = "Kok.", **changes: Any) -> Any:
    return outgoing(text, **({"key": uuid4().hex} | changes))


def picture(folder: Path) -> Media:
    """One red dot, as PNG."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    data = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
    data += chunk(b"IDAT", zlib.compress(b"\0\xff\0\0")) + chunk(b"IEND", b"")
    path = folder / "kart.png"
    path.write_bytes(data)
    return Media(
        path=str(path), sha256=sha256(data).hexdigest(), mime="image/png", size=len(data), alt="Kart over Lånke"
    )


def test_publish_and_retract(server: PdsServer, bluesky: Bluesky) -> None:
    receipt = bluesky.deliver(new(NASTY))
    post = server.records()[receipt.remote_id or ""]
    assert (post["text"], post["langs"]) == (NASTY, ["nb"])
    assert receipt.remote_url == f"https://bsky.app/profile/{HANDLE}/post/{records.key_of(receipt.remote_id or '')}"
    gone = outgoing(action=PublishAction.DELETE, target=receipt.remote_id)
    assert bluesky.find(gone) is None
    assert [bluesky.deliver(gone).remote_id for _ in range(2)] == [receipt.remote_id] * 2
    assert receipt.remote_id not in server.records() and bluesky.find(gone)


def test_an_address_in_the_text_is_a_link_to_the_byte(server: PdsServer, bluesky: Bluesky) -> None:
    made_at = bluesky.deliver(new(NASTY)).remote_id
    post = server.records()[made_at or ""]
    (facet,) = post["facets"]
    index = facet["index"]
    address = "https://kk.example/æ?a=1&b=2"
    assert NASTY.encode()[index["byteStart"] : index["byteEnd"]].decode() == address == facet["features"][0]["uri"]


def test_the_same_key_posts_once(server: PdsServer, bluesky: Bluesky, tmp_path: Path) -> None:
    out = new("Det samme to ganger.")
    again = made(server.url, tmp_path)
    assert {plugin.deliver(out).remote_id for plugin in (bluesky, bluesky, again)} == {bluesky.deliver(out).remote_id}
    assert [post["text"] for post in server.records().values()].count("Det samme to ganger.") == 1


def test_other_messages_have_other_keys() -> None:
    now = datetime(2026, 11, 24, 12, 0, 0, 123456, tzinfo=UTC)
    keys = {records.record_key(new(approved_at=now, key=f"{n:032x}")) for n in range(300)}
    assert len(keys) == 300 and all(len(key) == 13 for key in keys)
    later = records.record_key(new(approved_at=now + timedelta(seconds=1)))
    assert all(key < later for key in keys), "in the order of time, as readers see them"


def test_what_follows_up_stands_under_what_it_follows(server: PdsServer, bluesky: Bluesky) -> None:
    first = bluesky.deliver(new("Kok vannet."))
    second = bluesky.deliver(new("Rettelse.", action=PublishAction.FOLLOW_UP, target=first.remote_id))
    third = bluesky.deliver(new("Faren er over.", action=PublishAction.FOLLOW_UP, target=second.remote_id))
    posts = server.records()
    assert posts[second.remote_id or ""]["reply"]["root"]["uri"] == first.remote_id
    reply = posts[third.remote_id or ""]["reply"]
    assert (reply["root"]["uri"], reply["parent"]["uri"]) == (first.remote_id, second.remote_id)
    bluesky.deliver(outgoing(action=PublishAction.DELETE, target=first.remote_id))
    alone = bluesky.deliver(new("Uten den første.", action=PublishAction.FOLLOW_UP, target=first.remote_id))
    assert "reply" not in server.records()[alone.remote_id or ""]


def test_pictures_with_their_words(server: PdsServer, bluesky: Bluesky, tmp_path: Path) -> None:
    media = picture(tmp_path)
    made_at = bluesky.deliver(new("Med kart.", media=(media, media))).remote_id
    post = server.records()[made_at or ""]
    images = post["embed"]["images"]
    assert [(image["alt"], image["image"]["mimeType"], image["image"]["size"]) for image in images] == [
        ("Kart over Lånke", "image/png", media.size)
    ] * 2
    Path(media.path).write_bytes(b"en annen")
    assert refusal(lambda: bluesky.deliver(new("Byttet.", media=(media,)))).kind is RetryClass.PERMANENT


def test_wire(proxy: Proxy, bluesky: Bluesky) -> None:
    """Every request whole."""
    out = outgoing("Kok.", key="a" * 32, approved_at=datetime(2026, 11, 23, 12, 0, 0, 123456, tzinfo=UTC))
    address = bluesky.deliver(out).remote_id
    did, key = bluesky.session.did, records.record_key(out)
    bluesky.find(out)
    bluesky.read_back(datetime.now(UTC) + timedelta(hours=1))
    bluesky.deliver(outgoing(action=PublishAction.DELETE, target=address))
    bluesky.check()
    record = {"$type": records.POST, "text": "Kok.", "createdAt": "2026-11-23T12:00:00.123Z", "langs": ["nb"]}
    place = {"repo": did, "collection": records.POST}
    assert [(w.method, w.path, w.query, json.loads(w.body) if w.body else None) for w in proxy.requests][:3] == [
        (
            "POST",
            "/xrpc/com.atproto.server.createSession",
            {},
            {"identifier": HANDLE, "password": bluesky.word["password"]},
        ),
        ("POST", "/xrpc/com.atproto.repo.putRecord", {}, {**place, "rkey": key, "record": record}),
        ("GET", "/xrpc/com.atproto.repo.getRecord", {**place, "rkey": key}, None),
    ]
    assert [(w.method, w.path, w.query, json.loads(w.body) if w.body else None) for w in proxy.requests][3:] == [
        ("GET", "/xrpc/com.atproto.repo.listRecords", {**place, "limit": "100"}, None),
        ("POST", "/xrpc/com.atproto.repo.deleteRecord", {}, {**place, "rkey": key}),
        ("GET", "/xrpc/com.atproto.server.getSession", {}, None),
    ]
    assert all(w.headers["authorization"].startswith("Bearer ey") for w in proxy.requests[1:]), "one login for all"


def test_after_a_lost_or_late_answer_the_post_is_found(proxy: Proxy, bluesky: Bluesky) -> None:
    out = new("Tapt svar.")
    assert bluesky.find(out) is None
    proxy.lose("POST", "putRecord")
    assert refusal(lambda: bluesky.deliver(out)).kind is RetryClass.AMBIGUOUS
    found = bluesky.find(out)
    assert found and found.remote_id and found.remote_url
    bluesky.client.timeout = httpx.Timeout(0.3)
    late = new("Sent svar.")
    proxy.stall("POST", "putRecord")
    assert refusal(lambda: bluesky.deliver(late)).kind is RetryClass.AMBIGUOUS
    bluesky.client.timeout = httpx.Timeout(10)
    assert bluesky.find(late)


def test_read_back_sees_others_newest_last_through_all_pages(server: PdsServer, bluesky: Bluesky) -> None:
    token, since = server.login(), datetime.now(UTC)
    texts = [f"Utenfra {n}" for n in range(104)]
    for text in texts:
        record = {"$type": records.POST, "text": text, "createdAt": records.stamp(datetime.now(UTC))}
        server.call("createRecord", {"repo": server.did, "collection": records.POST, "record": record}, token, "repo")
    posts = bluesky.read_back(since - timedelta(seconds=1))
    assert [post.text for post in posts if post.text.startswith("Utenfra")] == texts
    assert bluesky.read_back(datetime.now(UTC) + timedelta(minutes=1)) == []


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (429, {}, RetryClass.RETRY_AFTER),
        (500, {"error": "InternalServerError"}, RetryClass.AMBIGUOUS),
        (502, {}, RetryClass.AMBIGUOUS),
        (503, {}, RetryClass.AMBIGUOUS),
        (400, {"error": "InvalidRequest"}, RetryClass.PERMANENT),
        (401, {"error": "AuthMissing"}, RetryClass.REAUTH),
        (400, {"error": "InvalidToken"}, RetryClass.REAUTH),
        (401, {"error": "AccountTakedown"}, RetryClass.OPERATOR),
        (413, {}, RetryClass.PERMANENT),
    ],
)
def test_every_error_has_its_class(proxy: Proxy, bluesky: Bluesky, status: int, body: Any, kind: RetryClass) -> None:
    out = new("Feil først.")
    proxy.fail("POST", status, body, "putRecord", {"Retry-After": "7"})
    error = refusal(lambda: bluesky.deliver(out))
    assert error.kind is kind and (error.retry_after == 7.0) == (status == 429 or status >= 500)
    assert bluesky.find(out) is None
    assert bluesky.deliver(out).remote_id, "and then it works"


@pytest.mark.parametrize("answer", [b"", b"<html>", b"[]", b"null", b"{}"])
def test_an_answer_that_cannot_be_read_is_ambiguous(proxy: Proxy, bluesky: Bluesky, answer: bytes) -> None:
    proxy.fail("POST", 200, answer, "putRecord")
    assert refusal(lambda: bluesky.deliver(new())).kind is RetryClass.AMBIGUOUS
    proxy.fail("GET", 200, answer, "listRecords")
    assert refusal(lambda: bluesky.read_back(datetime.now(UTC))).kind is RetryClass.AMBIGUOUS


def test_a_session_that_ran_out_is_refreshed_once(proxy: Proxy, bluesky: Bluesky) -> None:
    bluesky.check()
    proxy.fail("POST", 400, {"error": "ExpiredToken"}, "putRecord")
    assert bluesky.deliver(new("Etter fornyelse.")).remote_id
    assert [w.path.rpartition(".")[2] for w in proxy.requests].count("refreshSession") == 1
    proxy.fail("POST", 400, {"error": "ExpiredToken"}, "putRecord")
    proxy.fail("POST", 400, {"error": "ExpiredToken"}, "refreshSession")
    assert bluesky.deliver(new("Etter ny innlogging.")).remote_id
    assert [w.path.rpartition(".")[2] for w in proxy.requests].count("createSession") == 2


def test_a_revoked_password_and_a_closed_account_ask_for_a_person(tmp_path: Path) -> None:
    """On a server of its own: nothing is left of the account after this."""
    with PdsServer() as server:
        token, plugin = server.login(), made(server.url, tmp_path)
        plugin.check()
        server.call("deactivateAccount", {}, token)
        assert refusal(lambda: plugin.deliver(new())).kind is RetryClass.OPERATOR
        server.call("activateAccount", None, token)
        assert plugin.deliver(new()).remote_id
        server.call("revokeAppPassword", {"name": "krisekanal"}, token)
        error = refusal(made(server.url, tmp_path).check)
        assert error.kind is RetryClass.REAUTH and server.app_password not in f"{error!r}{error.sentence!r}"


@pytest.mark.parametrize(("sign", "most"), [("x", 300), ("å", 300), ("e\u0301", 300), ("👨‍👩‍👧", 166)])
def test_the_limit_and_one_over(bluesky: Bluesky, sign: str, most: int) -> None:
    """300 of what a reader takes for one sign, and 3,000 bytes: what we let through it takes, what we refuse it refuses."""
    assert bluesky.deliver(new(sign * most)).remote_id
    assert refusal(lambda: bluesky.deliver(new(sign * (most + 1)))).kind is RetryClass.PERMANENT
    job = RenderJob(
        content=Content(title="T", body=sign * (most - 3)), account=account(Platform.BLUESKY), municipality="K"
    )
    assert render(job).length <= 300
    with pytest.raises(InvalidInput, match=r"30[0-9]"):
        render(job.model_copy(update={"content": Content(title="T", body=sign * (most + 1))}))


def test_nobody_at_the_port_is_safe_to_try_again(tmp_path: Path) -> None:
    plugin = made(f"krisebluesky://{HANDLE}/?password=hemmelig&at=http%3A%2F%2F127.0.0.1%3A{free_port()}", tmp_path)
    error = refusal(lambda: plugin.deliver(new()))
    assert error.kind is RetryClass.RETRY_NOW and "hemmelig" not in f"{error!r}"


def test_the_address_survives_and_shows_no_secret(server: PdsServer) -> None:
    plugin = make_plugin(server.url)
    assert make_plugin(plugin.url()).url() == plugin.url() == server.url
    assert server.app_password not in plugin.url(privacy=True)
    real = make_plugin(f"krisebluesky://{HANDLE}/?password=x&pds=https%3A%2F%2Fpds.kk.example")
    assert isinstance(real, Bluesky) and str(real.client.base_url) == "https://pds.kk.example"
    for wrong in (f"krisebluesky://{HANDLE}/", f"krisebluesky://{HANDLE}/?password=x&pds=http%3A%2F%2Fkk.example"):
        assert refusal(partial(make_plugin, wrong)).kind is RetryClass.OPERATOR
