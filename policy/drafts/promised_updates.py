"""Promised updates: what time was promised, and did the next word come by then?"""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from policy.drafts.promised_times import time_of
from schemas.content import MessageKind
from schemas.measured import Promise
from schemas.message import Message


def promises(messages: Sequence[Message], zone: ZoneInfo, until: datetime) -> tuple[Promise, ...]:
    """`messages` of one crisis, oldest first. `until`: when the crisis ended, or now."""
    return tuple(
        _one(message, messages[place + 1 :], zone, until)
        for place, message in enumerate(messages)
        if message.content.next_update or message.content.next_update_at
    )


def _one(message: Message, later: Sequence[Message], zone: ZoneInfo, until: datetime) -> Promise:
    words = message.content.next_update or ""
    meant = time_of(words, message.approved_at, zone)
    due = message.content.next_update_at or (meant.at if meant else None)
    update = next((m for m in later if m.kind is not MessageKind.UNIT_POST), None)
    kept_by = update.id if update and due and update.approved_at <= due else None
    return Promise(message_id=message.id, words=words, due_at=due, kept=_kept(due, kept_by, until), kept_by=kept_by)


def _kept(due: datetime | None, kept_by: str | None, until: datetime) -> bool | None:
    if kept_by:
        return True
    return False if due and due <= until else None
