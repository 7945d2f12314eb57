"""When what nobody has seen to is told of again, and to whom."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from policy.monitoring import alarms
from policy.promises.promised_updates import standing
from schemas.drafts.content import MessageKind
from schemas.monitoring.alarm import Alarm, AlarmKind, AlarmStep
from schemas.municipality import AlarmTimetable
from tests.cast import MUNICIPALITY
from tests.policy.test_promises import message

BEGAN = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
TABLE = AlarmTimetable(remind=timedelta(minutes=10), escalate=timedelta(minutes=20), promise=timedelta(minutes=15))
REMIND, ESCALATE = AlarmStep.REMIND, AlarmStep.ESCALATE


def alarm(kind: AlarmKind = AlarmKind.FOREIGN_POST, minutes: float = 0) -> Alarm:
    return Alarm(kind=kind, name="f-1", since=BEGAN + timedelta(minutes=minutes))


def minutes(count: float) -> datetime:
    return BEGAN + timedelta(minutes=count)


@pytest.mark.parametrize(
    ("kind", "now", "step"),
    [
        (AlarmKind.FOREIGN_POST, 8.9, None),
        (AlarmKind.FOREIGN_POST, 10, REMIND),
        (AlarmKind.UNDELIVERED, 18.9, REMIND),
        (AlarmKind.NOT_LOCKED, 20, ESCALATE),
        (AlarmKind.PROMISE, -16.1, None),
        (AlarmKind.PROMISE, -15, REMIND),
        (AlarmKind.PROMISE, 0, ESCALATE),
    ],
)
def test_when(kind: AlarmKind, now: float, step: AlarmStep | None) -> None:
    assert alarms.due([alarm(kind)], {}, TABLE, minutes(now)) == ({step: [alarm(kind)]} if step else {})


def test_each_step_once_and_anew_for_what_began_anew() -> None:
    told = {("f-1", REMIND): minutes(11)}
    assert alarms.due([alarm()], told, TABLE, minutes(12)) == {}
    assert list(alarms.due([alarm()], told, TABLE, minutes(21))) == [ESCALATE]
    assert alarms.due([alarm(minutes=30)], told, TABLE, minutes(38)) == {}
    assert list(alarms.due([alarm(minutes=30)], told, TABLE, minutes(40))) == [REMIND]


def test_when_to_look_again() -> None:
    promise = alarm(AlarmKind.PROMISE, 60)
    assert alarms.next_at([alarm(), promise], TABLE, minutes(0)) == minutes(10)
    assert alarms.next_at([alarm(), promise], TABLE, minutes(20)) == minutes(45)
    assert alarms.next_at([promise], TABLE, minutes(60)) is None


def test_to_whom() -> None:
    assert [p.id for p in alarms.readers(MUNICIPALITY, REMIND)] == ["ola", "ingrid"]
    assert [p.id for p in alarms.readers(MUNICIPALITY, ESCALATE)] == ["ola", "ingrid", "siri"]


def test_the_promise_that_stands() -> None:
    oslo = ZoneInfo("Europe/Oslo")
    first = message(1, 0, "om en time")

    def due(*newest_first: object) -> datetime | None:
        found = standing(newest_first, oslo)  # type: ignore[arg-type]  # messages
        return found[1] if found else None

    assert due(first) == first.approved_at + timedelta(hours=1)
    assert due(message(2, 20), first) is None, "the next word came, and promises none"
    assert due(message(2, 20, "om to timer"), first) == first.approved_at + timedelta(minutes=140)
    assert due(message(2, 20, kind=MessageKind.RETRACTION), first) == first.approved_at + timedelta(hours=1)
    assert due(message(2, 20, "kl. 20", kind=MessageKind.ALL_CLEAR), first) is None
    assert due(message(2, 20, "når vi vet mer")) is None
    assert due() is None
