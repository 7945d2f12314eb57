"""What fails for ever ends after a stated number of tries, and a person is told; mended, it is begun again."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from schemas.errors import NotFound
from schemas.event import EventKind
from store.context import AppContext
from store.db.tables import NoticeRow, OutboxRow
from store.evidence import audit
from store.notices import troubles
from store.outbox import outbox
from tests.fakes import FakeClock

LEASE = timedelta(minutes=1)


def fail_once(ctx: AppContext, clock: FakeClock) -> bool:
    """False where nothing is left to do, however long one waits."""
    clock.now += outbox.LONGEST_PAUSE
    found = outbox.claim_due(ctx, "w", LEASE)
    for event in found:
        troubles.give_back(ctx, event.id, "ValueError", "w")
    return bool(found)


def announce(ctx: AppContext, kind: EventKind = EventKind.REPORT_DUE) -> str:
    for other in outbox.pending(ctx):
        outbox.finish(ctx, other.id, "plain")
    with ctx.write() as session:
        outbox.emit(session, ctx, kind, {"ids": []})
    (event,) = outbox.pending(ctx)
    return event.id


def letters(ctx: AppContext) -> list[str]:
    with Session(ctx.engine) as session:
        return [row.text for row in session.exec(select(NoticeRow)) if str(outbox.MOST_FAILURES) in row.text]


def test_work_that_fails_for_ever_ends_after_a_hundred_tries_and_tells_those_who_keep_the_system(
    ctx: AppContext, clock: FakeClock
) -> None:
    event_id = announce(ctx)
    for _ in range(outbox.MOST_FAILURES):
        assert letters(ctx) == []
        assert fail_once(ctx, clock)
    told = letters(ctx)
    assert told and all(event_id in text and "ValueError" in text and "100" in text for text in told)
    assert [e.action for e in audit.events(ctx)][-1] == "work.given_up"
    notices = {event.kind for event in outbox.pending(ctx)}
    assert notices == {EventKind.NOTICE_DUE}, "nothing else is left to try"
    troubles.begin_again(ctx, "kari", event_id)
    assert event_id in [event.id for event in outbox.claim_due(ctx, "w", LEASE)]


def test_notices_that_fail_for_ever_end_without_more_notices(ctx: AppContext, clock: FakeClock) -> None:
    announce(ctx, EventKind.NOTICE_DUE)
    tries = 0
    while fail_once(ctx, clock):
        tries += 1
    assert tries == outbox.MOST_FAILURES and letters(ctx) == []


def test_only_what_was_given_up_is_begun_again(ctx: AppContext) -> None:
    event_id = announce(ctx)
    for wrong in (event_id, "o-none"):
        with pytest.raises(NotFound):
            troubles.begin_again(ctx, "kari", wrong)
    outbox.claim_due(ctx, "w", LEASE)
    outbox.finish(ctx, event_id, "plain")
    with pytest.raises(NotFound):
        troubles.begin_again(ctx, "kari", event_id)


def test_the_pauses_grow_from_five_seconds_to_a_minute(ctx: AppContext, clock: FakeClock) -> None:
    event_id, waits = announce(ctx), []
    for _ in range(6):
        (event,) = outbox.claim_due(ctx, "w", LEASE)
        troubles.give_back(ctx, event.id, "ValueError", "w")
        with Session(ctx.engine) as session:
            due = session.get_one(OutboxRow, event_id).due_at
        waits.append((due - clock.now).total_seconds())
        clock.now = due
    assert waits == [5, 10, 20, 40, 60, 60]
