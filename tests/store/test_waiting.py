"""Waiting for people: reminders, deputies, confirmations, deliveries nobody is sure of, and the outbox that drives it."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, select

from schemas.content import MessageKind
from schemas.delivery import SendResult
from schemas.errors import ConfigInvalid, NotFound, Refused, RetryClass
from schemas.event import EventKind
from schemas.message import Message
from schemas.receipt import Receipt
from schemas.states import CrisisStatus, DeliveryStatus, DraftStatus, MessageStatus
from store.accounts import accounts
from store.context import House
from store.crises import find, lifecycle
from store.db.tables import CredentialRow, NoticeRow
from store.drafts import approvals, drafts, follow_ups, reminders
from store.evidence import audit
from store.exercises import plans
from store.identity.vault import Vault
from store.messages import deliveries, messages, sending, unit_posts
from store.messages.deliveries import Verdict
from store.outbox import outbox
from tests.cast import MUNICIPALITY, content, request
from tests.fakes import FakeChannels, FakeClock

LEASE = timedelta(seconds=10)
SENT = SendResult(receipt=Receipt(remote_id="1"))


def told(house: House) -> list[tuple[str, str]]:
    """(person, subject) of every notice, oldest first."""
    with Session(house.engine) as session:
        rows = session.exec(select(NoticeRow)).all()
        return [(row.person_id, row.subject) for row in sorted(rows, key=lambda r: r.created_at)]


def submitted(house: House, author: str = "anne") -> str:
    crisis = lifecycle.establish(house, "kari", request())
    return drafts.submit(house, author, drafts.new(house, author, crisis.id, content(), ["side", "tavle"]).id).id


def approved(house: House) -> Message:
    draft = drafts.show(house, submitted(house))
    return approvals.approve(house, "ola", draft.id, draft.revision.content_hash)


def carry(house: House, message_id: str, *results: SendResult) -> None:
    """Give each request in turn the next result; the last one for all that follow."""
    left = list(results)
    for delivery_id in deliveries.waiting(house, message_id):
        claimed = sending.claim(house, delivery_id, "w", LEASE)
        while claimed:
            claimed = sending.finish(house, claimed, left.pop(0) if len(left) > 1 else left[0], "w")


def due(house: House) -> list[tuple[str, str]]:
    found = outbox.claim_due(house, "w", LEASE, limit=99)
    for event in found:
        outbox.finish(house, event.id, "plain")
    return [(event.kind.value, str(event.payload.get("step", ""))) for event in found]


def test_the_timetable_of_an_approval(house: House, clock: FakeClock) -> None:
    submitted(house)
    due(house)
    seen = []
    for minutes in (5, 5, 5):
        clock.forward(minutes=minutes)
        seen += [step for kind, step in due(house) if kind == EventKind.APPROVAL_REMINDER_DUE.value]
    assert seen == ["remind", "remind", "escalate"]


def test_editors_are_reminded_and_deputies_called(house: House) -> None:
    draft = submitted(house)
    before = len(told(house))
    assert reminders.tell_desk(house, draft, "remind")
    assert {person for person, _ in told(house)[before:]} == {"ola", "ingrid"}
    before = len(told(house))
    assert reminders.tell_desk(house, draft, "escalate")
    assert {person for person, _ in told(house)[before:]} == {"siri"}


def test_a_decided_draft_is_not_chased(house: House) -> None:
    draft = submitted(house)
    drafts.give_back(house, "ola", draft, "si mer")
    before = told(house)
    assert reminders.tell_desk(house, draft, "remind") is False
    assert told(house) == before
    reminders.tell_author(house, draft)
    assert told(house)[-1][0] == "anne"


def test_unconfirmed_locks_are_chased(house: House) -> None:
    crisis = lifecycle.establish(house, "kari", request())
    accounts.confirm(house, "tor", "skole")
    assert sorted(reminders.chase_confirmations(house, crisis.id)) == ["facebook", "side", "tavle"]
    people = {person for person, subject in told(house) if "bekreftet" in subject}
    assert people == {"liv", "anne"}
    with pytest.raises(Refused):
        accounts.confirm(house, "tor", "side")
    lifecycle.stand_down(house, "kari", crisis.id)
    assert reminders.chase_confirmations(house, crisis.id) == []
    with pytest.raises(NotFound):
        accounts.confirm(house, "liv", "side")


@pytest.mark.parametrize(
    ("verdict", "status"),
    [(Verdict.ARRIVED, DeliveryStatus.DELIVERED), (Verdict.LOST, DeliveryStatus.FAILED), (Verdict.RETRY, DeliveryStatus.QUEUED)],
)
def test_a_person_settles_what_nobody_knows(house: House, verdict: Verdict, status: DeliveryStatus) -> None:
    unsure = House(house.engine, MUNICIPALITY, FakeChannels(idempotent=False), house.clock)
    message = approved(unsure)
    carry(unsure, message.id, SendResult(kind=RetryClass.AMBIGUOUS, error="?"))
    found = messages.show(unsure, message.id)
    assert {d.status for d in found.deliveries} == {DeliveryStatus.UNCERTAIN}
    delivery = found.deliveries[0].id
    with pytest.raises(Refused):
        deliveries.settle(unsure, "anne", delivery, verdict)
    assert deliveries.settle(unsure, "ola", delivery, verdict, "så etter").status is status
    if verdict is Verdict.RETRY:
        carry(unsure, message.id, SendResult(receipt=Receipt(remote_id="2")))
        assert messages.show(unsure, message.id).deliveries[0].status is DeliveryStatus.DELIVERED


def test_one_recipient_in_doubt_does_not_repeat_the_others(house: House, clock: FakeClock) -> None:
    many = House(house.engine, MUNICIPALITY, FakeChannels(idempotent=False, recipients=("a@x", "b@x", "c@x")), clock)
    crisis = lifecycle.establish(many, "kari", request())
    draft = drafts.submit(many, "anne", drafts.new(many, "anne", crisis.id, content(), ["side"]).id)
    message = approvals.approve(many, "ola", draft.id, draft.revision.content_hash)
    sent = SendResult(receipt=Receipt(remote_id="1"))
    carry(many, message.id, sent, SendResult(kind=RetryClass.RETRY_BACKOFF, error="451"), SendResult(kind=RetryClass.AMBIGUOUS, error="?"))
    assert messages.show(many, message.id).deliveries[0].status is DeliveryStatus.QUEUED
    clock.forward(minutes=5)
    (delivery,) = deliveries.waiting(many, message.id)
    again = sending.claim(many, delivery, "w", LEASE)
    assert again is not None and again.out.recipient == "b@x"
    assert sending.finish(many, again, sent, "w") is None
    assert messages.show(many, message.id).deliveries[0].status is DeliveryStatus.UNCERTAIN


def three(house: House, clock: FakeClock) -> House:
    return House(house.engine, MUNICIPALITY, FakeChannels(recipients=("a@x", "b@x", "c@x")), clock)


def test_the_lock_stops_a_post_between_two_recipients(house: House, clock: FakeClock) -> None:
    many = three(house, clock)
    post = unit_posts.post(many, "liv", "side", content())
    claimed = sending.claim(many, deliveries.waiting(many, post.id)[0], "w", LEASE)
    crisis = lifecycle.establish(many, "kari", request())
    assert claimed and sending.finish(many, claimed, SENT, "w") is None
    assert messages.show(many, post.id).deliveries[0].status is DeliveryStatus.HELD
    lifecycle.stand_down(many, "kari", crisis.id)
    unit_posts.decide_held(many, "liv", post.id, publish=True)
    again = sending.claim(many, deliveries.waiting(many, post.id)[0], "w", LEASE)
    assert again and again.out.recipient == "b@x", "the first recipient does not get it twice"


def test_the_lock_stops_a_post_whose_worker_died(house: House, clock: FakeClock) -> None:
    many = three(house, clock)
    post = unit_posts.post(many, "liv", "side", content())
    assert sending.claim(many, deliveries.waiting(many, post.id)[0], "dead", LEASE)
    lifecycle.establish(many, "kari", request())
    clock.forward(seconds=60)
    taken = sending.claim(many, deliveries.waiting(many, post.id)[0], "w", LEASE)
    assert taken and taken.in_doubt
    assert sending.finish(many, taken, SENT, "w") is None
    assert messages.show(many, post.id).deliveries[0].status is DeliveryStatus.HELD


def test_a_post_that_fails_into_the_lock_is_held(house: House, clock: FakeClock) -> None:
    """Its retry must not go out by itself when a short crisis is over."""
    post = unit_posts.post(house, "liv", "side", content())
    claimed = sending.claim(house, deliveries.waiting(house, post.id)[0], "w", LEASE)
    crisis = lifecycle.establish(house, "kari", request())
    assert claimed
    sending.finish(house, claimed, SendResult(kind=RetryClass.RETRY_BACKOFF, error="502"), "w")
    assert messages.show(house, post.id).deliveries[0].status is DeliveryStatus.HELD
    lifecycle.stand_down(house, "kari", crisis.id)
    clock.forward(hours=1)
    assert deliveries.waiting(house, post.id) == []


def test_a_retraction_stops_what_has_not_left(house: House) -> None:
    message = approved(house)
    claimed = sending.claim(house, deliveries.waiting(house, message.id)[0], "w", LEASE)
    assert claimed
    sending.finish(house, claimed, SendResult(receipt=Receipt(remote_id="1")), "w")
    draft = follow_ups.mend(house, "anne", message.id, content("Feil", kind=MessageKind.RETRACTION))
    retraction = approvals.approve(house, "ingrid", draft.id, draft.revision.content_hash)
    carry(house, retraction.id, SendResult(receipt=Receipt(remote_id="1")))
    found = messages.show(house, message.id)
    assert found.status is MessageStatus.RETRACTED
    assert {d.status for d in found.deliveries} == {DeliveryStatus.DELIVERED, DeliveryStatus.CANCELLED}


def test_undecided_drafts_end_with_the_crisis(house: House) -> None:
    draft = submitted(house)
    lifecycle.stand_down(house, "kari", drafts.show(house, draft).crisis_id)
    assert drafts.show(house, draft).status is DraftStatus.WITHDRAWN


def test_two_workers_never_take_the_same_event(house: House, clock: FakeClock) -> None:
    lifecycle.establish(house, "kari", request())
    first = {event.id for event in outbox.claim_due(house, "w-1", LEASE, limit=3)}
    second = {event.id for event in outbox.claim_due(house, "w-2", LEASE, limit=99)}
    assert len(first) == 3 and second and not first & second
    clock.forward(seconds=11)
    assert first <= {event.id for event in outbox.claim_due(house, "w-3", LEASE, limit=99)}


def test_an_occurrence_is_held_once(house: House, clock: FakeClock) -> None:
    plans.plan_ahead(house)
    plans.plan_ahead(house)
    planned = [e for e in outbox.pending(house) if e.kind is EventKind.EXERCISE_DUE]
    assert len(planned) == 1
    occurrence = str(planned[0].payload["occurrence"])
    first = plans.start_scheduled(house, "kvartal", occurrence)
    second = plans.start_scheduled(house, "kvartal", occurrence)
    assert first and second and first.id == second.id
    real = lifecycle.establish(house, "kari", request())
    assert find.show(house, first.id).status is CrisisStatus.STOOD_DOWN
    assert plans.start_scheduled(house, "kvartal", "2030-01-01T09:00:00+00:00") is None
    assert "exercise.skipped" in [event.action for event in audit.events(house, real.id)]


def test_secrets_are_encrypted_at_rest(house: House, tmp_path: Path) -> None:
    vault = Vault(house.engine, tmp_path / "secret.key")
    vault.put(house, "kari", "smtp", "krisemail://bruker:hemmelig@vert")
    assert vault.get("smtp") == "krisemail://bruker:hemmelig@vert"
    assert (tmp_path / "secret.key").stat().st_mode & 0o777 == 0o600
    with Session(house.engine) as session:
        assert "hemmelig" not in session.get_one(CredentialRow, "smtp").ciphertext
    assert "hemmelig" not in str([event.data for event in audit.events(house)])
    (tmp_path / "other.key").write_bytes(b"x" * 44)
    with pytest.raises(ConfigInvalid, match="key file"):
        Vault(house.engine, tmp_path / "other.key").get("smtp")
