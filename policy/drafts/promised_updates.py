"""Promised updates: what time was promised, and did the next word come by then?"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from schemas.content import MessageKind
from schemas.measured import Promise
from schemas.message import Message

_CLOCK = re.compile(r"\b(?:kl\.?|klokk[ae]n?|at)\s*([01]?\d|2[0-3])(?:[.:]([0-5]\d))?\b", re.IGNORECASE)
_WITHIN = re.compile(
    r"\b(?:om|innen|in|within)\s+(\d{1,3}|en|én|ein|ett|eit|to|tre|an|one|two|three)\s+(time|timar|hour|min)",
    re.IGNORECASE,
)
_NUMBERS = {"en": 1, "én": 1, "ein": 1, "ett": 1, "eit": 1, "an": 1, "one": 1, "to": 2, "two": 2, "tre": 3, "three": 3}
_TOMORROW = re.compile(r"\b(?:i morgen|i morgon|tomorrow)\b", re.IGNORECASE)


def time_of(words: str, said_at: datetime, zone: ZoneInfo) -> datetime | None:
    """“kl. 14.30”, “i morgen kl. 9”, “om en time” as an aware time in UTC; None for words without one."""
    within = _WITHIN.search(words)
    if within:
        number = _NUMBERS.get(within[1].lower()) or int(within[1])
        unit = timedelta(minutes=number) if within[2].lower().startswith("min") else timedelta(hours=number)
        return (said_at + unit).astimezone(UTC)
    found = _CLOCK.search(words)
    if not found:
        return None
    local = said_at.astimezone(zone)
    moment = local.replace(hour=int(found[1]), minute=int(found[2] or 0), second=0, microsecond=0)
    later = bool(_TOMORROW.search(words)) or moment <= local
    return (moment + timedelta(days=1) if later else moment).astimezone(UTC)


def promises(messages: Sequence[Message], zone: ZoneInfo, until: datetime) -> tuple[Promise, ...]:
    """`messages` of one crisis, oldest first. `until`: when the crisis ended, or now."""
    return tuple(
        _one(message, messages[place + 1 :], zone, until)
        for place, message in enumerate(messages)
        if message.content.next_update or message.content.next_update_at
    )


def _one(message: Message, later: Sequence[Message], zone: ZoneInfo, until: datetime) -> Promise:
    words = message.content.next_update or ""
    due = message.content.next_update_at or time_of(words, message.approved_at, zone)
    update = next((m for m in later if m.kind is not MessageKind.UNIT_POST), None)
    kept_by = update.id if update and due and update.approved_at <= due else None
    return Promise(message_id=message.id, words=words, due_at=due, kept=_kept(due, kept_by, until), kept_by=kept_by)


def _kept(due: datetime | None, kept_by: str | None, until: datetime) -> bool | None:
    if kept_by:
        return True
    return False if due and due <= until else None
