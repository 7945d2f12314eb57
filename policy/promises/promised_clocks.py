"""Times of day and spans of time, as Norwegians write them: “kl. 14.30”, “halv sju”, “kl. 9, 12 og 15”, “om halvannen time”."""

import re
from datetime import timedelta
from typing import NamedTuple

_UNTIL_TWELVE = (
    "en|én|ein|ei|et|ett|eit|eitt|one|an to|two tre|three fire|four fem|five seks|six sju|syv|seven åtte|eight ni|nine ti|ten "
    "elleve|ellefte|eleven tolv|twelve"
)
NUMBERS = {word: place for place, words in enumerate(_UNTIL_TWELVE.split(), 1) for word in words.split("|")} | {
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
_WORD = "|".join(sorted(NUMBERS, key=len, reverse=True))
_AMOUNT = re.compile(
    rf"(?:(?P<number>\d{{1,3}}(?:[.,]5)?|{_WORD})(?P<half> og (?:en|ein|et|eit) halvt?)?"
    r"|(?P<only>(?:(?:en|ein|et|eit) )?halv))"
    r" ?(?P<unit>min(?:utt(?:er|ar)?|utes?)?|tim(?:e|er|ar)|t|hours?|kvarter|dag(?:er|ar)?|døgn|days?|uker?|veker?|weeks?)\b"
)
_MINUTES = {"m": 1, "t": 60, "h": 60, "k": 15, "d": 1440, "u": 10080, "v": 10080, "w": 10080}
"""By the first letter of a unit."""
_IN = re.compile(
    r"\b(?:om|innen|innan|in|within|i løpet av|innafor)\b (?:ca\.? |cirka |omtrent |om lag |de(?:n|t)? neste |about )?"
)
_SHORT_WORDS = (
    (re.compile(r"\b(?:halvann(?:en|an|a)) time\b"), "1,5 time"),
    (re.compile(r"\bhalvtime\b|\bhalvtimen\b"), "halv time"),
    (re.compile(r"\bhalf an hour\b"), "halv time"),
    (re.compile(r"\bom (?:time|døgn)\b"), "om en time"),
)
_HALF_DAY = re.compile(
    r"(?:\b(?:at|kl\.?|klokk[ae]n?) ?)?(?<![\d.:])(?P<time>(?:0?[1-9]|1[0-2])(?:[.:][0-5]\d)?) ?(?P<half>[ap])\.? ?m\b\.?"
)
_EVERY = re.compile(r"\b(?:hver|kvar) (?:(?P<half>halv(?:e)? ?time|halvtime)|(?:hele |heile )?time)n?\b|\bevery hour\b")
_KL = r"(?:kl\.?|klokk(?:a|en|o)(?: er)?)"
_TIME = r"(?:[01]?\d|2[0-4])(?:[.:]?[0-5]\d|[ ,][0-5]\d(?! ?(?:[.,\d]|og\b|eller\b|min)))?(?![\d:]|[.,]\d)"
"""“9”, “14.30”, “14:30”, “1430”, and “14 30” or “14,30” where nothing follows that they could belong to."""
_BARE_TIME = r"(?:[01]?\d|2[0-3])(?::[0-5]\d|\.(?:00|1[3-9]|[2-5]\d))(?![\d:/]|\.\d)"
"""Without “kl.”, a dot is a time only where it cannot be a date."""
_TO = r" ?(?:-|–|til|to) ?"
_AND = r"(?:, ?| ?(?:og|eller|and|or) )"
_CLOCK = re.compile(
    rf"\b(?:{_KL}|at|innen kl\.?) ?(?P<first>{_TIME})"
    rf"(?P<more>(?:(?:{_TO}|{_AND})(?:{_KL} ?)?{_TIME}(?!\. [a-zæøå]))*)(?: ?(?P<half>am|pm)\b)?"
)
_BARE = re.compile(rf"(?<![\w.:/-])(?P<first>{_BARE_TIME})(?P<more>(?:(?:{_TO}|{_AND}){_BARE_TIME})*)")
_ONE = re.compile(r"(?P<hour>\d{1,2}?)(?:[.: ,]?(?P<minute>[0-5]\d))?(?!\d)")
_SPOKEN = re.compile(
    rf"(?:\b{_KL} )?\b(?:(?P<nudge>fem|ti|5|10) (?P<way>på|over) (?=halv))?"
    rf"(?:(?P<part>halv|(?:kvart(?:er)?|fem|ti|5|10) (?:over|på)) ?(?P<hour>{_WORD}|1?\d|2[0-3])"
    rf""
    rf"|(?<=kl\. |kka |kko )(?P<kl>{_WORD})|(?<=kl )(?P<k>{_WORD})|(?<=kken )(?P<ken>{_WORD}))"
    rf"\b(?! ?(?:time|timar|min|dag|døgn|[.:]\d))"
)
_PARTS = {"halv": -30, "kvart": 15, "kvarter": 15, "fem": 5, "ti": 10, "5": 5, "10": 10}
_ABOUT = re.compile(r"\b(?P<hour>[01]?\d|2[0-3])-ti(?:den|da)\b")
_NOON, _MIDNIGHT = re.compile(r"\bmidt på dagen\b|\bnoon\b"), re.compile(r"\b(?:ved )?midnatt?\b|\bmidnight\b")


class Clock(NamedTuple):
    minutes: int
    """After midnight; 1,440 is the next one."""
    twelve_hours: bool
    """May be an hour of the evening that is written as one of the morning."""


def in_short(text: str) -> str:
    """With the words that stand for others written out."""
    for pattern, plain in _SHORT_WORDS:
        text = pattern.sub(plain, text)
    return _HALF_DAY.sub(r"kl. \g<time> \g<half>m", text)


def every(text: str) -> tuple[timedelta | None, str]:
    """“hver time”: how long from now the next is; and the words without it."""
    found = _EVERY.search(text)
    span = timedelta(minutes=30 if found["half"] else 60) if found else None
    return span, _EVERY.sub(" ", text)


def after(text: str) -> tuple[timedelta | None, str]:
    """How long from now: “om en time”, “om to og en halv time”, “om 1 time og 30 minutter”; and the words without it."""
    begun = _IN.search(text)
    if not begun:
        return None, text
    total, at, end = 0.0, begun.end(), begun.end()
    while amount := _AMOUNT.match(text, at):
        total, end = total + _amount(amount), amount.end()
        joined = re.compile(r" og |, ?| ").match(text, end)
        at = joined.end() if joined else end
    return (timedelta(minutes=total), f"{text[: begun.start()]} {text[end:]}") if total else (None, text)


def _amount(found: re.Match[str]) -> float:
    unit = _MINUTES[found["unit"][0]]
    if found["only"]:
        return unit / 2
    number = NUMBERS.get(found["number"]) or float(found["number"].replace(",", "."))
    return (number + (0.5 if found["half"] else 0)) * unit


def clocks(text: str) -> tuple[tuple[Clock, ...], str]:
    """The times of day that are named (of “kl. 14–15” the later end only), and the words without them."""
    for pattern, read in _WAYS:
        if found := pattern.search(text):
            return read(found, text), f"{text[: found.start()]} {text[found.end() :]}"
    return (), text


def _named(found: re.Match[str], text: str) -> tuple[Clock, ...]:
    times = [_minutes(each) for each in _ONE.finditer(found[0][found.start("first") - found.start() :])]
    between = bool(re.search(r"\bmellom|\bbetween|-|–|\btil\b|\bto\b", found["more"] or "")) or bool(
        re.search(r"\b(?:mellom|between)\b", text) and found["more"]
    )
    half = found.groupdict().get("half")
    if half:
        times = [minutes % 720 + (720 if half == "pm" else 0) for minutes in times]
    if max(times) > 1440:
        return ()
    return tuple(Clock(minutes, not half) for minutes in (times[-1:] if between else times))


def _minutes(found: re.Match[str]) -> int:
    return int(found["hour"]) * 60 + int(found["minute"] or 0)


def _spoken(found: re.Match[str], _: str) -> tuple[Clock, ...]:
    said = found["hour"] or found["kl"] or found["k"] or found["ken"]
    hour = NUMBERS.get(said) or int(said)
    if not found["part"]:
        return (Clock(hour * 60, True),) if hour <= 23 else ()
    part, _, side = found["part"].partition(" ")
    shift = _PARTS[part] * (-1 if side == "på" else 1)
    if found["nudge"]:
        shift += _PARTS[found["nudge"]] * (-1 if found["way"] == "på" else 1)
    return (Clock((hour * 60 + shift) % 1440, True),) if hour <= 23 else ()


_WAYS = (
    (_SPOKEN, _spoken),
    (_CLOCK, _named),
    (_ABOUT, lambda found, _: (Clock(int(found["hour"]) * 60, True),)),
    (_BARE, _named),
    (_MIDNIGHT, lambda *_: (Clock(1440, False),)),
    (_NOON, lambda *_: (Clock(720, False),)),
)
