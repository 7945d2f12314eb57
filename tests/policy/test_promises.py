"""Promised updates: the time that was meant, and whether the next word came by then."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from policy.drafts.promised_updates import promises, time_of
from schemas.content import Content, MessageKind
from schemas.message import Message
from schemas.states import MessageStatus

OSLO = ZoneInfo("Europe/Oslo")
SAID = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
"""13:00 on a Norwegian clock."""


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("kl. 14", "2026-11-23T14:00"),
        ("kl 14.30", "2026-11-23T14:30"),
        ("klokka 16:05", "2026-11-23T16:05"),
        ("kl. 9", "2026-11-24T09:00"),
        ("i morgen kl. 15", "2026-11-24T15:00"),
        ("i morgon kl. 9", "2026-11-24T09:00"),
        ("om en time", "2026-11-23T14:00"),
        ("innen 30 minutter", "2026-11-23T13:30"),
        ("at 18", "2026-11-23T18:00"),
        ("når vi vet mer", None),
        ("om to år", None),
    ],
)
def test_the_time_that_was_meant(words: str, meant: str | None) -> None:
    found = time_of(words, SAID, OSLO)
    assert (found.astimezone(OSLO).isoformat()[:16] if found else None) == meant


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
