"""Delivery reports of 46elks, Sinch and LINK Mobility: asked for with every text, and read as strictly as their documents have them."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from config.machine.report_address import address, fits
from notifiers.channels.sms import Sms
from schemas.errors import InvalidInput
from schemas.recipients.delivery_report import DeliveryReport
from tests.fakes.sms import FakeElks, FakeLink, FakeSinch
from tests.notifiers.scenes import bound, outgoing

BASE, NUMBER, KEY = "https://krisedesk.kk.example", "+4791111100", "0123456789abcdef0123456789abcdef"
SINCH = {
    "type": "recipient_delivery_report_sms",
    "batch_id": "01FC",
    "recipient": "4791111100",
    "code": 0,
    "at": "2026-11-23T13:00:05.000Z",
}
LINK = {"refId": "d-1.7.aa", "id": "m1", "operator": "no.telenor", "timestamp": "2026-11-23T13:00:05Z", "segments": 1}


def asking(url: str, folder: Path) -> Sms:
    plugin = bound(url, folder)
    plugin.places = plugin.places.model_copy(update={"reports_at": BASE, "key_file": folder / "secret.key"})
    assert isinstance(plugin, Sms)
    return plugin


@pytest.fixture(params=[FakeElks, FakeSinch, FakeLink], ids=["elks", "sinch", "link"])
def fake(request: pytest.FixtureRequest) -> Iterator[Any]:
    with request.param() as running:
        yield running


def test_fake_every_text_asks_for_its_report(fake: Any, tmp_path: Path) -> None:
    asking(fake.url, tmp_path).deliver(outgoing("Kok.", recipient=NUMBER))
    at = f"{address(BASE, tmp_path / 'secret.key', 'konto')}?key={KEY}"
    [(_, _, _, said)] = fake.told()
    assert said is not None
    if isinstance(fake, FakeLink):
        assert said["useDeliveryReport"] is True and said["refId"] == KEY
    else:
        assert said["whendelivered" if isinstance(fake, FakeElks) else "callback_url"] == at
    assert NUMBER.removeprefix("+") not in at


def test_the_address_is_the_accounts_own(tmp_path: Path) -> None:
    word = address(BASE, tmp_path / "k", "sms").rpartition("/")[2]
    assert fits(word, tmp_path / "k", "sms")
    assert not fits(word, tmp_path / "k", "sms2") and not fits(word, tmp_path / "other", "sms")


def test_46elks_says_delivered_or_failed(tmp_path: Path) -> None:
    with FakeElks() as fake:
        read = asking(fake.url, tmp_path).delivery_reports
    assert read(b"id=s1&status=delivered&delivered=2026-11-23T13%3A00%3A05", {"key": "k"}) == [
        DeliveryReport(remote_id="s1", key="k", arrived=True)
    ]
    assert read(b"id=s1&status=failed", {}) == [DeliveryReport(remote_id="s1", arrived=False)]
    assert read(b"id=s1&status=sent", {}) == [], "on its way is no last word"


@pytest.mark.parametrize(
    ("status", "arrived"), [("Delivered", True), ("Expired", False), ("Deleted", False), ("Dispatched", None)]
)
def test_sinch_says_how_it_ended(status: str, arrived: bool | None, tmp_path: Path) -> None:
    with FakeSinch() as fake:
        read = asking(fake.url, tmp_path).delivery_reports
    body = json.dumps({**SINCH, "status": status, "client_reference": "d-1.7.aa"}).encode()
    wanted = (
        []
        if arrived is None
        else [DeliveryReport(remote_id="01FC", key="d-1.7.aa", recipient="+4791111100", arrived=arrived)]
    )
    assert read(body, {}) == wanted


@pytest.mark.parametrize(("code", "arrived"), [(1001, True), (1005, None), (4, False), ("?", None)])
def test_link_says_it_with_a_code(code: object, arrived: bool | None, tmp_path: Path) -> None:
    with FakeLink() as fake:
        read = asking(fake.url, tmp_path).delivery_reports
    wanted = [] if arrived is None else [DeliveryReport(remote_id="m1", key="d-1.7.aa", arrived=arrived)]
    assert read(json.dumps({**LINK, "resultCode": code}).encode(), {}) == wanted


@pytest.mark.parametrize(
    "body", [b"", b"\xff\xfe", b"[1]", b"{}", b"id=&status=failed", b"status=delivered", b"[" * 5000, b'{"type":"x"}']
)
def test_what_is_no_report_is_refused(body: bytes, fake: Any, tmp_path: Path) -> None:
    plugin = asking(fake.url, tmp_path)
    if isinstance(fake, FakeLink) and body in (b"{}", b'{"type":"x"}'):
        body = b'{"resultCode": 1001}'
    with pytest.raises(InvalidInput):
        plugin.delivery_reports(body, {})
