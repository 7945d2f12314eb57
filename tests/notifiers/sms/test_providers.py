"""Against fake 46elks, Sinch and LINK Mobility (tests/fakes/sms.py): no provider runs on a machine of one's own."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from notifiers.channels.sms import Elks, LinkMobility, Sinch, Sms
from notifiers.registry import make_plugin
from schemas.errors import RetryClass
from tests.fakes.sms import PLAN, FakeElks, FakeLink, FakeSinch, elks_address, link_address, sinch_address
from tests.notifiers.scenes import bound, outgoing, refusal
from tests.servers.ports import free_port

NUMBER, OTHER = "+4791111100", "+4791111101"
KEY = "0123456789abcdef0123456789abcdef"
NASTY = "Æ & <b>nei</b> «x» ‮ e\u0301\nNy linje €"
KINDS = {"elks": FakeElks, "sinch": FakeSinch, "link": FakeLink}
ADDRESSES = {"elks": elks_address, "sinch": sinch_address, "link": link_address}
POST = {"elks": "/a1/sms", "sinch": f"/xms/v1/{PLAN}/batches", "link": "/sms/send"}
EVERY = pytest.mark.parametrize("name", KINDS)
FINDING = pytest.mark.parametrize("name", ["elks", "sinch"])


@pytest.fixture
def fake(name: str) -> Iterator[Any]:
    with KINDS[name]() as running:
        yield running


@pytest.fixture
def sms(fake: Any, tmp_path: Path) -> Sms:
    return made(fake.url, tmp_path)


def made(url: str, folder: Path) -> Sms:
    plugin = bound(url, folder)
    assert isinstance(plugin, Sms)
    return plugin


def texts(fake: Any) -> list[tuple[str, str]]:
    """(number, text) of everything that left."""
    if isinstance(fake, FakeElks):
        return [(sms["to"], sms["message"]) for sms in fake.sent]
    if isinstance(fake, FakeSinch):
        return [(batch["to"][0], batch["body"]) for batch in fake.batches]
    return [(sms["destination"], sms["userData"]) for sms in fake.sent]


@EVERY
def test_fake_one_text_to_one_number(fake: Any, sms: Sms) -> None:
    assert sms.deliver(outgoing(NASTY, recipient=NUMBER)).remote_id
    assert texts(fake) == [(NUMBER, NASTY)]
    assert refusal(lambda: sms.deliver(outgoing("Kok."))).kind is RetryClass.PERMANENT
    assert len(texts(fake)) == 1


def test_fake_wire_46elks(tmp_path: Path) -> None:
    with FakeElks() as fake:
        plugin = made(fake.url, tmp_path)
        plugin.deliver(outgoing("Kok.", recipient=NUMBER))
        plugin.read_back(datetime(2026, 11, 23, 13, 0, 5, tzinfo=UTC))
        plugin.check()
        assert fake.told() == [
            ("POST", "/a1/sms", {}, {"from": "Kommunen", "to": NUMBER, "message": "Kok."}),
            ("GET", "/a1/sms", {"end": "2026-11-23T13:00:05.000000", "limit": "100"}, None),
            ("GET", "/a1/me", {}, None),
        ]


def test_fake_wire_sinch(tmp_path: Path) -> None:
    with FakeSinch() as fake:
        plugin = made(fake.url, tmp_path)
        plugin.deliver(outgoing("Kok.", recipient=NUMBER))
        plugin.find(outgoing("Kok.", recipient=NUMBER))
        plugin.read_back(datetime(2026, 11, 23, 13, 0, 5, tzinfo=UTC))
        plugin.check()
        batch = {
            "from": "+4799999999",
            "to": [NUMBER],
            "body": "Kok.",
            "type": "mt_text",
            "delivery_report": "none",
            "client_reference": KEY,
        }
        assert fake.told() == [
            ("POST", POST["sinch"], {}, batch),
            ("GET", POST["sinch"], {"page": "0", "page_size": "100", "client_reference": KEY}, None),
            (
                "GET",
                POST["sinch"],
                {"page": "0", "page_size": "100", "start_date": "2026-11-23T13:00:05.000000Z"},
                None,
            ),
            ("GET", POST["sinch"], {"page": "0", "page_size": "1"}, None),
        ]


def test_fake_wire_link(tmp_path: Path) -> None:
    with FakeLink() as fake:
        plugin = made(fake.url, tmp_path)
        plugin.deliver(outgoing("Kok.", recipient=NUMBER))
        plugin.check()
        place = {"platformId": "COMMON", "platformPartnerId": "42"}
        sms = {
            **place,
            "source": "Kommunen",
            "sourceTON": "ALPHANUMERIC",
            "destination": NUMBER,
            "userData": "Kok.",
            "useDeliveryReport": False,
            "refId": KEY,
        }
        assert fake.told() == [("POST", "/sms/send", {}, sms), ("POST", "/sms/send", {}, place)]
        assert len(fake.sent) == 1, "the check sends nothing"


@EVERY
def test_fake_an_answer_that_is_lost_or_late_is_ambiguous(fake: Any, sms: Any) -> None:
    fake.lose("POST")
    assert refusal(lambda: sms.deliver(outgoing("Kok.", recipient=NUMBER))).kind is RetryClass.AMBIGUOUS
    sms.client.timeout = httpx.Timeout(0.2)
    fake.stall("POST")
    assert refusal(lambda: sms.deliver(outgoing("Kok.", recipient=NUMBER))).kind is RetryClass.AMBIGUOUS
    assert len(texts(fake)) == 2


@FINDING
def test_fake_what_was_lost_is_found_and_nothing_else(fake: Any, sms: Any) -> None:
    out = outgoing(NASTY, recipient=NUMBER)
    assert sms.find(out) is None
    fake.lose("POST")
    refusal(lambda: sms.deliver(out))
    found = sms.find(out)
    assert found and found.remote_id
    assert sms.find(outgoing(NASTY, recipient=OTHER, key="b" * 32)) is None, "another's"
    if isinstance(fake, FakeElks):
        late = outgoing(NASTY, recipient=NUMBER, approved_at=datetime.now(UTC) + timedelta(hours=1))
        assert sms.find(late) is None, "an older one may say the same"


@FINDING
def test_fake_the_log_is_read_through_all_pages_newest_last(fake: Any, sms: Any) -> None:
    fake.page = 3
    ids = [sms.deliver(outgoing(f"Nr {n}", recipient=NUMBER, key=f"{n:032}")).remote_id for n in range(8)]
    posts = sms.read_back(datetime.now(UTC) - timedelta(minutes=1))
    assert [(post.remote_id, post.text) for post in posts] == [
        (remote_id, f"Nr {n}") for n, remote_id in enumerate(ids)
    ]


@EVERY
@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (401, RetryClass.REAUTH),
        (404, RetryClass.PERMANENT),
        (429, RetryClass.RETRY_AFTER),
        (500, RetryClass.AMBIGUOUS),
        (503, RetryClass.AMBIGUOUS),
        (400, RetryClass.PERMANENT),
        (302, RetryClass.OPERATOR),
    ],
)
def test_fake_every_error_has_its_class(fake: Any, sms: Any, status: int, kind: RetryClass) -> None:
    fake.fail("POST", status, {"code": "x", "resultCode": 106000}, headers={"Retry-After": "7"})
    error = refusal(lambda: sms.deliver(outgoing("Kok.", recipient=NUMBER)))
    assert error.kind is kind and (error.retry_after == 7.0) == (status in (429, 500, 503))
    assert texts(fake) == []


@EVERY
@pytest.mark.parametrize("answer", [b"", b"<html>", b"[]", b"null", b"{}"])
def test_fake_an_answer_that_cannot_be_read_is_ambiguous(fake: Any, sms: Any, answer: bytes) -> None:
    fake.fail("POST", 200, answer)
    assert refusal(lambda: sms.deliver(outgoing("Kok.", recipient=NUMBER))).kind is RetryClass.AMBIGUOUS


def test_fake_an_empty_account_asks_for_a_person(tmp_path: Path) -> None:
    with FakeElks() as fake:
        plugin = made(fake.url, tmp_path)
        assert [f.level for f in plugin.check()] == ["ok"]
        fake.balance = 990_000
        (diagnosis,) = plugin.check()
        assert diagnosis.level == "warning" and "99,00 SEK" in str(diagnosis.sentence)
        fake.balance = 0
        assert [f.level for f in plugin.check()] == ["error"]
        assert refusal(lambda: plugin.deliver(outgoing("Kok.", recipient=NUMBER))).kind is RetryClass.OPERATOR
        fake.fail("POST", 402)
        assert refusal(lambda: plugin.deliver(outgoing("Kok.", recipient=NUMBER))).kind is RetryClass.OPERATOR
    with FakeSinch() as sinch:
        sinch.fail("POST", 403, {"code": "blocked_account", "text": "?"})
        error = refusal(lambda: made(sinch.url, tmp_path).deliver(outgoing("Kok.", recipient=NUMBER)))
        assert error.kind is RetryClass.OPERATOR and "blocked_account" in str(error)


def test_fake_a_phone_that_cannot_be_reached_is_said_at_once(tmp_path: Path) -> None:
    with FakeElks() as fake:
        fake.next_status = "failed"
        assert (
            refusal(lambda: made(fake.url, tmp_path).deliver(outgoing("Kok.", recipient=NUMBER))).kind
            is RetryClass.PERMANENT
        )


@EVERY
def test_fake_check_finds_a_wrong_password(fake: Any, tmp_path: Path) -> None:
    wrong = made(fake.url.replace("hemmelig", "feil"), tmp_path)
    assert refusal(wrong.check).kind is RetryClass.REAUTH


@EVERY
@pytest.mark.parametrize("number", ["91111100", "+47 911 11 100", "", "+47911111001234567"])
def test_the_fake_refuses_what_the_provider_refuses(fake: Any, sms: Any, number: str) -> None:
    """Asked past `to`, which would stop the empty one."""
    sms.to = lambda out: out.recipient
    assert refusal(lambda: sms.deliver(outgoing("Kok.", recipient=number))).kind is RetryClass.PERMANENT
    assert refusal(lambda: sms.deliver(outgoing("", recipient=NUMBER))).kind is RetryClass.PERMANENT
    assert refusal(lambda: sms.ask("POST", POST[name_of(fake)], json={"ukjent": 1})).kind is RetryClass.PERMANENT
    assert texts(fake) == []


def name_of(fake: Any) -> str:
    return next(name for name, kind in KINDS.items() if isinstance(fake, kind))


@EVERY
def test_nobody_at_the_port_is_safe_to_try_again(name: str, tmp_path: Path) -> None:
    plugin = made(ADDRESSES[name](free_port()), tmp_path)
    assert refusal(lambda: plugin.deliver(outgoing("Kok.", recipient=NUMBER))).kind is RetryClass.RETRY_NOW


@EVERY
def test_the_address_survives_and_shows_no_secret(name: str) -> None:
    address = ADDRESSES[name](8080)
    plugin = make_plugin(address)
    assert make_plugin(plugin.url()).url() == plugin.url() == address
    assert "hemmelig" not in plugin.url(privacy=True)
    assert refusal(lambda: make_plugin(address.replace("hemmelig", ""))).kind is RetryClass.OPERATOR
    assert (
        refusal(lambda: make_plugin(address.replace("Kommunen", "Kommunens-navn").replace("4799999999", "a*b"))).kind
        is RetryClass.OPERATOR
    )
    away = address.replace("127.0.0.1", "kk.example")
    assert refusal(lambda: make_plugin(away)).kind is RetryClass.OPERATOR, (
        "secrets go to the provider or stay on this machine"
    )


def test_real_addresses() -> None:
    elks, sinch, link = (make_plugin(f(1).partition("&at=")[0]) for f in (elks_address, sinch_address, link_address))
    assert isinstance(elks, Elks) and str(elks.client.base_url) == "https://api.46elks.com"
    assert isinstance(sinch, Sinch) and str(sinch.client.base_url) == "https://eu.sms.api.sinch.com"
    assert isinstance(link, LinkMobility) and str(link.client.base_url) == "https://n-eu.linkmobility.io"
    own = make_plugin(link_address(1).partition("&at=")[0] + "&base=https%3A%2F%2Fkk.linkmobility.io")
    assert isinstance(own, LinkMobility) and str(own.client.base_url) == "https://kk.linkmobility.io"
    assert refusal(lambda: make_plugin(sinch_address(1) + "&region=xx")).kind is RetryClass.OPERATOR
    assert refusal(lambda: make_plugin(link_address(1) + "&base=http%3A%2F%2Fkk.example")).kind is RetryClass.OPERATOR
