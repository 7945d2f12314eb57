"""How long a platform asks us to wait: in seconds or as a date, and never for longer than anybody can mean."""

import pytest

from notifiers.base.http import wait_of
from schemas.errors import RetryClass

THEIR_CLOCK = "Mon, 23 Nov 2026 12:00:00 GMT"


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("7", 7.0),
        ("2.5", 2.5),
        (" 7 ", 7.0),
        ("Mon, 23 Nov 2026 12:02:00 GMT", 120.0),
        ("Monday, 23-Nov-26 12:02:00 GMT", 120.0),
        ("Mon, 23 Nov 2026 11:00:00 GMT", 30.0),
        ("Mon, 23 Nov 2026 12:02:00", 30.0),
        ("99999999999999", 86_400.0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 86_400.0),
        ("²", 30.0),
        ("soon", 30.0),
        ("", 30.0),
    ],
)
def test_what_is_said_is_kept_and_what_is_none_is_half_a_minute(said: str, seconds: float) -> None:
    assert wait_of(RetryClass.RETRY_AFTER, {"Retry-After": said, "Date": THEIR_CLOCK}) == seconds


def test_where_waiting_mends_nothing_none_is_asked_for() -> None:
    assert wait_of(RetryClass.PERMANENT, {"Retry-After": "7"}) is None
    assert wait_of(RetryClass.AMBIGUOUS, {"Date": THEIR_CLOCK}) is None
