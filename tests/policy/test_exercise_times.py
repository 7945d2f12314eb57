"""When an exercise begins: on the municipality's own clock, summer and winter, and never in its quiet hours."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.exercises.times import due_by, next_start, out_of_quiet_hours, parse_rrule, with_anchor
from schemas.municipality import ExercisePlan

OSLO = ZoneInfo("Europe/Oslo")
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def plan(**fields: object) -> ExercisePlan:
    return ExercisePlan.model_validate({"id": "p", "name": "P", **fields})


def local(moment: datetime) -> str:
    return moment.astimezone(OSLO).isoformat()[:16]


@pytest.mark.parametrize(
    ("fields", "first"),
    [
        ({"cron": "0 10 5 2,5,8,11 *"}, "2027-02-05T10:00"),
        ({"cron": "0 3 * * *", "quiet_hours": "22:00-07:30"}, "2026-11-24T07:30"),
        ({"cron": "30 23 24 12 *", "quiet_hours": "22:00-07:30"}, "2026-12-25T07:30"),
        ({"cron": "0 22 * * *", "quiet_hours": "22:00-07:30"}, "2026-11-24T07:30"),
        ({"cron": "30 7 * * *", "quiet_hours": "22:00-07:30"}, "2026-11-24T07:30"),
        ({"cron": "0 12 * * *", "quiet_hours": "11:00-13:00"}, "2026-11-24T13:00"),
        ({"rrule": "FREQ=YEARLY;BYMONTH=10;BYDAY=2TU;BYHOUR=9;BYMINUTE=0;BYSECOND=0"}, "2027-10-12T09:00"),
        (
            {"rrule": "RRULE:FREQ=YEARLY;INTERVAL=2;BYMONTH=3;BYMONTHDAY=1;BYHOUR=9;BYMINUTE=0;BYSECOND=0"},
            "2028-03-01T09:00",
        ),
        ({"rrule": "DTSTART:20260101T081500\nRRULE:FREQ=WEEKLY"}, "2026-11-26T08:15"),
        ({"rrule": "FREQ=DAILY;BYHOUR=2;BYMINUTE=0;BYSECOND=0", "quiet_hours": "00:00-06:00"}, "2026-11-24T06:00"),
    ],
)
def test_the_next_beginning(fields: dict[str, object], first: str) -> None:
    assert local(next_start(plan(**fields), OSLO, NOW)) == first


def test_the_wall_clock_counts_in_summer_and_winter() -> None:
    daily = plan(rrule="FREQ=DAILY;BYHOUR=9;BYMINUTE=0;BYSECOND=0")
    assert next_start(daily, OSLO, datetime(2027, 1, 1, tzinfo=UTC)).hour == 8
    assert next_start(daily, OSLO, datetime(2027, 7, 1, tzinfo=UTC)).hour == 7


def test_what_the_quiet_hours_have_moved_is_still_to_come_for_one_who_starts_in_them() -> None:
    at_four = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
    assert local(next_start(plan(cron="0 3 * * *", quiet_hours="22:00-07:30"), OSLO, at_four)) == "2026-11-24T07:30"


@given(
    moment=st.integers(0, 2_000_000).map(lambda minutes: NOW + timedelta(minutes=minutes)),
    begin=st.integers(0, 23),
    end=st.integers(0, 23),
    minute=st.sampled_from(["00", "30"]),
)
def test_nothing_ever_begins_in_the_quiet_hours(moment: datetime, begin: int, end: int, minute: str) -> None:
    """Nor is anything moved by a day or more, or to an earlier time."""
    if begin == end:
        return
    quiet = plan(cron="0 0 * * *", quiet_hours=f"{begin:02}:{minute}-{end:02}:{minute}")
    moved = out_of_quiet_hours(quiet, OSLO, moment)
    assert timedelta(0) <= moved - moment < timedelta(hours=25)
    assert out_of_quiet_hours(quiet, OSLO, moved) == moved


@pytest.mark.parametrize(
    "rule", ["FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31", "hver mandag", "DTSTART:20260101T080000Z\nRRULE:FREQ=DAILY"]
)
def test_a_rule_without_a_time_on_our_clock_is_refused(rule: str) -> None:
    with pytest.raises(ValueError):
        parse_rrule(rule)


def test_other_schedulers_count_from_where_we_do() -> None:
    assert with_anchor("RRULE:FREQ=DAILY") == "DTSTART:20200101T000000\nRRULE:FREQ=DAILY"
    own = "DTSTART:20260101T081500\nRRULE:FREQ=WEEKLY"
    assert with_anchor(own) == own


@pytest.mark.parametrize(("held", "by"), [("2026-10-12", "2028-10-12"), ("2028-02-29", "2030-02-28")])
def test_two_years_are_two_years_on_the_calendar(held: str, by: str) -> None:
    moment = datetime.fromisoformat(f"{held}T09:00").replace(tzinfo=OSLO)
    assert local(due_by(moment, OSLO)) == f"{by}T09:00"


def test_a_night_exercise_is_held_once_the_night_the_hour_comes_twice() -> None:
    nightly = plan(cron="30 2 * * *")
    first = next_start(nightly, OSLO, datetime(2026, 10, 24, 20, tzinfo=UTC))
    assert first == datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "summer time's, the first of the two"
    assert next_start(nightly, OSLO, first) == datetime(2026, 10, 26, 1, 30, tzinfo=UTC)


def test_quiet_hours_that_end_in_the_hour_that_comes_twice_move_nothing_back() -> None:
    quiet = plan(cron="0 0 * * *", quiet_hours="00:00-02:30")
    second = datetime(2026, 10, 25, 1, 10, tzinfo=UTC)
    assert out_of_quiet_hours(quiet, OSLO, second) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
