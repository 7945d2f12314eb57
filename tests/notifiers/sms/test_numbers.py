"""Senders and numbers: a short number stays short, and the check knows a number that no provider takes."""

import pytest

from notifiers.channels.sms.base import is_short, sender
from notifiers.channels.sms.link import _kind
from notifiers.channels.sms.spec import misaddressed
from schemas.errors import NotifierError


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ("2440", "2440"),
        ("26114", "26114"),
        ("116117", "116117"),
        ("4791234567", "+4791234567"),
        ("Stjordal", "Stjordal"),
    ],
)
def test_a_short_number_as_sender_stays_short(given: str, sent: str) -> None:
    assert sender(given) == sent and is_short(sent) == (len(given) <= 6)


@pytest.mark.parametrize("given", ["Stjørdal", "TolvTegn1234", "", "²³"])
def test_what_is_no_sender_is_refused(given: str) -> None:
    with pytest.raises(NotifierError, match="up to eleven"):
        sender(given)


def test_link_is_told_what_kind_of_sender_it_is() -> None:
    assert [_kind(one) for one in ("2440", "+4791234567", "Kommunen")] == ["SHORTNUMBER", "MSISDN", "ALPHANUMERIC"]


@pytest.mark.parametrize("number", ["+4791234567", "+4741234567", "+4674833500", "+358401234567"])
def test_whole_numbers(number: str) -> None:
    assert misaddressed(number) is None


@pytest.mark.parametrize(
    "number",
    [
        "91234567",
        "+47 91234567",
        "+479123456",
        "+47912345678",
        "+4701234567",
        "+0047912345",
        "004791234567",
        "+47",
        "+1234567",
    ],
)
def test_numbers_that_no_provider_takes(number: str) -> None:
    assert misaddressed(number) is not None
