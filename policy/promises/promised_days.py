"""Days as Norwegians write them, nb and nn: “i morgen”, “tysdag”, “30.11.”, “den 4.”; and words that tell of one we do not know."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from policy.promises.promised_clocks import NUMBERS
from policy.promises.promised_ordinals import MONTHS

_DAYS = (
    (re.compile(r"\b(?:i ?)?over ?i? ?(?:morg[eo]n?|m[oå]r+[aeoå])\b|\bday after tomorrow\b"), 2),
    (re.compile(r"(?<!over )\bi ?(?:morg[eo]n?|m[oå]r+[aeoå])\b(?! ?(?:tid[a-z]*)? ?:)|\b(?:tomorrow|ihttin)\b"), 1),
    (re.compile(r"\bi ?(?:dag|kveld|aften|(?:etter|for)middags?|morges|morgos)\b|\b(?:today|tonight|odne)\b"), 0),
    (re.compile(r"\bi ?går\b|\byesterday\b"), -1),
    (re.compile(r"\bi ?(?:for|før)e?går?s?\b"), -2),
)
_WEEK = (
    "mandag|måndag|monday|mánnodat|mánnodaga|vuossárga|vuossárgga|måanta",
    "tirsdag|tysdag|tuesday|disdat|disdaga|maŋŋebárga|maŋŋebárgga|dæjsta",
    "onsdag|wednesday|gaskavahkku|gaskavahku|gaskevåhkoe",
    "torsdag|thursday|duorastat|duorastaga|duarsta",
    "fredag|friday|bearjadat|bearjadaga|bearjadahke",
    "lørdag|laurdag|saturday|lávvardat|lávvardaga|lávvordat|lávvordaga|laavadahke",
    "søndag|sundag|sunday|sotnabeaivi|sotnabeaivvi|aejlege",
)
"""Bokmål, nynorsk, English, and the Sámi of the north and the south."""
_TWO = r"(?<!kl )(?<!kl\. )(?<!kka )(?<!kken )(?:{})(?=\. (?:kl|\d|den))"
"""Two letters and a dot; “klokka ti.” is an hour that ends a sentence."""
_SHORT = (
    "man|mån|mon|" + _TWO.format("ma"),
    "tirs?|tys|tue|" + _TWO.format("ti|ty"),
    "ons|wed|" + _TWO.format("on"),
    "tors?|thu|" + _TWO.format("to"),
    "fre|fri|" + _TWO.format("fr"),
    "lør|lau|sat|" + _TWO.format("lø|la"),
    "søn|sun|" + _TWO.format("sø|su"),
)
_DISTANT = "neste|next|første|fyrste|andre|annen|siste|forrige|førre|annenhver|annankvar|(?:på|etter)følgj?[ea]nde"
"""Before a day: which one is meant is not for us to guess."""
_WEEKDAY = re.compile(
    rf"(?P<unclear>\b(?:{_DISTANT}) )?\b(?:"
    + "|".join(
        rf"(?P<d{n}>(?:{whole})(?:en|s|er|ar)?\b|(?:{short})(?:[.–/-]|(?= (?:kl|\d|den))))"
        for n, (whole, short) in enumerate(zip(_WEEK, _SHORT, strict=True))
    )
    + ")"
)
_MONTH = "|".join(f"(?P<m{n}>{word})" for n, word in enumerate(MONTHS, 1))
_DATED = re.compile(
    rf"(?<![\d.])(?P<day>[0-3]?\d)(?:\. ?|(?:st|nd|rd|th)? )(?:{_MONTH})(?![^\W\d_])\.?(?:,? (?P<year>20\d\d))?"
)
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
    r"|\b(?:uk(?:e|en|a|er)|vek(?:e|a|er)|måned\w*|månad\w*|tim(?:e|er|ar|en)|min|minutt\w*|døgn\w*|kvarter\w*|(?:rom)?j[uo]l\w*|påske\w*"
    r"|pinse\w*|nyttår\w*|årsskiftet|weeks?|weekend|months?|hours?|minutes?|days?|(?:fra|frå) (?:nå|no|now))\b"
)
"""Left over where all that is understood is gone: then something was not."""

_ANOTHER = re.compile(
    rf"\b(?:{_DISTANT}) \w*(?:dag|morg[eo]n|kveld|natt|uk|vek|måned|månad|month|week|helg|år)"
    r"|\b(?:morg[eo]nen|kvelden|natta|natten) (?:etter|derpå|før)\b|\b(?:advent|i (?:fjor|sta|stad))\b"
    r"|\b(?:jan|febr)uar\b|\b(?:mars|april|juni|juli|august)\b|\b(?:septem|okto|novem|desem)ber\b"
    r"|\b(?:utc|gmt|z|(?:finsk|russisk|engelsk|britisk|amerikansk|islandsk|gresk|ukrainsk) tid)\b"
)
"""Another day, a month whose day was not understood, and the clock of another zone."""
_NIGHT_OF = re.compile(r"\b(?<!i )(?:mid)?natt(?:a|en)?\b(?! til\b)|\bmidnight\b")
"""“Mandag natt” and “mandag ved midnatt” are two nights to two readers; “natt til mandag” is one."""


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


def is_of_two_nights(text: str, on: date | None, today: date) -> bool:
    """Whether the words name a night by one day only, and that day is not today's."""
    return on not in (None, today) and bool(_NIGHT_OF.search(text))


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
