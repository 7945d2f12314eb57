"""What time a promise means: the ways Norwegians write one, nb and nn, and a few English ones.

What is not understood is no time, and is asked about (`policy.drafts.promise_checks`). A day without a time of day is none.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from unicodedata import normalize
from zoneinfo import ZoneInfo


class Meant(NamedTuple):
    """`at` in UTC. `day_said`: the words name the day. `from_now`: they count from when they are read (“om en time”)."""

    at: datetime
    day_said: bool
    from_now: bool = False


_UNTIL_TWELVE = (
    "en|én|ein|ei|et|ett|eit|eitt|one|an to|two tre|three fire|four fem|five seks|six sju|syv|seven åtte|eight ni|nine ti|ten "
    "elleve|ellefte|eleven tolv|twelve"
)
_NUMBERS = {word: place for place, words in enumerate(_UNTIL_TWELVE.split(), 1) for word in words.split("|")} | {
    "tretten": 13,
    "fjorten": 14,
    "femten": 15,
    "fifteen": 15,
    "seksten": 16,
    "sytten": 17,
    "atten": 18,
    "nitten": 19,
    "tjue": 20,
    "tyve": 20,
    "twenty": 20,
    "tjueen": 21,
    "tjueto": 22,
    "tjuetre": 23,
    "tretti": 30,
    "thirty": 30,
    "førti": 40,
    "førtifem": 45,
    "femti": 50,
}
_WORD = "|".join(sorted(_NUMBERS, key=len, reverse=True))
_AMOUNT = re.compile(
    rf"(?:(?P<number>\d{{1,3}}(?:[.,]5)?|{_WORD})(?P<half> og (?:en|ein|et|eit) halvt?)?"
    r"|(?P<only>(?:(?:en|ein|et|eit) )?halv))"
    r" ?(?P<unit>min(?:utt(?:er|ar)?|utes?)?|tim(?:e|er|ar)|t|hours?|kvarter|dag(?:er|ar)?|døgn|days?|uker?|veker?|weeks?)\b"
)
_MINUTES = {"m": 1, "t": 60, "h": 60, "k": 15, "d": 1440, "u": 10080, "v": 10080, "w": 10080}
"""By the first letter of a unit."""
_IN = re.compile(
    r"\b(?:om|innen|innan|in|within|i løpet av|innafor)\b (?:ca\.? |cirka |omtrent |de(?:n|t)? neste |about )?"
)
_SHORT_WORDS = (
    (re.compile(r"\b(?:halvannen|halvannan) time\b"), "1,5 time"),
    (re.compile(r"\bhalvtime\b|\bhalvtimen\b"), "halv time"),
    (re.compile(r"\bhalf an hour\b"), "halv time"),
    (re.compile(r"\bom (?:time|døgn)\b"), "om en time"),
)
_EVERY = re.compile(r"\b(?:hver|kvar) (?:(?P<half>halv(?:e)? ?time|halvtime)|(?:hele |heile )?time)n?\b|\bevery hour\b")
_CLOCK = re.compile(
    r"\b(?:kl\.?|klokk(?:a|en|o)|at|innen kl\.?) ?(?P<hour>[01]?\d|2[0-4])(?:[.:]?(?P<minute>[0-5]\d))?(?![\d:]|[.,]\d)"
    r"(?:(?: ?(?:-|–|til|og|and|to) ?)(?:kl\.? ?)?(?P<late>[01]?\d|2[0-4])(?:[.:]?(?P<late_minute>[0-5]\d))?(?![\d:]|\. [a-zæøå]))?"
    r"(?: ?(?P<half>am|pm)\b)?"
)
_BARE = re.compile(
    r"(?<![\d.:/-])(?P<hour>[01]?\d|2[0-3])(?::(?P<minute>[0-5]\d)|\.(?P<dotted>00|1[3-9]|[2-5]\d))(?![\d:/]|\.\d)"
)
"""Without “kl.”, a dot is a time only where it cannot be a date."""
_SPOKEN = re.compile(
    r"\b(?:(?:kl\.?|klokk(?:a|en|o)) )?(?:(?P<nudge>fem|ti) (?P<way>på|over) (?=halv))?"
    r"(?P<part>halv|(?:kvart(?:er)?|fem|ti) (?:over|på)|(?<=kl\. )|(?<=kl )|(?<=klokka )|(?<=klokken )|(?<=klokko )) ?"
    rf"(?P<hour>{_WORD})\b(?! (?:time|timar|min|dag|døgn))"
)
_PARTS = {"halv": -30, "kvart": 15, "kvarter": 15, "fem": 5, "ti": 10}
_ABOUT = re.compile(r"\b(?P<hour>[01]?\d|2[0-3])-ti(?:den|da)\b")
_NOON, _MIDNIGHT = re.compile(r"\bmidt på dagen\b|\bnoon\b"), re.compile(r"\b(?:ved )?midnatt?\b|\bmidnight\b")
_LATE = re.compile(r"\bkveld|\bettermiddag|\better middag|\btonight\b|\bevening\b|\bafternoon\b")
_NIGHT = re.compile(r"\bi natt\b")
_DAYS = (
    (re.compile(r"\bi ?overmorg[eo]n\b|\bday after tomorrow\b"), 2),
    (re.compile(r"\bi ?morg[eo]n\b|\btomorrow\b"), 1),
    (re.compile(r"\bi ?dag\b|\bi ?kveld\b|\bi ?ettermiddag\b|\bi ?formiddag\b|\btoday\b|\btonight\b"), 0),
)
_OTHER_DAY = re.compile(
    r"juledag|jul(?:e|a)?aft|nyttår|påske|pinse|\bhelg|\bdagen etter|\bmorgo?ndag"
    r"|\b(?:neste|next) (?:dag|uk|vek|month|week|måned|månad)"
)
"""Days by names that this does not know."""
_WEEK = (
    "mandag|måndag|monday",
    "tirsdag|tysdag|tuesday",
    "onsdag|wednesday",
    "torsdag|thursday",
    "fredag|friday",
    "lørdag|laurdag|saturday",
    "søndag|sundag|sunday",
)
_WEEKDAY = re.compile(
    r"(?P<unclear>neste |next )?\b(?:" + "|".join(f"(?P<d{n}>{w})" for n, w in enumerate(_WEEK)) + r")(?:en|s)?\b"
)
_MONTHS = ("jan", "feb", "mar", "apr", "ma[iy]", "jun", "jul", "aug", "sep", "o[kc]t", "nov", "de[sc]")
_MONTH = "|".join(f"(?P<m{n}>{word})" for n, word in enumerate(_MONTHS, 1))
_DATED = re.compile(rf"(?<![\d.])(?P<day>[0-3]?\d)(?:\.|st|nd|rd|th)? (?:{_MONTH})[a-z]*\.?(?: (?P<year>20\d\d))?")
_NUMBERED = re.compile(
    r"(?<![\d.:/-])(?P<day>[0-3]?\d)[./](?P<month>1[0-2]|0?[1-9])(?:\.|[./](?P<year>20\d\d|\d\d))?(?![\d:])"
)
_ISO = re.compile(r"\b(?P<year>20\d\d)-(?P<month>[01]\d)-(?P<day>[0-3]\d)(?:\b|t(?=\d))")
_HALF_A_YEAR = timedelta(days=183)


def time_of(words: str, said_at: datetime, zone: ZoneInfo) -> Meant | None:
    """“kl. 14.30”, “mandag kl. 9”, “30. november kl. 9”, “om fire timer”; None for what says no time, or several days."""
    text = " ".join(normalize("NFKC", words).lower().split())
    for pattern, plain in _SHORT_WORDS:
        text = pattern.sub(plain, text)
    local = said_at.astimezone(zone)
    if (every := _EVERY.search(text)) and _clock(_EVERY.sub(" ", text)) is None:
        return Meant((said_at + timedelta(minutes=30 if every["half"] else 60)).astimezone(UTC), True, True)
    found = _day(text, local.date())
    if found is _UNCLEAR:
        return None
    day, text, every_week = found
    clock = _clock(_EVERY.sub(" ", text))
    after = _after(text)
    if after is not None and clock is None:
        return Meant((said_at + after).astimezone(UTC), True, True) if day is None else None
    if after is not None and after % timedelta(days=1) == timedelta(0) and day is None:
        day = local.date() + after
    if clock is None:
        return None
    meant = _moment(text, day, clock, local)
    if every_week and day and meant.at <= said_at:
        return _moment(text, day + timedelta(days=7), clock, local)
    return meant


class _Clock(NamedTuple):
    minutes: int
    """After midnight; 1,440 is the next one."""
    twelve_hours: bool
    """May be an hour of the evening that is written as one of the morning."""


class _Day(NamedTuple):
    day: date | None
    rest: str
    """The words without the day's own digits."""
    every_week: bool = False
    """A weekday without a date: where its time has passed today, the next one is meant."""


_UNCLEAR = _Day(None, "")


def _after(text: str) -> timedelta | None:
    """How long from now: “om en time”, “om to og en halv time”, “om 1 time og 30 minutter”."""
    begun = _IN.search(text)
    if not begun:
        return None
    total, at = 0.0, begun.end()
    while amount := _AMOUNT.match(text, at):
        total += _amount(amount)
        joined = re.compile(r" og |, ?| ").match(text, amount.end())
        at = joined.end() if joined else amount.end()
    return timedelta(minutes=total) if total else None


def _amount(found: re.Match[str]) -> float:
    unit = _MINUTES[found["unit"][0]]
    if found["only"]:
        return unit / 2
    number = _NUMBERS.get(found["number"]) or float(found["number"].replace(",", "."))
    return (number + (0.5 if found["half"] else 0)) * unit


def _clock(text: str) -> _Clock | None:
    """The later end of “kl. 14–15”; else the first that is named."""
    if found := _CLOCK.search(text):
        late = found["late"] and ("mellom" in text or not re.search(r"\bog\b|\band\b", found[0]))
        hour, minute = ("late", "late_minute") if late else ("hour", "minute")
        minutes = int(found[hour]) * 60 + int(found[minute] or 0)
        half = found["half"]
        if half:
            minutes = minutes % 720 + (720 if half == "pm" else 0)
        return _Clock(minutes, not half) if minutes <= 1440 else None
    if found := _SPOKEN.search(text):
        part, _, side = found["part"].partition(" ")
        shift = _PARTS.get(part, 0) * (-1 if side == "på" else 1)
        if found["nudge"]:
            shift += _PARTS[found["nudge"]] * (-1 if found["way"] == "på" else 1)
        spoken = _NUMBERS[found["hour"]]
        return _Clock(spoken * 60 + shift, True) if spoken <= (12 if part else 23) else None
    if found := _ABOUT.search(text):
        return _Clock(int(found["hour"]) * 60, True)
    if found := _BARE.search(text):
        return _Clock(int(found["hour"]) * 60 + int(found["minute"] or found["dotted"]), True)
    if _MIDNIGHT.search(text):
        return _Clock(1440, False)
    return _Clock(720, False) if _NOON.search(text) else None


def _moment(text: str, day: date | None, clock: _Clock, local: datetime) -> Meant:
    minutes, night = clock.minutes, bool(_NIGHT.search(text))
    if clock.twelve_hours and minutes < 720 and _LATE.search(text):
        minutes += 720
    if night and 720 <= minutes < 780:
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


def _day(text: str, today: date) -> _Day:
    """`_UNCLEAR` where the words name no day there is, or two that are not the same."""
    dates, rest = _dates(text, today)
    days = [*dates, *(today + timedelta(days=days) for pattern, days in _DAYS if pattern.search(text))]
    named = list(_WEEKDAY.finditer(text))
    if None in days or len(set(days)) > 1 or _OTHER_DAY.search(text) or any(found["unclear"] for found in named):
        return _UNCLEAR
    weekdays = {int(found.lastgroup[1]) for found in named if found.lastgroup}
    if not weekdays:
        return _Day(days[0] if days else None, rest)
    if len(weekdays) > 1 or (days and days[0] and days[0].weekday() not in weekdays):
        return _UNCLEAR
    if days:
        return _Day(days[0], rest)
    return _Day(today + timedelta(days=(weekdays.pop() - today.weekday()) % 7), rest, every_week=True)


def _dates(text: str, today: date) -> tuple[list[date | None], str]:
    """None for a date there is not, such as the 31st of November."""
    found = list(_written(text))
    rest = text
    for match, _ in found:
        rest = rest.replace(match[0], " ", 1)
    return [_date(match["day"], month, match["year"], today) for match, month in found], rest


def _written(text: str) -> Iterator[tuple[re.Match[str], int]]:
    for match in _DATED.finditer(text):
        yield match, int(next(name[1:] for name, value in match.groupdict().items() if name[0] == "m" and value))
    for pattern in (_ISO, _NUMBERED):
        for match in pattern.finditer(text):
            if pattern is _ISO or not _is_clock(text, match):
                yield match, int(match["month"])


def _is_clock(text: str, match: re.Match[str]) -> bool:
    return bool(re.search(r"(?:kl\.?|klokk(?:a|en|o)|at|og|til|-|–) ?$", text[: match.start()]))


def _date(day: str, month: int, year: str | None, today: date) -> date | None:
    """The next one, or one of the last half year: that is a promise which has passed."""
    try:
        if year:
            return date(int(year) + (2000 if len(year) == 2 else 0), month, int(day))
        found = date(today.year, month, int(day))
        return found if found > today - _HALF_A_YEAR else date(today.year + 1, month, int(day))
    except ValueError:
        return None
