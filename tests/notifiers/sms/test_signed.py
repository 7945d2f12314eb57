"""Callbacks signed as Sinch documents it: good, bad, unsigned, stale."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from notifiers.base.plugin import Plugin
from notifiers.channels.sms import signed
from schemas.accounts.account import Platform
from schemas.errors import Refused
from tests.fakes.sms import FakeElks, FakeSinch, signed_by
from tests.notifiers.scenes import bound

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
BODY = '{"type": "mo_text", "body": "Når kommer vannet?"}'.encode()
SECRET = "et ord bare vi to har"


@pytest.fixture
def sinch(tmp_path: Path) -> Plugin:
    with FakeSinch() as fake:
        return bound(f"{fake.url}&callback_secret={SECRET.replace(' ', '%20')}", tmp_path, Platform.SMS)


@pytest.mark.parametrize("way", ["HmacSHA256", "HmacSHA512"])
def test_what_is_signed_gives_its_nonce(sinch: Plugin, way: str) -> None:
    assert sinch.signed(BODY, signed_by(SECRET, BODY, NOW, "n-1", way), NOW) == "n-1"


def test_where_no_secret_is_agreed_nothing_is_asked_for(tmp_path: Path) -> None:
    with FakeSinch() as fake, FakeElks() as elks:
        for url in (fake.url, elks.url):
            assert bound(url, tmp_path, Platform.SMS).signed(BODY, {}, NOW) is None


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"x-sinch-webhook-signature": ""}, "not signed"),
        ({"x-sinch-webhook-signature-nonce": ""}, "not signed"),
        ({"x-sinch-webhook-signature-nonce": "n" * 201}, "not signed"),
        ({"x-sinch-webhook-signature-timestamp": ""}, "not signed"),
        ({"x-sinch-webhook-signature-algorithm": "none"}, "not signed"),
        ({"x-sinch-webhook-signature": "A" * 43 + "="}, "does not fit"),
        ({"x-sinch-webhook-signature": "ærlig"}, "does not fit"),
        ({"x-sinch-webhook-signature-nonce": "n-2"}, "does not fit"),
        ({"x-sinch-webhook-signature-timestamp": f"{int(NOW.timestamp()) + 1}"}, "does not fit"),
        ({"x-sinch-webhook-signature-algorithm": "HmacSHA512"}, "does not fit"),
    ],
)
def test_what_is_changed_on_the_way_is_refused(sinch: Plugin, changes: dict[str, str], why: str) -> None:
    with pytest.raises(Refused, match=why):
        sinch.signed(BODY, signed_by(SECRET, BODY, NOW, "n-1") | changes, NOW)


def test_another_body_and_another_secret_are_refused(sinch: Plugin) -> None:
    for secret, body in ((SECRET, BODY + b" "), ("et annet", BODY)):
        with pytest.raises(Refused, match="does not fit"):
            sinch.signed(body, signed_by(secret, BODY, NOW, "n-1"), NOW)


@pytest.mark.parametrize("seconds", [-301, 301])
def test_what_is_old_or_of_a_wrong_clock_is_refused(sinch: Plugin, seconds: int) -> None:
    at = NOW + timedelta(seconds=seconds)
    with pytest.raises(Refused, match="five minutes"):
        sinch.signed(BODY, signed_by(SECRET, BODY, at, "n-1"), NOW)
    assert sinch.signed(BODY, signed_by(SECRET, BODY, at, "n-1"), at - signed.WINDOW) == "n-1"


@pytest.mark.parametrize("when", ["i dag", "-1", "1.5", "99999999999", "²"])
def test_a_time_that_is_none_is_refused(sinch: Plugin, when: str) -> None:
    headers = signed_by(SECRET, BODY, NOW, "n-1") | {
        "x-sinch-webhook-signature-timestamp": when,
        "x-sinch-webhook-signature": signed.signature(SECRET, BODY, "n-1", when),
    }
    with pytest.raises(Refused, match="five minutes"):
        sinch.signed(BODY, headers, NOW)
