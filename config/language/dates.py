"""Babel's way to write a day or a moment. A module of its own, since Babel is a tenth of what `--help` would otherwise import."""

from datetime import date, datetime, tzinfo

from babel.dates import format_date, format_datetime


def written(moment: datetime, pattern: str, zone: tzinfo, lang: str) -> str:
    return format_datetime(moment, pattern, tzinfo=zone, locale=lang)


def written_day(day: date, pattern: str, lang: str) -> str:
    return format_date(day, pattern, locale=lang)
