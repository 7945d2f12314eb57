"""What time a promise means: the ways Norwegians write one, nb and nn, and a few English ones.

What is not understood is no time, and is asked about (`policy.promises.promise_checks`): a day without a time of day, and whatever
words are left that tell of another time. Nothing is guessed past such words.
"""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from unicodedata import normalize
from zoneinfo import ZoneInfo

from policy.links import MAIL, find
from policy.promises import promised_clocks, promised_days, promised_ordinals
from policy.promises.promised_clocks import Clock


class Meant(NamedTuple):
    """`at` in UTC. `day_said`: the words name the day. `from_now`: they count from when they are read (“om en time”)."""

    at: datetime
    day_said: bool
    from_now: bool = False


_LATE = re.compile(r"\bi?kveld|\bettermiddag|\better middag|\baften\b|\btonight\b|\bevening\b|\bafternoon\b")
_EVENING = re.compile(r"\bi?kveld|\baften\b|\btonight\b")
_NIGHT = re.compile(r"\bi ?natt\b|\b(?:om|på) natt(?:a|en)\b")
_NIGHT_TO = re.compile(r"\bnatt(?:a|en)? til\b")
_SPAN_OR_CLOCK = re.compile(r"\b(?:om|in) \d{1,2}[.:]\d\d\b")
_BETWEEN = re.compile(r"\d ?[-–]|\b(?:til|to|until)\b")
_CLOSE = timedelta(minutes=30)
"""A span and a time of day that say the same, as people round."""


def time_of(words: str, said_at: datetime, zone: ZoneInfo) -> Meant | None:
    """“kl. 14.30”, “mandag kl. 9”, “30. november kl. 9”, “om fire timer”; None for what says no time, or several days."""
    text, now = _plain(words), said_at.astimezone(UTC)
    local = now.astimezone(zone)
    again, text = promised_clocks.every(text)
    span, rest = promised_clocks.after(text)
    found = promised_days.day(rest, local.date())
    if found is promised_days.UNCLEAR:
        return None
    named, left = promised_clocks.clocks(found.rest)
    if promised_days.tells_of_more(left) or promised_days.is_of_two_nights(text, found.day, local.date()):
        return None
    if _may_be_another(text, named) or (again and _BETWEEN.search(found.rest)):
        return None
    if not named:
        span = span or again
        return Meant(now + span, True, True) if span and found.day is None else None
    day = found.day
    if span is not None and span % timedelta(days=1) == timedelta(0):
        counted = local.date() + span
        if day not in (None, counted):
            return None
        day = counted
    meant = _first(text, day, named, local, every_week=found.every_week)
    return meant if span is None or day or abs(meant.at - now - span) <= _CLOSE else None


def _may_be_another(text: str, named: Iterable[Clock]) -> bool:
    """“natt til tirsdag kl. 23”, “om 1.30”: two readers would wait for two times."""
    return bool(_SPAN_OR_CLOCK.search(text)) or (
        bool(_NIGHT_TO.search(text)) and any(clock.minutes >= 720 for clock in named)
    )


def _plain(words: str) -> str:
    """In small letters, one blank between words, and without addresses: their digits are no time."""
    text = normalize("NFKC", words)
    for link in reversed(list(find(text))):
        text = f"{text[: link.start]} {text[link.end :]}"
    return promised_ordinals.in_figures(promised_clocks.in_short(" ".join(MAIL.sub(" ", text).lower().split())))


def _first(text: str, day: date | None, named: Iterable[Clock], local: datetime, *, every_week: bool) -> Meant:
    """Of several times of day the first that is still to come."""
    meant = [_moment(text, day, clock, local) for clock in named]
    coming = [each for each in meant if each.at > local]
    if not coming and every_week and day:
        return min(_moment(text, day + timedelta(days=7), clock, local) for clock in named)
    return min(coming or meant)


def _moment(text: str, day: date | None, clock: Clock, local: datetime) -> Meant:
    minutes, night = clock.minutes, bool(_NIGHT.search(text))
    if clock.twelve_hours and minutes < 720 and _LATE.search(text):
        minutes += 720
    if (night or (clock.twelve_hours and _EVENING.search(text))) and 720 <= clock.minutes < 780:
        minutes += 720
    if day is not None:
        return Meant(_at(day, minutes, local), True)
    moment = _at(local.date(), minutes, local)
    moment = moment if moment > local else _at(local.date() + timedelta(days=1), minutes, local)
    return Meant(moment, night or clock.minutes == 1440)


def _at(day: date, minutes: int, local: datetime) -> datetime:
    """On the wall clock; in UTC. The first of the two in the night when an hour comes twice."""
    return datetime.combine(day + timedelta(days=minutes // 1440), _wall(minutes % 1440), local.tzinfo).astimezone(UTC)


def _wall(minutes: int) -> time:
    return time(minutes // 60, minutes % 60)
