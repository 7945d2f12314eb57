"""Exercises come at a time that exists, with a template that can be filled."""

from collections.abc import Iterator
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from croniter import croniter

from config.nearest import hint
from config.source import Entry, Source
from config.templates import mismatch
from schemas.errors import Problem
from schemas.sentence import say

_ANY_DAY = datetime(2026, 1, 1, tzinfo=UTC)


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


def _fields(source: Source, entry: Entry, wanted: list[str]) -> Iterator[Problem]:
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
