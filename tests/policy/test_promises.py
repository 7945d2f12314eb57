"""Promised updates: the time that was meant, and whether the next word came by then."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from policy.promises.promised_updates import promises
from schemas.drafts.content import Content, MessageKind
from schemas.messages.message import Message
from schemas.states import MessageStatus

OSLO = ZoneInfo("Europe/Oslo")
SAID = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
"""13:00 on a Norwegian clock."""


def message(
    number: int, minutes: float, next_update: str | None = None, kind: MessageKind = MessageKind.MESSAGE
) -> Message:
    said = SAID + timedelta(minutes=minutes)
    words = Content(title="T", body="B", next_update=next_update, kind=kind)
    return Message(
        id=f"m-{number}",
        kind=kind,
        status=MessageStatus.PUBLISHED,
        exercise=False,
        content=words,
        content_hash="x",
        author="a",
        approved_at=said,
        publish_at=said,
    )


def kept(*messages: Message, until: float = 600) -> list[bool | None]:
    return [p.kept for p in promises(messages, OSLO, SAID + timedelta(minutes=until))]


def test_kept_broken_and_not_to_be_told() -> None:
    first = message(1, 0, "kl. 14")
    assert kept(first, message(2, 60)) == [True]
    assert kept(first, message(2, 61)) == [False]
    assert kept(first) == [False]
    assert kept(first, until=59) == [None], "the crisis was over before"
    assert kept(message(1, 0, "snart"), message(2, 5)) == [None]
    assert kept(first, message(2, 30, kind=MessageKind.ALL_CLEAR)) == [True]
    assert kept(message(1, 0)) == []


def test_who_kept_it() -> None:
    found = promises((message(1, 0, "kl. 14"), message(2, 20), message(3, 30)), OSLO, SAID + timedelta(hours=9))
    assert [(p.message_id, p.kept_by) for p in found] == [("m-1", "m-2")]
