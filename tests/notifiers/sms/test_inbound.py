"""SMS to a number of ours, against fakes of 46elks and Sinch (tests/fakes/sms.py): read, and answered to whom wrote alone."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest

from notifiers.base.abilities import Ability
from notifiers.base.http import HttpPlugin
from notifiers.base.plugin import Plugin
from schemas.accounts.account import Platform
from schemas.dialogue.remark import RemarkKind
from schemas.errors import InvalidInput, RetryClass
from tests.fakes.sms import PLAN, FakeElks, FakeSinch
from tests.notifiers.answers import answer, damage, read
from tests.notifiers.scenes import bound, refusal

NOW = datetime.now(UTC)
OURS = "+4799999991"
Fake = FakeElks | FakeSinch


@pytest.fixture(params=[FakeElks, FakeSinch])
def fake(request: pytest.FixtureRequest) -> Iterator[Fake]:
    with request.param() as running:
        yield running


@pytest.fixture
def sms(fake: Fake, tmp_path: Path) -> Plugin:
    address = fake.url.replace("://Kommunen/", "://4799999991/").replace("://4799999999/", "://4799999991/")
    return bound(address, tmp_path, Platform.SMS)


def test_fake_what_comes_to_our_number_is_read_once_whatever_the_page(fake: Fake, sms: Plugin) -> None:
    fake.page = 2
    said = [fake.hears(OURS, f"Nr. {n}", NOW - timedelta(minutes=60 - n)) for n in range(5)]
    other = fake.hears("+4799999992", "Til en annen", NOW)
    found, cursor = read(sms)
    assert set(said) == set(found) and other not in found
    first = found[said[0]]
    assert (first.kind, first.author, first.text, first.ours) == (RemarkKind.SMS, "+4799999999", "Nr. 0", False)
    assert abs(first.written_at - (NOW - timedelta(minutes=60))) < timedelta(seconds=1)
    late = fake.hears(OURS, "STOPP", datetime.now(UTC))
    again, _ = read(sms, cursor)
    assert again[late].text == "STOPP", "and stands in the inbox, where somebody sees to it"
    assert sms.remark(first) == first


def test_fake_inbound_wire(fake: Fake, sms: Plugin) -> None:
    """46elks' history is asked for what came to our number; Sinch has a list of its own."""
    fake.hears(OURS, "Når?", NOW)
    read(sms)
    ((method, path, asked, body),) = fake.told()
    assert (method, body) == ("GET", None)
    if isinstance(fake, FakeElks):
        assert path == "/a1/sms" and set(asked) == {"to", "end", "limit"} and asked["to"] == OURS
        return
    assert path == f"/xms/v1/{PLAN}/inbounds" and set(asked) == {"to", "start_date", "page", "page_size"}
    assert (asked["to"], asked["page"]) == (OURS, "0")


def test_fake_an_answer_goes_to_whom_wrote_and_nobody_else(fake: Fake, sms: Plugin) -> None:
    number = fake.hears(OURS, "Når?", NOW)
    remark = read(sms)[0][number]
    out = answer(remark, "Klokka 14.", recipient="+4798888888")
    assert sms.find(out) is None
    fake.lose("POST")
    assert refusal(lambda: sms.deliver(out)).kind is RetryClass.AMBIGUOUS
    assert sms.find(out), "it landed"
    sent = fake.sent[-1]["to"] if isinstance(fake, FakeElks) else fake.batches[-1]["to"][0]
    assert sent == "+4799999999"


def test_a_sender_of_letters_cannot_be_answered_and_says_so(fake: Fake, tmp_path: Path) -> None:
    address = fake.url.replace("://4799999999/", "://Kommunen/")
    plugin = bound(address, tmp_path, Platform.SMS)
    for ability in (Ability.READ_REMARKS, Ability.REPLY):
        assert "sender of letters" in str(plugin.unable(ability))
    assert refusal(lambda: plugin.remarks(None, [])).kind is RetryClass.PERMANENT
    assert "read by us alone" in str(plugin.unable(Ability.HIDE)) and fake.requests == []


def test_fake_a_full_quota_waits_and_no_error_has_a_secret(fake: Fake, sms: Plugin) -> None:
    fake.fail("GET", 429, b"hemmelig", headers={"Retry-After": "7"})
    error = refusal(lambda: sms.remarks(None, []))
    assert (error.kind, error.retry_after) == (RetryClass.RETRY_AFTER, 7)
    assert "hemmelig" not in f"{error!r}{error.sentence!r}"


def brought(fake: Fake, **changes: str) -> bytes:
    """As 46elks and Sinch document what they send to the address of ours."""
    told = {"id": "i1", "from": "+4799999999", "to": OURS} | changes
    if isinstance(fake, FakeElks):
        form = {"direction": "incoming", "message": "Når?", "created": "2026-11-23T12:00:00.5"} | told
        return urlencode(form).encode()
    bare = {name: value.removeprefix("+") for name, value in told.items()}
    sms = {"type": "mo_text", "body": "Når?", "received_at": "2026-11-23T12:00:00.500Z", "operator_id": "24201"}
    return json.dumps(sms | bare).encode()


def test_fake_what_the_provider_brings_is_what_is_read_later(fake: Fake, sms: Plugin) -> None:
    number = fake.hears(OURS, "Når?", NOW)
    [found] = sms.brought(brought(fake, id=number)) or []
    asked = read(sms)[0][number]
    assert found.remote_id == asked.remote_id == number and found.written_at == datetime(
        2026, 11, 23, 12, 0, 0, 500_000, UTC
    )
    assert (found.author, found.text, found.kind) == (asked.author, asked.text, asked.kind)


def test_fake_another_number_is_another_accounts_and_a_report_is_none(fake: Fake, sms: Plugin, tmp_path: Path) -> None:
    assert sms.brought(brought(fake, to="+4799999992")) == []
    report = b"id=s1&status=failed" if isinstance(fake, FakeElks) else b'{"type": "recipient_delivery_report_sms"}'
    assert sms.brought(report) is None
    assert bound("krisekonsoll://", tmp_path).brought(b"x") is None
    deaf = bound(fake.url.replace("://4799999999/", "://Kommunen/"), tmp_path, Platform.SMS)
    assert deaf.brought(brought(fake)) == []


@pytest.mark.parametrize(
    "changes", [{"id": ""}, {"id": "x" * 201}, {"from": ""}, {"created": "i dag", "received_at": "i dag"}]
)
def test_fake_what_is_no_sms_is_refused(fake: Fake, sms: Plugin, changes: dict[str, str]) -> None:
    with pytest.raises(InvalidInput):
        sms.brought(brought(fake, **changes))


def test_fake_a_comment_that_cannot_be_read_hides_no_other(fake: Fake, sms: Plugin) -> None:
    assert isinstance(sms, HttpPlugin) and fake.hears(OURS, "Når?", NOW)
    damage(sms, "data" if isinstance(fake, FakeElks) else "inbounds")
