"""The audit chain finds what was changed, removed, added or moved, and names the first bad event."""

from datetime import UTC, datetime, timedelta

import pytest

from policy.evidence.hashing import event_hash, verify_chain
from schemas.evidence.audit import GENESIS, AuditEvent

START = datetime(2026, 11, 23, 12, tzinfo=UTC)


def chain(length: int = 5) -> list[AuditEvent]:
    events: list[AuditEvent] = []
    for seq in range(1, length + 1):
        event = AuditEvent(
            seq=seq,
            at=START + timedelta(seconds=seq),
            actor="kari",
            action="log.entry",
            subject="k-1",
            crisis_id="k-1",
            data={"text": f"linje {seq}"},
            prev_hash=events[-1].hash if events else GENESIS,
            hash="",
        )
        events.append(event.model_copy(update={"hash": event_hash(event)}))
    return events


def test_a_whole_chain() -> None:
    report = verify_chain(chain())
    assert (report.events, report.first_bad) == (5, None)
    assert verify_chain([]).first_bad is None


@pytest.mark.parametrize("field", ["actor", "action", "subject", "data", "at", "crisis_id"])
def test_any_changed_field_is_found(field: str) -> None:
    events = chain()
    other = {"data": {"text": "noe annet"}, "at": START}.get(field, "noe annet")
    events[2] = events[2].model_copy(update={field: other})
    assert verify_chain(events).first_bad == 3


def test_a_change_with_a_new_hash_breaks_the_next_link() -> None:
    events = chain()
    forged = events[2].model_copy(update={"data": {"text": "pyntet"}})
    events[2] = forged.model_copy(update={"hash": event_hash(forged)})
    assert verify_chain(events).first_bad == 4


def test_removed_added_and_moved_events_are_found() -> None:
    events = chain()
    assert verify_chain(events[:1] + events[2:]).first_bad == 3
    assert verify_chain([*events[:3], events[2], *events[3:]]).first_bad == 3
    assert verify_chain([events[0], events[2], events[1], *events[3:]]).first_bad == 3
