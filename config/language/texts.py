"""What people read, in their language: Norwegian first, English where nobody has translated yet.

`python -m config.language.texts missing nb` (or nn) prints what the catalogue lacks, ready to paste into it.
"""

import os
import sys
from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from config.language import dates, translated
from config.language.vocabulary import word
from schemas.errors import InvalidInput
from schemas.sentence import Sentence, say

LANGUAGES = ("nb", "nn", "en")

_TIME = {"nb": "dd.MM.y 'kl.' HH.mm", "nn": "dd.MM.y 'kl.' HH.mm", "en": "d MMM y 'at' HH:mm"}
_DATE = {"nb": "dd.MM.y", "nn": "dd.MM.y", "en": "d MMM y"}
_CLOCK = {"nb": "HH.mm", "nn": "HH.mm", "en": "HH:mm"}
_DAYS = {-1: say("yesterday at {time}"), 0: say("at {time}"), 1: say("tomorrow at {time}")}
_zone = [ZoneInfo("Europe/Oslo")]
_chosen: list[str] = []


def use(lang: str) -> None:
    """The language of this process from now on. Raises `InvalidInput` for one we do not have."""
    if lang not in LANGUAGES:
        raise InvalidInput(say("There is no language {lang}. Write nb, nn or en.", lang=lang))
    _chosen[:] = [lang]


def use_zone(name: str) -> None:
    """The clock of this process from now on: the municipality's, as its file names it."""
    _zone[:] = [ZoneInfo(name)]


def read(sentence: Sentence, lang: str | None = None) -> str:
    """In `lang`, else in the process' language. Sentences, times and fixed words among the parameters are read too."""
    spoken = _language(lang)
    text = sentence.msgid if spoken == "en" else _norwegian(sentence.msgid, spoken)
    return text.format_map(_readable(sentence.params, spoken)) if sentence.params else text


def _norwegian(msgid: str, lang: str) -> str:
    """What lacks in one is read in the other before it is read in English."""
    return translated.words(lang).get(msgid) or translated.words("nb").get(msgid, msgid)


def read_time(moment: datetime, lang: str | None = None) -> str:
    """On the municipality's clock: “23.11.2026 kl. 16.05”. `moment` is aware."""
    spoken = _language(lang)
    return dates.written(moment, _TIME[spoken], _zone[0], spoken)


def say_time(moment: datetime, now: datetime, lang: str | None = None) -> str:
    """As people say it at `now`: “kl. 16.05”, “i går kl. 16.05”, else with the date."""
    spoken = _language(lang)
    days = (moment.astimezone(_zone[0]).date() - now.astimezone(_zone[0]).date()).days
    if days not in _DAYS:
        return read_time(moment, spoken)
    clock = dates.written(moment, _CLOCK[spoken], _zone[0], spoken)
    return read(Sentence(msgid=_DAYS[days].msgid, params={"time": clock}), spoken)


def read_date(day: date, lang: str | None = None) -> str:
    spoken = _language(lang)
    return dates.written_day(day, _DATE[spoken], spoken)


def read_number(value: float, lang: str | None = None) -> str:
    """With one decimal."""
    text = f"{value:.1f}"
    return text if _language(lang) == "en" else text.replace(".", ",")


def read_size(count: int, lang: str | None = None) -> str:
    """Of bytes."""
    return f"{read_number(count / 1e6, lang)} MB" if count >= 100_000 else f"{max(1, count // 1000)} kB"


def _language(lang: str | None) -> str:
    """An unknown language is no reason to say nothing: then Norwegian."""
    wanted = lang or (_chosen[0] if _chosen else os.environ.get("KRISEKANAL_LANG", "nb"))
    return wanted if wanted in LANGUAGES else "nb"


def _readable(params: Mapping[str, Any], lang: str) -> dict[str, Any]:
    return {name: _word(value, lang) for name, value in params.items()}


class _Counted(int):
    """`{count:konto|kontoer}` in a translation is the number with the noun that it takes: “1 konto”, “13 kontoer”."""

    def __format__(self, spec: str) -> str:
        one, several, many = spec.partition("|")
        return f"{int(self)} {one if self == 1 else many}" if several else int.__format__(self, spec)


def _word(value: Any, lang: str) -> Any:
    match value:
        case bool():
            return value
        case int() if type(value) is int:
            return _Counted(value)
        case Sentence():
            return read(value, lang)
        case datetime():
            return read_time(value, lang)
        case date():
            return read_date(value, lang)
        case StrEnum():
            known = word(value)
            return read(known, lang) if known else value.value
        case list() | tuple():
            return ", ".join(str(_word(item, lang)) for item in value)
    return value


if __name__ == "__main__":
    if sys.argv[1:2] != ["missing"] or len(sys.argv) > 3:
        sys.exit("usage: python -m config.language.texts missing [nb|nn]")
    from config.language import catalogue  # translators alone need it, and it takes its time

    sys.stdout.write(catalogue.missing(sys.argv[2] if len(sys.argv) > 2 else "nb"))
