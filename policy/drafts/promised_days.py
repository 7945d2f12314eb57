"""Days as Norwegians write them, nb and nn: “i morgen”, “tysdag”, “30.11.”, “den 4.”; and words that tell of one we do not know."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from policy.drafts.promised_clocks import NUMBERS

_DAYS = (
    (re.compile(r"\b(?:i ?)?over ?i?morg[eo]n\b|\bday after tomorrow\b"), 2),
    (re.compile(r"\bi ?(?:morg[eo]n?|m[oå]r+[aeo])\b(?! ?(?:tid[a-z]*)? ?:)|\btomorrow\b"), 1),
    (re.compile(r"\bi ?(?:dag|kveld|aften|ettermiddag|formiddag)\b|\btoday\b|\btonight\b"), 0),
    (re.compile(r"\bi ?går\b|\byesterday\b"), -1),
)
_WEEK = (
    "mandag|måndag|monday",
    "tirsdag|tysdag|tuesday",
    "onsdag|wednesday",
    "torsdag|thursday",
    "fredag|friday",
    "lørdag|laurdag|saturday",
    "søndag|sundag|sunday",
)
_SHORT = ("man|mån|mon", "tirs?|tys|tue", "ons|wed", "tors?|thu", "fre|fri", "lør|lau|sat", "søn|sun")
_WEEKDAY = re.compile(
    r"(?P<unclear>neste |next )?\b(?:"
    + "|".join(
        rf"(?P<d{n}>(?:{whole})(?:en|s|er|ar)?\b|(?:{short})(?:[.–/-]|(?= (?:kl|\d|den))))"
        for n, (whole, short) in enumerate(zip(_WEEK, _SHORT, strict=True))
    )
    + ")"
)
_MONTHS = ("jan", "feb", "mar", "apr", "ma[iy]", "jun", "jul", "aug", "sep", "o[kc]t", "nov", "de[sc]")
_MONTH = "|".join(f"(?P<m{n}>{word})" for n, word in enumerate(_MONTHS, 1))
_DATED = re.compile(rf"(?<![\d.])(?P<day>[0-3]?\d)(?:\.|st|nd|rd|th)? (?:{_MONTH})[a-z]*\.?(?: (?P<year>20\d\d))?")
_NUMBERED = re.compile(
    r"(?<![\d.:/-])(?P<day>[0-3]?\d)[./](?P<month>1[0-2]|0?[1-9])(?:\.|[./-](?P<year>20\d\d|\d\d))?(?![\d:])"
)
_DASHED = re.compile(r"(?<![\d.:/-])(?P<day>[0-3]?\d)-(?P<month>1[0-2]|0?[1-9])-(?P<year>20\d\d)(?![\d:])")
_ISO = re.compile(r"\b(?P<year>20\d\d)-(?P<month>[01]\d)-(?P<day>[0-3]\d)(?:\b|t(?=\d))")
_OF_A_MONTH = re.compile(r"(?:\bden|(?<=dag)(?: den)?) (?P<day>[0-3]?\d)\.?(?=$|[ ,)])(?! ?[-–])")
_HALF_A_YEAR = timedelta(days=183)
_PART_OF_DAY = re.compile(
    r"\b(?:midt på dagen|dagen(?! (?:etter|derpå|før))|dag(?:en)?lig|dag"
    r"|i?kvelden?|ettermiddag(?:en)?|formiddag(?:en)?|aften|i?natt(?:a|en)?|(?:før |etter )?middag)\b"
)
_TELLS_OF_TIME = re.compile(
    r"\d|\b(?:null|" + "|".join(word for word, number in NUMBERS.items() if number > 2) + r")\b"
    r"|\b(?!oppdag)\w*(?:dag(?:en|er|ar|ane|ene)?|aften|aftan|eftan|kvelden?|natt(?:a|en)?|helg(?:a|en|er)?)\b"
    r"|\b(?:uk(?:e|en|a|er)|vek(?:e|a|er)|måned\w*|månad\w*|tim(?:e|er|ar|en)|min|minutt\w*|døgn\w*|kvarter\w*|jul\w*|jol\w*|påske\w*"
    r"|pinse\w*|nyttår\w*|årsskiftet|weeks?|weekend|months?|hours?|minutes?|days?|(?:fra|frå) (?:nå|no|now))\b"
)
"""Left over where all that is understood is gone: then something was not."""

_ANOTHER = re.compile(
    r"\b(?:neste|next|forrige|førre) \w*(?:dag|morg[eo]n|kveld|natt|uk|vek|måned|månad|month|week|helg|år)"
)


class Day(NamedTuple):
    day: date | None
    rest: str
    """The words without the day's own."""
    every_week: bool = False
    """A weekday without a date: where its time has passed today, the next one is meant."""


UNCLEAR = Day(None, "")


def day(text: str, today: date) -> Day:
    """`UNCLEAR` where the words name no day there is, or two that are not the same."""
    dates, rest = _dates(text, today)
    days = [*dates, *(today + timedelta(days=days) for pattern, days in _DAYS if pattern.search(text))]
    named = list(_WEEKDAY.finditer(rest))
    if None in days or len(set(days)) > 1 or any(found["unclear"] for found in named):
        return UNCLEAR
    rest = _without(rest, _WEEKDAY, *(pattern for pattern, _ in _DAYS))
    weekdays = {int(found.lastgroup[1]) for found in named if found.lastgroup}
    if not weekdays:
        return Day(days[0] if days else None, rest)
    if len(weekdays) > 1 or (days and days[0] and days[0].weekday() not in weekdays):
        return UNCLEAR
    if days:
        return Day(days[0], rest)
    return Day(today + timedelta(days=(weekdays.pop() - today.weekday()) % 7), rest, every_week=True)


def tells_of_more(rest: str) -> bool:
    """Whether what is left tells of a time that was not understood: “langfredag”, “uke 49”, “klokka nitten tretti”."""
    return bool(_ANOTHER.search(rest) or _TELLS_OF_TIME.search(_without(rest, _PART_OF_DAY)))


def _without(text: str, *patterns: re.Pattern[str]) -> str:
    for pattern in patterns:
        text = pattern.sub(" ", text)
    return text


def _dates(text: str, today: date) -> tuple[list[date | None], str]:
    """None for a date there is not, such as the 31st of November."""
    found = list(_written(text))
    rest = text
    for match, _ in found:
        rest = rest.replace(match[0], " ", 1)
    dates = [_date(match["day"], month, match["year"], today) for match, month in found]
    if not found:
        dates = [_next(int(match["day"]), today) for match in _OF_A_MONTH.finditer(rest)]
        rest = _OF_A_MONTH.sub(" ", rest)
    return dates, rest


def _written(text: str) -> Iterator[tuple[re.Match[str], int]]:
    for match in _DATED.finditer(text):
        yield match, int(next(name[1:] for name, value in match.groupdict().items() if name[0] == "m" and value))
    for pattern in (_ISO, _DASHED, _NUMBERED):
        for match in pattern.finditer(text):
            if pattern is not _NUMBERED or not _is_clock(text, match):
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


def _next(day: int, today: date) -> date | None:
    """“den 4.”: today's, this month's or the next one's."""
    return next((found for days in range(62) if (found := today + timedelta(days=days)).day == day), None)
