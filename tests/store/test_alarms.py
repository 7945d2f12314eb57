"""What nobody has seen to is told again: to the editors after a while, then to their deputies, each once, while it stands so."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from policy.accounts.foreign_posts import BLIND
from policy.crises.standing_alerts import ASK_BEFORE, VALID_FOR
from policy.exercises.sandbox import MARK
from schemas.drafts.content import MessageKind
from schemas.errors import RetryClass
from schemas.event import EventKind
from schemas.messages.delivery import SendResult
from schemas.messages.receipt import RemotePost
from schemas.sentence import say
from store.accounts import platform_locks
from store.approvals import approvals
from store.context import AppContext
from store.crises import find, lifecycle
from store.db.tables import NoticeRow, PlatformLockRow
from store.deliveries import deliveries
from store.drafts import drafts
from store.evidence import audit
from store.messages import messages
from store.monitoring import alarms, foreign_posts, looks
from store.outbox import outbox
from tests import one_hand
from tests.cast import content, request
from tests.fakes import FakeClock
from tests.fakes.platform import FakePlatform

LEASE = timedelta(seconds=30)
REFUSED = SendResult(kind=RetryClass.PERMANENT, error="550")


@pytest.fixture
def ctx(ctx: AppContext) -> AppContext:
    return replace(ctx, channels=FakePlatform(lockable=("tavle",), watched=("skole",)))


@pytest.fixture
def crisis_id(ctx: AppContext) -> str:
    return lifecycle.establish(ctx, "kari", request()).id


def publish(ctx: AppContext, crisis_id: str, *channels: str, promise: str = "") -> str:
    text = content(next_update=promise or None)
    draft = drafts.submit(ctx, "anne", drafts.new(ctx, "anne", crisis_id, text, channels or ("side",)).id)
    return approvals.approve(ctx, "ola", draft.id, draft.revision.seen).id


def fail(ctx: AppContext, message_id: str) -> str:
    (delivery_id,) = deliveries.waiting(ctx, message_id)
    claimed = one_hand.claim(ctx, delivery_id, "w", LEASE)
    assert claimed
    one_hand.finish(ctx, claimed, REFUSED, "w")
    return delivery_id


def told(ctx: AppContext, clock: FakeClock, minutes: float) -> list[tuple[int, list[str], str, str]]:
    """Minutes from now, people, subject and text of every notice that its clock brings within so long."""
    begun, end, found = clock.now, clock.now + timedelta(minutes=minutes), list[tuple[int, list[str], str, str]]()
    while due := [e for e in outbox.pending(ctx) if e.kind is EventKind.ALARM_DUE and e.due_at <= end]:
        (event,) = due
        clock.now = max(clock.now, event.due_at)
        assert outbox.claim_due(ctx, "w", LEASE, kinds=[EventKind.ALARM_DUE])
        before = len(_notices(ctx))
        for crisis_id in event.payload["ids"]:
            alarms.tell(ctx, crisis_id)
        outbox.finish(ctx, event.id, "plain")
        new = _notices(ctx)[before:]
        if new:
            after = round((clock.now - begun).total_seconds() / 60)
            found.append((after, [n.person_id for n in new], new[0].subject, new[0].text))
    return found


def _notices(ctx: AppContext) -> list[NoticeRow]:
    with ctx.read() as session:
        return list(session.exec(select(NoticeRow).order_by("created_at", "id")))


def test_a_channel_that_failed(ctx: AppContext, crisis_id: str, clock: FakeClock) -> None:
    message_id = publish(ctx, crisis_id)
    delivery_id = fail(ctx, message_id)
    first, second = told(ctx, clock, 180)
    assert first[0] == 10 and sorted(first[1]) == ["ingrid", "ola"]
    assert second[0] == 20 and sorted(second[1]) == ["ingrid", "ola", "siri"]
    assert first[2] == "Ingen har tatt tak i det ennå: Vannbrudd"
    assert "«Kok drikkevannet» er ikke sikkert ute i side" in first[3]
    assert {n.page for n in _notices(ctx) if n.text == first[3]} == {f"/?crisis={crisis_id}"}
    written = [(e.subject, e.data["step"]) for e in audit.events(ctx, crisis_id, "alarm.told")]
    assert written == [(delivery_id, "remind"), (delivery_id, "escalate")]


def test_what_is_seen_to_is_not_told_of_and_what_fails_again_is(
    ctx: AppContext, crisis_id: str, clock: FakeClock
) -> None:
    message_id = publish(ctx, crisis_id)
    delivery_id = fail(ctx, message_id)
    clock.forward(minutes=9)
    deliveries.settle(ctx, "ola", delivery_id, deliveries.Settlement.RETRY)
    assert told(ctx, clock, 60) == []
    fail(ctx, message_id)
    assert [after for after, *_ in told(ctx, clock, 60)] == [10, 20]


def test_a_promise_is_told_of_before_it_is_broken_and_when_it_is(
    ctx: AppContext, crisis_id: str, clock: FakeClock
) -> None:
    publish(ctx, crisis_id, promise="om to timer")
    (near, broken) = told(ctx, clock, 300)
    assert (near[0], sorted(near[1])) == (110, ["ingrid", "ola"])
    assert (broken[0], sorted(broken[1])) == (120, ["ingrid", "ola", "siri"])
    assert near[2].startswith("Neste melding er lovet ") and near[2].endswith(": Vannbrudd")


def test_a_kept_promise_is_no_alarm(ctx: AppContext, crisis_id: str, clock: FakeClock) -> None:
    publish(ctx, crisis_id, promise="om to timer")
    clock.forward(minutes=100)
    publish(ctx, crisis_id)
    assert told(ctx, clock, 300) == []


def test_a_promise_ends_with_its_crisis(ctx: AppContext, crisis_id: str, clock: FakeClock) -> None:
    publish(ctx, crisis_id, promise="om to timer")
    lifecycle.stand_down(ctx, "kari", crisis_id)
    assert told(ctx, clock, 300) == []


def test_a_post_that_is_not_ours(ctx: AppContext, crisis_id: str, clock: FakeClock) -> None:
    looks.begin(ctx, 1)
    post = RemotePost(remote_id="9", text="Ikke vår")
    (found,) = looks.seen(ctx, "skole", [post])
    first, _ = told(ctx, clock, 60)
    assert first[0] == 10 and "Et innlegg som ikke er vårt, har stått på skole" in first[3]
    foreign_posts.ignore(ctx, "ola", found, "Skrevet av politiet")
    assert told(ctx, clock, 60) == []


def test_an_account_that_nobody_sees(ctx: AppContext, crisis_id: str, clock: FakeClock) -> None:
    looks.begin(ctx, 1)
    for _ in range(BLIND):
        looks.missed(ctx, "skole", say("away"))
    first, _ = told(ctx, clock, 60)
    assert first[0] == 10 and "skole" in first[3]


def test_a_lock_that_did_not_hold(ctx: AppContext, crisis_id: str, clock: FakeClock) -> None:
    with ctx.read() as session:
        (lock_id,) = session.exec(select(PlatformLockRow.id))
    step = platform_locks.claim(ctx, lock_id, LEASE)
    assert step
    platform_locks.fail(ctx, step, say("away"), RetryClass.PERMANENT)
    first, second = told(ctx, clock, 60)
    assert (first[0], second[0]) == (10, 20) and "tavle" in first[3]
    platform_locks.want_again(ctx, "ola", "tavle")
    with ctx.read() as session:
        assert platform_locks.alarms(session) == []


def test_an_exercise_says_so(ctx: AppContext, clock: FakeClock) -> None:
    drill = lifecycle.establish(ctx, "kari", request(exercise=True)).id
    fail(ctx, publish(ctx, drill, "side-ovelse"))
    first, _ = told(ctx, clock, 60)
    assert first[2].startswith(f"{MARK}: ")


def test_many_are_one_notice(ctx: AppContext, crisis_id: str, clock: FakeClock) -> None:
    for _ in range(7):
        fail(ctx, publish(ctx, crisis_id))
    first, _ = told(ctx, clock, 60)
    assert len(first[1]) == 2 and "2 til av samme slag" in first[3]


def asked_to_renew(ctx: AppContext) -> list[str]:
    return [notice.text for notice in _notices(ctx) if "fortsatt" in notice.text]


def test_whoever_warns_is_asked_before_the_warning_leaves_other_peoples_screens(
    ctx: AppContext, crisis_id: str, clock: FakeClock
) -> None:
    message_id = publish(ctx, crisis_id)
    clock.now += VALID_FOR - ASK_BEFORE - timedelta(minutes=2)
    alarms.look_for_unrenewed(ctx)
    assert asked_to_renew(ctx) == []
    clock.now += timedelta(minutes=2)
    for _ in range(3):
        alarms.look_for_unrenewed(ctx)
    assert len(asked_to_renew(ctx)) == 2 and "Kok drikkevannet" in asked_to_renew(ctx)[0], "each editor once"
    clock.now += ASK_BEFORE
    alarms.look_for_unrenewed(ctx)
    assert len(asked_to_renew(ctx)) == 5, "their deputy too"
    found = alarms.of_crisis(ctx, find.show(ctx, crisis_id), messages.listing(ctx, crisis_id))
    assert [message.id for message, _ in found.unrenewed] == [message_id]


def test_what_was_renewed_or_called_off_is_not_asked_about(ctx: AppContext, crisis_id: str, clock: FakeClock) -> None:
    first = publish(ctx, crisis_id)
    clock.now += VALID_FOR - ASK_BEFORE
    text = content(kind=MessageKind.ALL_CLEAR, next_update=None)
    draft = drafts.submit(ctx, "anne", drafts.new(ctx, "anne", crisis_id, text, ("side",), first).id)
    approvals.approve(ctx, "ola", draft.id, draft.revision.seen)
    alarms.look_for_unrenewed(ctx)
    assert asked_to_renew(ctx) == []
