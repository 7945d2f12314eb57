"""SMS to a number of ours, against fakes of 46elks and Sinch (tests/fakes/sms.py): read, and answered to whom wrote alone."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from notifiers.base.abilities import Ability
from notifiers.base.plugin import Plugin
from schemas.account import Platform
from schemas.errors import RetryClass
from schemas.remark import RemarkKind
from tests.fakes.sms import FakeElks, FakeSinch
from tests.notifiers.answers import answer, read
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
