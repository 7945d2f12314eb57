"""Promised updates: what time was promised, and did the next word come by then?"""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from policy.promises.promised_times import time_of
from schemas.drafts.content import Content, MessageKind
from schemas.evaluation.measured import Promise
from schemas.messages.message import Message


def promises(messages: Sequence[Message], zone: ZoneInfo, until: datetime) -> tuple[Promise, ...]:
    """`messages` of one crisis, oldest first. `until`: when the crisis ended, or now."""
    return tuple(
        _one(message, messages[place + 1 :], zone, until)
        for place, message in enumerate(messages)
        if message.content.next_update or message.content.next_update_at
    )


def due_of(content: Content, said_at: datetime, zone: ZoneInfo) -> datetime | None:
    """The time that was promised; None for no promise, and for one that nobody can understand."""
    meant = time_of(content.next_update or "", said_at, zone)
    return content.next_update_at or (meant.at if meant else None)


def is_update(kind: MessageKind) -> bool:
    """That something was taken back is no word of how it goes on, nor is an answer to one person."""
    return kind not in (MessageKind.UNIT_POST, MessageKind.RETRACTION, MessageKind.REPLY, MessageKind.ANSWER)


def standing(messages: Sequence[Message], zone: ZoneInfo) -> tuple[Message, datetime] | None:
    """`messages` of one crisis, newest first. What the last word promised, and when; the next word ends it, with or without a
    promise of its own."""
    last = next((m for m in messages if is_update(m.kind)), None)
    if last is None or last.kind is MessageKind.ALL_CLEAR:
        return None
    due = due_of(last.content, last.approved_at, zone)
    return (last, due) if due else None


def _one(message: Message, later: Sequence[Message], zone: ZoneInfo, until: datetime) -> Promise:
    words, due = message.content.next_update or "", due_of(message.content, message.approved_at, zone)
    update = next((m for m in later if is_update(m.kind)), None)
    kept_by = update.id if update and due and update.approved_at <= due else None
    return Promise(message_id=message.id, words=words, due_at=due, kept=_kept(due, kept_by, until), kept_by=kept_by)


def _kept(due: datetime | None, kept_by: str | None, until: datetime) -> bool | None:
    if kept_by:
        return True
    return False if due and due <= until else None
