"""What every connected channel is asked besides its own check: token, API version, clocks, lock."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from notifiers.base.abilities import Ability, Diagnosis
from notifiers.base.plugin import Plugin
from policy.accounts.renewal import is_due
from schemas.sentence import say

NOTICE = timedelta(days=60)
"""Before an API version ends: time enough for IT to plan the change."""
_SKEW = 60.0
"""Seconds: posts are read back by time, and signatures carry it."""


def examine(plugin: Plugin, now: datetime) -> list[Diagnosis]:
    """The channel's own check, and what every channel is asked: token's end, API version's end, clocks, lock."""
    return [*plugin.check(), *_diagnoses(plugin, now)]


def _diagnoses(plugin: Plugin, now: datetime) -> Iterator[Diagnosis]:
    yield from _version(plugin, now.date())
    yield from _token(plugin, now)
    if (plugin.clocks_apart or 0) > _SKEW:
        yield Diagnosis(
            level="warning",
            sentence=say(
                "{channel}'s clock and ours are {seconds} seconds apart. Set ours by a time server.",
                channel=plugin.service_name,
                seconds=round(plugin.clocks_apart or 0),
            ),
        )
    why = plugin.cannot.get(Ability.LOCK)
    if why:
        yield Diagnosis(level="ok", sentence=why)


def _version(plugin: Plugin, today: date) -> Iterator[Diagnosis]:
    if plugin.version_ends is None:
        return
    facts = {"channel": plugin.service_name, "version": plugin.version, "day": plugin.version_ends.isoformat()}
    if plugin.version_ends <= today:
        yield Diagnosis(
            level="error",
            sentence=say(
                "{channel} stopped answering version {version} on {day}. Name a newer one as `api_version` in the "
                "municipality file.",
                **facts,
            ),
        )
    elif plugin.version_ends - today <= NOTICE:
        yield Diagnosis(
            level="warning",
            sentence=say(
                "{channel} stops answering version {version} on {day}. Name a newer one as `api_version` in the municipality "
                "file, and test it.",
                **facts,
            ),
        )
    else:
        yield Diagnosis(level="ok", sentence=say("{channel} answers version {version} until {day}.", **facts))


def _token(plugin: Plugin, now: datetime) -> Iterator[Diagnosis]:
    if plugin.expires is None:
        return
    facts = {"channel": plugin.service_name, "day": plugin.expires.date().isoformat()}
    if plugin.expires <= now:
        yield Diagnosis(
            level="error",
            sentence=say(
                "The access to {channel} ran out on {day}. Connect the account again with `krisekanal channel connect`.",
                **facts,
            ),
        )
    elif is_due(plugin.expires, now) and not plugin.renewable:
        yield Diagnosis(
            level="warning",
            sentence=say(
                "The access to {channel} runs out on {day}. Connect the account again before that, with "
                "`krisekanal channel connect`.",
                **facts,
            ),
        )
    else:
        yield Diagnosis(level="ok", sentence=say("The access to {channel} lasts until {day}.", **facts))
