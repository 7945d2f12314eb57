"""What nobody has seen to: who is told of it again, and when.

Source: the guidelines' one rule (in a crisis all communication goes through the editorial desk) makes the desk answer for what did
not go as it should; Askøy 2019: the next word came late, and nobody had been told that it would.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from policy.crises.standing_alerts import ASK_BEFORE
from policy.roles import deputy_editors, editors
from schemas.identity.person import Person
from schemas.monitoring.alarm import Alarm, AlarmKind, AlarmStep
from schemas.municipality import AlarmTimetable, Municipality

TOGETHER = timedelta(minutes=1)
"""What is due so soon is told of with what is due."""
Told = Mapping[tuple[str, AlarmStep], datetime]
"""Name and step to when it was told last."""


def at(alarm: Alarm, step: AlarmStep, table: AlarmTimetable) -> datetime:
    """When it is to be told of, should nobody have seen to it. A promise is told of before it is due, and when it is broken."""
    remind = step is AlarmStep.REMIND
    if alarm.kind is AlarmKind.PROMISE:
        return alarm.since - table.promise if remind else alarm.since
    if alarm.kind is AlarmKind.UNRENEWED:
        return alarm.since - (ASK_BEFORE if remind else ASK_BEFORE / 4)
    if alarm.kind is AlarmKind.PAUSED:
        return alarm.since + (table.paused if remind else 2 * table.paused)
    return alarm.since + (table.remind if remind else table.escalate)


def due(alarms: Iterable[Alarm], told: Told, table: AlarmTimetable, now: datetime) -> dict[AlarmStep, list[Alarm]]:
    """Those that are to be told of now, each with the last step that is due. One that began anew is told of anew."""
    found: dict[AlarmStep, list[Alarm]] = {}
    for alarm in alarms:
        step = next((s for s in reversed(AlarmStep) if at(alarm, s, table) - TOGETHER <= now), None)
        before = told.get((alarm.name, step)) if step else None
        if step and (before is None or before < at(alarm, step, table) - TOGETHER):
            found.setdefault(step, []).append(alarm)
    return found


def next_at(alarms: Collection[Alarm], table: AlarmTimetable, now: datetime) -> datetime | None:
    """When to look again."""
    times = (at(alarm, step, table) for alarm in alarms for step in AlarmStep)
    return min((time for time in times if time > now + TOGETHER), default=None)


def readers(municipality: Municipality, step: AlarmStep) -> Sequence[Person]:
    """Where no editor is left, the deputies at once."""
    first, then = editors(municipality), deputy_editors(municipality)
    return (*first, *then) if step is AlarmStep.ESCALATE else first or then


def is_near(promised: datetime, table: AlarmTimetable, now: datetime) -> bool:
    """About to be broken, or broken."""
    return promised - table.promise <= now
