"""A rule without a beginning is counted from near now, and answers what it answered counted from 2020."""

from datetime import datetime, timedelta
from itertools import islice

from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from policy.exercises.times import ANCHOR, begins_to_count

RULES = st.tuples(
    st.sampled_from(["YEARLY", "MONTHLY", "WEEKLY", "DAILY", "DAILY", "HOURLY", "HOURLY"]),
    st.sampled_from(["", ";INTERVAL=1", ";INTERVAL=01", ";INTERVAL=2", ";INTERVAL=11", ";COUNT=900"]),
    st.sampled_from(["", ";BYDAY=TU", ";BYMONTH=10;BYDAY=2TU", ";BYMONTHDAY=-1", ";BYDAY=MO,WE;BYMONTH=3,11"]),
    st.sampled_from(["", ";BYHOUR=9;BYMINUTE=0;BYSECOND=0", ";BYHOUR=8,14;BYMINUTE=30"]),
)


@settings(deadline=None, max_examples=60)
@given(parts=RULES, minutes=st.integers(-200_000, 500_000))
def test_the_answers_are_the_same(parts: tuple[str, str, str, str], minutes: int) -> None:
    frequency, steps, days, hours = parts
    if frequency not in ("MONTHLY", "YEARLY"):
        days = days.replace("2TU", "TU")
    if frequency == "HOURLY":
        hours = hours.replace("BYHOUR=9;", "").replace("BYHOUR=8,14;", "")
    rule = f"FREQ={frequency}{steps}{days}{hours}"
    after = ANCHOR + timedelta(minutes=minutes)
    near = begins_to_count(rule, after)
    assert near >= ANCHOR
    answers = [list(islice(rrulestr(rule, dtstart=begin).xafter(after), 3)) for begin in (ANCHOR, near)]
    assert answers[0] == answers[1]


def test_an_hourly_rule_begins_near() -> None:
    now = datetime(2026, 11, 29, 4)  # noqa: DTZ001  # a wall clock
    assert begins_to_count("FREQ=HOURLY", now) == datetime(2026, 11, 28)  # noqa: DTZ001  # a wall clock
    for kept in (
        "FREQ=HOURLY;INTERVAL=5",
        "DTSTART:20260101T000000\nRRULE:FREQ=DAILY",
        "FREQ=DAILY;COUNT=3",
        "FREQ=WEEKLY",
    ):
        assert begins_to_count(kept, now) == ANCHOR
