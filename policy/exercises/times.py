"""When an exercise begins: cron or RRULE on the municipality's own clock, never inside its quiet hours."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from croniter import croniter
from dateutil.rrule import rrule, rruleset, rrulestr

from schemas.municipality import ExercisePlan

ANCHOR = datetime(2020, 1, 1)  # noqa: DTZ001  # a wall clock without a zone: the zone is the municipality's
"""Where an RRULE without DTSTART begins to count (INTERVAL=2: every second year from 2020); Prefect's is the same."""
YEARS_BETWEEN = 2
"""Forskrift om kommunal beredskapsplikt § 7: exercised at least every second year."""
_LOOK_BACK = timedelta(days=1)
"""Quiet hours move a beginning by less than a day."""
_TRIES = 1000


def next_start(plan: ExercisePlan, zone: ZoneInfo, now: datetime) -> datetime:
    """The first beginning after `now`, in UTC. Raises `ValueError` where the plan has none."""
    for moment in islice(_occurrences(plan, zone, now - _LOOK_BACK), _TRIES):
        begins = out_of_quiet_hours(plan, zone, moment)
        if begins > now:
            return begins
    raise ValueError(plan.id)


def out_of_quiet_hours(plan: ExercisePlan, zone: ZoneInfo, moment: datetime) -> datetime:
    """`moment` itself, or the end of the quiet hours it falls into; in UTC."""
    local = moment.astimezone(zone)
    end = _end_of_quiet(plan.quiet_hours, local) if plan.quiet_hours else None
    return (end or local).astimezone(UTC)


def parse_rrule(text: str) -> rrule | rruleset:
    """Raises `ValueError` for what is no rule on a wall clock. Times of the answer are naive."""
    made = rrulestr(text, dtstart=ANCHOR)
    first = next(iter(made), None)
    if first is None or first.tzinfo is not None:
        raise ValueError(text)
    return made


def with_anchor(text: str) -> str:
    """The rule with its beginning written out, for schedulers that would choose another."""
    return text if "DTSTART" in text.upper() else f"DTSTART:{ANCHOR:%Y%m%dT%H%M%S}\nRRULE:{text.removeprefix('RRULE:')}"


def begins_to_count(text: str, after: datetime) -> datetime:
    """Where the rule may begin without another answer after `after`: counted from 2020, each hour since then would be gone through."""
    rule = text.upper()
    depends = "DTSTART" in rule or "COUNT" in rule or re.search(r"INTERVAL=0*(?!1(?!\d))\d", rule)
    if depends or not re.search(r"FREQ=(?:DAILY|HOURLY|MINUTELY|SECONDLY)", rule):
        return ANCHOR
    return max(ANCHOR, datetime.combine(after.date() - _LOOK_BACK, time()))


def due_by(held: datetime, zone: ZoneInfo) -> datetime:
    """The same day two years later, on the municipality's calendar; in UTC. 29 February becomes 28."""
    local = held.astimezone(zone)
    day = min(local.day, 28) if local.month == 2 else local.day
    return local.replace(year=local.year + YEARS_BETWEEN, day=day).astimezone(UTC)


def _occurrences(plan: ExercisePlan, zone: ZoneInfo, after: datetime) -> Iterator[datetime]:
    """In UTC, as Prefect has them: every time of the wall clock once. The first of two where an hour comes twice; where an hour
    is left out, what falls into it begins an hour earlier."""
    last = None
    for naive in _on_the_wall(plan, after.astimezone(zone).replace(tzinfo=None)):
        moment = _there_is(naive, zone).astimezone(UTC)
        if last is None or moment > last:
            yield moment
            last = moment


def _on_the_wall(plan: ExercisePlan, after: datetime) -> Iterator[datetime]:
    if plan.rrule:
        yield from rrulestr(plan.rrule, dtstart=begins_to_count(plan.rrule, after)).xafter(after)
    else:
        times = croniter(plan.cron or "", after)
        while True:
            yield times.get_next(datetime)


def _there_is(naive: datetime, zone: ZoneInfo) -> datetime:
    local = naive.replace(tzinfo=zone)
    left_out = local.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != naive
    return local.replace(fold=1) if left_out else local


def _end_of_quiet(hours: str, local: datetime) -> datetime | None:
    """None outside them."""
    begin, end = (time.fromisoformat(part) for part in hours.split("-"))
    clock = local.time().replace(tzinfo=None)
    inside = begin <= clock < end if begin < end else clock >= begin or clock < end
    if not inside:
        return None
    day = local.date() + timedelta(days=1 if begin > end and clock >= begin else 0)
    over = datetime.combine(day, end, local.tzinfo)
    return over if over.astimezone(UTC) > local.astimezone(UTC) else over.replace(fold=1)
