"""Waiting for people: reminders, deputies, confirmations, deliveries nobody is sure of, and the outbox that drives it."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, select

from schemas.crises.crisis import Crisis
from schemas.drafts.content import MessageKind
from schemas.errors import ConfigInvalid, NotFound, Refused, RetryClass
from schemas.event import EventKind
from schemas.exercises.run import SkipReason
from schemas.messages.delivery import SendResult
from schemas.messages.message import Message
from schemas.messages.receipt import Receipt
from schemas.states import CrisisStatus, DeliveryStatus, DraftStatus, MessageStatus
from store.accounts import accounts
from store.approvals import approvals, reminders
from store.context import AppContext
from store.crises import find, lifecycle
from store.db.tables import CredentialRow, NoticeRow
from store.deliveries import deliveries, unit_posts
from store.deliveries.deliveries import Settlement
from store.drafts import drafts, follow_ups
from store.evidence import audit
from store.exercises import plans
from store.identity.vault import Vault
from store.messages import messages
from store.outbox import outbox
from tests import one_hand
from tests.cast import MUNICIPALITY, content, request
from tests.fakes import FakeChannels, FakeClock

LEASE = timedelta(seconds=10)
SHORT = timedelta(seconds=0.2)
SENT = SendResult(receipt=Receipt(remote_id="1"))


def told(ctx: AppContext) -> list[tuple[str, str]]:
    """(person, subject) of every notice, oldest first."""
    with Session(ctx.engine) as session:
        rows = session.exec(select(NoticeRow)).all()
        return [(row.person_id, row.subject) for row in sorted(rows, key=lambda r: r.created_at)]


def submitted(ctx: AppContext, author: str = "anne") -> str:
    crisis = lifecycle.establish(ctx, "kari", request())
    return drafts.submit(ctx, author, drafts.new(ctx, author, crisis.id, content(), ["side", "tavle"]).id).id


def approved(ctx: AppContext) -> Message:
    draft = drafts.show(ctx, submitted(ctx))
    return approvals.approve(ctx, "ola", draft.id, draft.revision.seen)


def carry(ctx: AppContext, message_id: str, *results: SendResult) -> None:
    """Give each request in turn the next result; the last one for all that follow."""
    left = list(results)
    for delivery_id in deliveries.waiting(ctx, message_id):
        claimed = one_hand.claim(ctx, delivery_id, "w", LEASE)
        while claimed:
            claimed = one_hand.finish(ctx, claimed, left.pop(0) if len(left) > 1 else left[0], "w")


def due(ctx: AppContext) -> list[tuple[str, str]]:
    found = outbox.claim_due(ctx, "w", LEASE, limit=99)
    for event in found:
        outbox.finish(ctx, event.id, "plain")
    return [(event.kind.value, str(event.payload.get("step", ""))) for event in found]


def test_the_timetable_of_an_approval(ctx: AppContext, clock: FakeClock) -> None:
    submitted(ctx)
    due(ctx)
    seen = []
    for minutes in (5, 5, 5):
        clock.forward(minutes=minutes)
        seen += [step for kind, step in due(ctx) if kind == EventKind.APPROVAL_REMINDER_DUE.value]
    assert seen == ["remind", "remind", "escalate"]


def test_editors_are_reminded_and_deputies_called(ctx: AppContext) -> None:
    draft = submitted(ctx)
    before = len(told(ctx))
    assert reminders.tell_desk(ctx, draft, "remind")
    assert {person for person, _ in told(ctx)[before:]} == {"ola", "ingrid"}
    before = len(told(ctx))
    assert reminders.tell_desk(ctx, draft, "escalate")
    assert {person for person, _ in told(ctx)[before:]} == {"siri"}


def test_a_decided_draft_is_not_chased(ctx: AppContext) -> None:
    draft = submitted(ctx)
    drafts.give_back(ctx, "ola", draft, "si mer")
    before = told(ctx)
    assert reminders.tell_desk(ctx, draft, "remind") is False
    assert told(ctx) == before
    reminders.tell_author(ctx, draft)
    assert told(ctx)[-1][0] == "anne"


def test_unconfirmed_locks_are_chased(ctx: AppContext) -> None:
    crisis = lifecycle.establish(ctx, "kari", request())
    accounts.confirm(ctx, "tor", "skole")
    assert sorted(reminders.chase_confirmations(ctx, crisis.id)) == ["facebook", "side", "tavle"]
    people = {person for person, subject in told(ctx) if "bekreftet" in subject}
    assert people == {"liv", "anne"}
    with pytest.raises(Refused):
        accounts.confirm(ctx, "tor", "side")
    lifecycle.stand_down(ctx, "kari", crisis.id)
    assert reminders.chase_confirmations(ctx, crisis.id) == []
    with pytest.raises(NotFound):
        accounts.confirm(ctx, "liv", "side")


@pytest.mark.parametrize(
    ("verdict", "status"),
    [
        (Settlement.ARRIVED, DeliveryStatus.DELIVERED),
        (Settlement.LOST, DeliveryStatus.FAILED),
        (Settlement.RETRY, DeliveryStatus.QUEUED),
    ],
)
def test_a_person_settles_what_nobody_knows(ctx: AppContext, verdict: Settlement, status: DeliveryStatus) -> None:
    unsure = AppContext(ctx.engine, MUNICIPALITY, FakeChannels(idempotent=False), ctx.clock)
    message = approved(unsure)
    carry(unsure, message.id, SendResult(kind=RetryClass.AMBIGUOUS, error="?"))
    found = messages.show(unsure, message.id)
    assert {d.status for d in found.deliveries} == {DeliveryStatus.UNCERTAIN}
    delivery = found.deliveries[0].id
    with pytest.raises(Refused):
        deliveries.settle(unsure, "anne", delivery, verdict)
    assert deliveries.settle(unsure, "ola", delivery, verdict, "så etter").status is status
    if verdict is Settlement.RETRY:
        carry(unsure, message.id, SendResult(receipt=Receipt(remote_id="2")))
        assert messages.show(unsure, message.id).deliveries[0].status is DeliveryStatus.DELIVERED


def test_one_recipient_in_doubt_does_not_repeat_the_others(ctx: AppContext, clock: FakeClock) -> None:
    many = AppContext(
        ctx.engine,
        MUNICIPALITY,
        FakeChannels(idempotent=False, recipients=("a@x", "b@x", "c@x")),
        clock,
        gate_patience=SHORT,
    )
    crisis = lifecycle.establish(many, "kari", request())
    draft = drafts.submit(many, "anne", drafts.new(many, "anne", crisis.id, content(), ["side"]).id)
    message = approvals.approve(many, "ola", draft.id, draft.revision.seen)
    sent = SendResult(receipt=Receipt(remote_id="1"))
    carry(
        many,
        message.id,
        sent,
        SendResult(kind=RetryClass.RETRY_BACKOFF, error="451"),
        SendResult(kind=RetryClass.AMBIGUOUS, error="?"),
    )
    assert messages.show(many, message.id).deliveries[0].status is DeliveryStatus.QUEUED
    clock.forward(minutes=5)
    (delivery,) = deliveries.waiting(many, message.id)
    again = one_hand.claim(many, delivery, "w", LEASE)
    assert again is not None and again.out.recipient == "b@x"
    assert one_hand.finish(many, again, sent, "w") is None
    assert messages.show(many, message.id).deliveries[0].status is DeliveryStatus.UNCERTAIN


def three(ctx: AppContext, clock: FakeClock) -> AppContext:
    return AppContext(
        ctx.engine, MUNICIPALITY, FakeChannels(recipients=("a@x", "b@x", "c@x")), clock, gate_patience=SHORT
    )


def test_the_lock_stops_a_post_between_two_recipients(ctx: AppContext, clock: FakeClock) -> None:
    many = three(ctx, clock)
    post = unit_posts.post(many, "liv", "side", content())
    claimed = one_hand.claim(many, deliveries.waiting(many, post.id)[0], "w", LEASE)
    crisis = lifecycle.establish(many, "kari", request())
    assert claimed and one_hand.finish(many, claimed, SENT, "w") is None
    assert messages.show(many, post.id).deliveries[0].status is DeliveryStatus.HELD
    lifecycle.stand_down(many, "kari", crisis.id)
    unit_posts.decide_held(many, "liv", post.id, publish=True)
    again = one_hand.claim(many, deliveries.waiting(many, post.id)[0], "w", LEASE)
    assert again and again.out.recipient == "b@x", "the first recipient does not get it twice"


def test_the_lock_stops_a_post_whose_worker_died(ctx: AppContext, clock: FakeClock) -> None:
    many = three(ctx, clock)
    post = unit_posts.post(many, "liv", "side", content())
    assert one_hand.claim(many, deliveries.waiting(many, post.id)[0], "dead", LEASE)
    lifecycle.establish(many, "kari", request())
    clock.forward(seconds=60)
    taken = one_hand.claim(many, deliveries.waiting(many, post.id)[0], "w", LEASE)
    assert taken and taken.in_doubt
    assert one_hand.finish(many, taken, SENT, "w") is None
    assert messages.show(many, post.id).deliveries[0].status is DeliveryStatus.HELD


def test_a_post_that_fails_into_the_lock_is_held(ctx: AppContext, clock: FakeClock) -> None:
    """Its retry must not go out by itself when a short crisis is over."""
    post = unit_posts.post(ctx, "liv", "side", content())
    claimed = one_hand.claim(ctx, deliveries.waiting(ctx, post.id)[0], "w", LEASE)
    crisis = lifecycle.establish(ctx, "kari", request())
    assert claimed
    one_hand.finish(ctx, claimed, SendResult(kind=RetryClass.RETRY_BACKOFF, error="502"), "w")
    assert messages.show(ctx, post.id).deliveries[0].status is DeliveryStatus.HELD
    lifecycle.stand_down(ctx, "kari", crisis.id)
    clock.forward(hours=1)
    assert deliveries.waiting(ctx, post.id) == []


def test_a_retraction_stops_what_has_not_left(ctx: AppContext) -> None:
    message = approved(ctx)
    claimed = one_hand.claim(ctx, deliveries.waiting(ctx, message.id)[0], "w", LEASE)
    assert claimed
    one_hand.finish(ctx, claimed, SendResult(receipt=Receipt(remote_id="1")), "w")
    draft = follow_ups.submit(ctx, "anne", message.id, content("Feil", kind=MessageKind.RETRACTION))
    retraction = approvals.approve(ctx, "ingrid", draft.id, draft.revision.seen)
    carry(ctx, retraction.id, SendResult(receipt=Receipt(remote_id="1")))
    found = messages.show(ctx, message.id)
    assert found.status is MessageStatus.RETRACTED
    assert {d.status for d in found.deliveries} == {DeliveryStatus.DELIVERED, DeliveryStatus.CANCELLED}


def test_undecided_drafts_end_with_the_crisis(ctx: AppContext) -> None:
    draft = submitted(ctx)
    lifecycle.stand_down(ctx, "kari", drafts.show(ctx, draft).crisis_id)
    assert drafts.show(ctx, draft).status is DraftStatus.WITHDRAWN


def test_two_workers_never_take_the_same_event(ctx: AppContext, clock: FakeClock) -> None:
    lifecycle.establish(ctx, "kari", request())
    first = {event.id for event in outbox.claim_due(ctx, "w-1", LEASE, limit=3)}
    second = {event.id for event in outbox.claim_due(ctx, "w-2", LEASE, limit=99)}
    assert len(first) == 3 and second and not first & second
    clock.forward(seconds=11)
    assert first <= {event.id for event in outbox.claim_due(ctx, "w-3", LEASE, limit=99)}


def test_an_occurrence_is_held_once(ctx: AppContext, clock: FakeClock) -> None:
    plans.plan_ahead(ctx)
    plans.plan_ahead(ctx)
    planned = [e for e in outbox.pending(ctx) if e.kind is EventKind.EXERCISE_DUE]
    assert len(planned) == 1
    occurrence = str(planned[0].payload["occurrence"])
    first = plans.start_scheduled(ctx, "kvartal", occurrence)
    second = plans.start_scheduled(ctx, "kvartal", occurrence)
    assert isinstance(first, Crisis) and first == second
    real = lifecycle.establish(ctx, "kari", request())
    assert find.show(ctx, first.id).status is CrisisStatus.STOOD_DOWN
    assert plans.start_scheduled(ctx, "kvartal", "2030-01-01T09:00:00+00:00") is SkipReason.CRISIS_OPEN
    assert "exercise.skipped" in [event.action for event in audit.events(ctx, real.id)]


def test_secrets_are_encrypted_at_rest(ctx: AppContext, tmp_path: Path) -> None:
    vault = Vault(ctx.engine, tmp_path / "secret.key")
    vault.put(ctx, "kari", "smtp", "krisemail://bruker:hemmelig@vert")
    assert vault.get("smtp") == "krisemail://bruker:hemmelig@vert"
    assert (tmp_path / "secret.key").stat().st_mode & 0o777 == 0o600
    with Session(ctx.engine) as session:
        assert "hemmelig" not in session.get_one(CredentialRow, "smtp").ciphertext
    assert "hemmelig" not in str([event.data for event in audit.events(ctx)])
    (tmp_path / "other.key").write_bytes(b"x" * 44)
    with pytest.raises(ConfigInvalid, match="key file"):
        Vault(ctx.engine, tmp_path / "other.key").get("smtp")
