"""Exercises come at a time that exists, with a template that can be filled."""

from collections.abc import Iterator
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from croniter import croniter

from config.reading import scenario_library
from config.reading.nearest import hint
from config.reading.source import Source, SourceItem
from config.reading.templates import mismatch
from policy.exercises.times import parse_rrule
from schemas.errors import Problem
from schemas.sentence import say

_ANY_DAY = datetime(2026, 1, 1, tzinfo=UTC)


_OFTEN = ("YEARLY", "MONTHLY", "WEEKLY", "DAILY")
_OF_ITS_OWN = ("title", "what", "where", "template")


def one_rhythm(source: Source) -> Iterator[Problem]:
    for entry in source.entries("exercises"):
        if bool(entry.data.get("cron")) == bool(entry.data.get("rrule")):
            yield source.problem(
                entry.at("cron"), say("An exercise comes at a cron or at an rrule. Write exactly one of them.")
            )


def rrule_is_understood(source: Source) -> Iterator[Problem]:
    for entry in source.entries("exercises"):
        rule = entry.text("rrule")
        if rule is not None and not _repeats(rule):
            yield source.problem(
                entry.at("rrule"),
                say(
                    "The rule {rrule} cannot be used. Write one that repeats for ever, by day or more seldom, on the "
                    'wall clock: "FREQ=YEARLY;BYMONTH=10;BYDAY=2TU;BYHOUR=9;BYMINUTE=0;BYSECOND=0".',
                    rrule=rule,
                ),
            )


def _repeats(rule: str) -> bool:
    parts = dict(part.partition("=")[::2] for part in rule.upper().replace("RRULE:", "").replace("\n", ";").split(";"))
    if parts.get("FREQ") not in _OFTEN or {"COUNT", "UNTIL"} & set(parts):
        return False
    try:
        parse_rrule(rule)
    except (ValueError, TypeError):
        return False
    return True


def quiet_hours_end(source: Source) -> Iterator[Problem]:
    for entry in source.entries("exercises"):
        begin, _, end = (entry.text("quiet_hours") or "").partition("-")
        if begin and begin == end:
            yield source.problem(
                entry.at("quiet_hours"),
                say("The quiet hours begin and end at the same time. Make one of them another."),
            )


def something_to_play(source: Source) -> Iterator[Problem]:
    """A scenario by its id, or the little that an exercise without one needs."""
    known = sorted(scenario_library.files(scenario_library.folders(Path(source.file))))
    for entry in source.entries("exercises"):
        name = entry.text("scenario")
        if name is not None and name not in known:
            yield source.problem(
                entry.at("scenario"), say("There is no scenario {id}. {hint}", id=name, hint=hint(name, known))
            )
        if "scenario" not in entry.data:
            for key in _OF_ITS_OWN:
                if not entry.data.get(key):
                    yield source.problem(entry.at(key), say("{key} is missing. Add it, or name a scenario.", key=key))


def cron_is_understood(source: Source) -> Iterator[Problem]:
    for entry in source.entries("exercises"):
        cron = entry.text("cron")
        if cron is not None and not _has_a_next(cron):
            yield source.problem(
                entry.at("cron"),
                say(
                    "No time fits {cron}. Write minute, hour, day, month and weekday: "
                    '"0 10 1 3 *" is 1 March at 10:00.',
                    cron=cron,
                ),
            )


def _has_a_next(cron: str) -> bool:
    if len(cron.split()) != 5:
        return False
    try:
        croniter(cron, _ANY_DAY).get_next(datetime)
    except (ValueError, KeyError):
        return False
    return True


def fields_match_template(source: Source) -> Iterator[Problem]:
    templates = {entry.text("id"): entry for entry in source.entries("templates")}
    for entry in source.entries("exercises"):
        template = templates.get(entry.text("template"))
        if template is not None:
            wanted = [name for _, name in template.texts("fields")]
            yield from _fields(source, entry, wanted)


def _fields(source: Source, entry: SourceItem, wanted: list[str]) -> Iterator[Problem]:
    given: Any = entry.data.get("fields", {})
    if not isinstance(given, dict):
        return
    missing, unknown = mismatch(wanted, given)
    if missing:
        yield source.problem(
            entry.at("fields"), say("The template asks for {names}. Add them under `fields`.", names=", ".join(missing))
        )
    for name in unknown:
        yield source.problem(
            (*entry.loc, "fields", name),
            say("The template does not ask for {name}. {hint}", name=name, hint=hint(name, wanted)),
        )


def timezone_exists(source: Source) -> Iterator[Problem]:
    organisation = source.data.get("organisation") if isinstance(source.data, dict) else None
    name = organisation.get("timezone") if isinstance(organisation, dict) else None
    if isinstance(name, str) and not _is_zone(name):
        near = next(iter(get_close_matches(name, available_timezones(), 1)), "Europe/Oslo")
        sentence = say("There is no time zone {name}. Did you mean {near}?", name=name, near=near)
        yield source.problem(("organisation", "timezone"), sentence)


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True
