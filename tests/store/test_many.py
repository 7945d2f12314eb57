"""Many recipients: batches, the worker that dies, what is tried again, and what overtakes."""

from datetime import timedelta

import pytest
from sqlalchemy import event

from schemas.crises.crisis import Severity
from schemas.drafts.content import Content, MessageKind
from schemas.errors import RetryClass
from schemas.messages.bulk import BulkState, Sent
from schemas.states import DeliveryStatus, MessageStatus
from store.approvals import approvals
from store.batches.orders import Answer, Order, Wait
from store.context import AppContext
from store.crises import lifecycle
from store.db.tables import BatchRow
from store.deliveries import deliveries
from store.deliveries.deliveries import Settlement
from store.drafts import follow_ups
from store.messages import messages
from store.sending import undelivered
from tests.cast import content, request
from tests.fakes import FakeChannels, FakeClock
from tests.store.many_world import (
    MAIL,
    ask,
    drain,
    in_town,
    looked,
    order,
    progress,
    publish,
    readers,
    status,
    taken,
)

ASKS: tuple[Severity, ...] = ()
"""The municipality wants to be asked, whatever the severity."""


@pytest.fixture
def crisis_id(ctx: AppContext) -> str:
    return lifecycle.establish(ctx, "kari", request()).id


def test_every_recipient_is_in_one_batch_and_the_sum_is_kept(ctx: AppContext, crisis_id: str) -> None:
    town = in_town(ctx, 250)
    message_id = publish(town, crisis_id)
    orders = drain(town)
    assert [len(one.batch.to) for one in orders] == [100, 100, 50]
    assert [each.recipient for one in orders for each in one.batch.to] == list(readers(250))
    found = progress(town, message_id)
    assert (found.addressed, found.handed_over, found.waiting, found.state) == (250, 250, 0, BulkState.DONE)
    assert status(town, message_id) is DeliveryStatus.DELIVERED
    assert messages.show(town, message_id).status is MessageStatus.PUBLISHED


def test_few_recipients_keep_the_road_with_a_try_for_each(ctx: AppContext, crisis_id: str) -> None:
    town = in_town(ctx, 20)
    message_id = publish(town, crisis_id)
    assert ask(town) is None and len(deliveries.to_carry(town, message_id)) == 1


def test_an_exercise_takes_the_sandbox_whatever_its_account_has(ctx: AppContext) -> None:
    town = in_town(ctx, 250)
    exercise = lifecycle.establish(town, "kari", request(exercise=True)).id
    message_id = publish(town, exercise)
    (found,) = messages.show(town, message_id).deliveries
    assert found.account_id == f"{MAIL}-ovelse" and ask(town) is None
    assert deliveries.waiting(town, message_id) == [found.id]


def test_what_was_refused_is_tried_again_and_nobody_else(ctx: AppContext, crisis_id: str, clock: FakeClock) -> None:
    town = in_town(ctx, 150)
    message_id = publish(town, crisis_id)

    def some_busy(one: Order) -> list[Sent]:
        busy = Sent(kind=RetryClass.RETRY_BACKOFF, error="SMTP 451")
        return [busy if each.number % 50 == 7 else sent for each, sent in zip(one.batch.to, taken(one), strict=True)]

    drain(town, some_busy)
    assert status(town, message_id) is DeliveryStatus.QUEUED and progress(town, message_id).waiting == 3
    clock.forward(seconds=5)
    again = drain(town)
    assert sorted(each.number for one in again for each in one.batch.to) == [7, 57, 107]
    assert {one.tries for one in again} == {2} and status(town, message_id) is DeliveryStatus.DELIVERED


def test_a_few_dead_addresses_do_not_make_it_failed_and_many_do(ctx: AppContext, crisis_id: str) -> None:
    town = in_town(ctx, 100)

    def refusing(every: int) -> list[DeliveryStatus]:
        message_id = publish(town, crisis_id, body=f"Kok vannet {every}.")
        gone = Sent(kind=RetryClass.PERMANENT, error="SMTP 550")
        drain(
            town,
            lambda one: [gone if to.number % every == 0 else s for to, s in zip(one.batch.to, taken(one), strict=True)],
        )
        assert progress(town, message_id).failed == -(-100 // every)
        return [status(town, message_id)]

    assert refusing(25) + refusing(4) == [DeliveryStatus.DELIVERED, DeliveryStatus.FAILED]


def test_a_worker_that_dies_leaves_its_batch_in_question_and_no_other(
    ctx: AppContext, crisis_id: str, clock: FakeClock
) -> None:
    """Not readable, without keys, and a municipality that wants to be asked."""
    town = in_town(ctx, 300, send_again=ASKS)
    message_id = publish(town, crisis_id)
    order(town, worker="dies")
    drain(town, worker="lives")
    assert progress(town, message_id).waiting == 100 and status(town, message_id) is DeliveryStatus.SENDING
    clock.forward(seconds=31)
    assert drain(town, worker="lives") == []
    found = progress(town, message_id)
    assert (found.handed_over, found.uncertain, found.waiting) == (200, 100, 0)
    assert status(town, message_id) is DeliveryStatus.UNCERTAIN


def test_where_lives_are_at_stake_a_batch_in_question_is_sent_again(
    ctx: AppContext, crisis_id: str, clock: FakeClock
) -> None:
    town = in_town(ctx, 120, send_again=(Severity.SEVERE,))
    message_id = publish(town, crisis_id)
    lost = order(town, worker="dies")
    drain(town, worker="lives")
    clock.forward(seconds=31)
    (again,) = drain(town, worker="lives")
    assert again.batch.to == lost.batch.to and again.batch.reference != lost.batch.reference
    assert status(town, message_id) is DeliveryStatus.DELIVERED


def test_where_the_channel_can_be_read_back_only_who_is_missing_gets_it_again(
    ctx: AppContext, crisis_id: str, clock: FakeClock
) -> None:
    town = in_town(ctx, 100, FakeChannels(idempotent=False, readable=True), send_again=ASKS)
    message_id = publish(town, crisis_id)
    lost = order(town, worker="dies")
    clock.forward(seconds=31)
    look = order(town, worker="lives")
    assert look.only_look and look.batch.reference == lost.batch.reference
    there = [each.number for each in look.batch.to if each.number < 60]
    took = ask(town, looked(look, there), "lives")
    assert isinstance(took, Wait)
    clock.forward(minutes=2)
    second = order(town, worker="lives")
    assert second.only_look and [each.number for each in second.batch.to] == list(range(60, 100))
    again = order(town, looked(second, []), "lives")
    assert not again.only_look and [each.number for each in again.batch.to] == list(range(60, 100))
    assert ask(town, Answer(again, taken(again)), "lives") is None
    assert progress(town, message_id).handed_over == 100 and status(town, message_id) is DeliveryStatus.DELIVERED


def test_a_late_answer_settles_what_stood_in_question(ctx: AppContext, crisis_id: str, clock: FakeClock) -> None:
    town = in_town(ctx, 100, send_again=ASKS)
    message_id = publish(town, crisis_id)
    slept = order(town, worker="sleeps")
    clock.forward(seconds=31)
    drain(town, worker="lives")
    assert status(town, message_id) is DeliveryStatus.UNCERTAIN
    ask(town, Answer(slept, taken(slept)), "sleeps", go_on=False)
    assert progress(town, message_id).handed_over == 100


def test_an_answer_written_twice_changes_nothing(ctx: AppContext, crisis_id: str) -> None:
    town = in_town(ctx, 30)
    message_id = publish(town, crisis_id)
    one = order(town)
    answer = Answer(one, taken(one))
    ask(town, answer, go_on=False)
    before = progress(town, message_id)
    ask(town, answer, go_on=False)
    assert progress(town, message_id) == before


def correct(town: AppContext, message_id: str) -> str:
    text = Content.model_validate(
        content("Det var feil.").model_dump() | {"kind": MessageKind.CORRECTION, "wrong": "Feil."}
    )
    draft = follow_ups.submit(town, "anne", message_id, text, (MAIL,))
    return approvals.approve(town, "ola", draft.id, draft.revision.seen).id


def test_each_batch_of_a_correction_reads_one_of_the_original(ctx: AppContext, crisis_id: str) -> None:
    town = in_town(ctx, 700)
    message_id = publish(town, crisis_id)
    original = {one.batch.out.delivery_id for one in drain(town)}
    correct(town, message_id)
    read: list[str] = []

    def loaded(batch: BatchRow, *_: object) -> None:
        read.extend({batch.delivery_id} & original)

    event.listen(BatchRow, "load", loaded)
    try:
        orders = drain(town)
    finally:
        event.remove(BatchRow, "load", loaded)
    assert [each.target for one in orders for each in one.batch.to] == [f"<{name}>" for name in readers(700)]
    assert len(orders) == len(read) == 7


def test_a_correction_overtakes_and_answers_those_who_got_the_original(
    ctx: AppContext, crisis_id: str, clock: FakeClock
) -> None:
    town = in_town(ctx, 300)
    message_id = publish(town, crisis_id)
    first = order(town)
    under_way = order(town, Answer(first, taken(first)))
    mended = correct(town, message_id)
    assert isinstance(ask(town, worker="other"), Wait | None)
    ask(town, Answer(under_way, taken(under_way)), go_on=False)
    clock.forward(seconds=1)
    orders = drain(town)
    found = progress(town, message_id)
    assert (found.handed_over, found.left_out, found.state) == (200, 100, BulkState.STOPPED)
    targets = [each.target for one in orders for each in one.batch.to]
    assert targets == [f"<{name}>" for name in readers(200)] + [None] * 100
    assert progress(town, mended).handed_over == 300 and status(town, mended) is DeliveryStatus.DELIVERED


def test_a_password_that_is_no_longer_good_ends_it_and_a_person_goes_on(ctx: AppContext, crisis_id: str) -> None:
    town = in_town(ctx, 300)
    message_id = publish(town, crisis_id)
    refused = Sent(kind=RetryClass.REAUTH, error="SMTP 535")
    assert len(drain(town, lambda one: [refused] * len(one.batch.to))) == 1
    assert status(town, message_id) is DeliveryStatus.FAILED
    (delivery,) = messages.show(town, message_id).deliveries
    deliveries.settle(town, "ola", delivery.id, Settlement.RETRY)
    assert sum(len(one.batch.to) for one in drain(town)) == 300
    assert status(town, message_id) is DeliveryStatus.DELIVERED


def test_a_rate_is_booked_one_behind_the_other_by_all_workers(
    ctx: AppContext, crisis_id: str, clock: FakeClock
) -> None:
    town = in_town(ctx, 100, rate=10.0)
    publish(town, crisis_id)
    first, second = order(town, worker="a"), order(town, worker="b")
    assert len(first.batch.to) == len(second.batch.to) == 5
    assert first.starts_in == 0 and second.starts_in == pytest.approx(0.507, abs=0.001)
    assert first.batch.lasts == pytest.approx(second.starts_in, abs=0.001), "a little more than was agreed gives them"
    assert isinstance(ask(town, worker="c"), Wait), "no more than a second is booked in advance"
    clock.forward(seconds=0.1)
    assert order(town, worker="c").starts_in == pytest.approx(0.915, abs=0.001)
    clock.forward(seconds=1.5)
    assert order(town, worker="d").starts_in == 0


def test_a_provider_that_has_too_much_is_slowed_for(ctx: AppContext, crisis_id: str, clock: FakeClock) -> None:
    town = in_town(ctx, 60, rate=10.0)
    message_id = publish(town, crisis_id)
    one = order(town)
    too_much = Sent(kind=RetryClass.RETRY_AFTER, retry_after=4.0, error="HTTP 429")
    assert isinstance(ask(town, Answer(one, [too_much] * len(one.batch.to))), Wait)
    clock.forward(seconds=4.1)
    assert sorted(each.number for each in order(town).batch.to) == [0, 1, 2, 3, 4]
    clock.forward(seconds=0.1)
    assert order(town).starts_in == pytest.approx(0.9, abs=0.1), "half as fast"
    assert progress(town, message_id).failed == 0


def test_quiet_hours_hold_what_may_wait_and_nothing_else(ctx: AppContext) -> None:
    """It is 13 o'clock in Oslo."""
    for severity, waits in ((Severity.MINOR, True), (Severity.EXTREME, False)):
        town = in_town(ctx, 50, quiet_hours="12:00-14:00")
        crisis = lifecycle.establish(town, "kari", request(title=severity).model_copy(update={"severity": severity}))
        message_id = publish(town, crisis.id, body=f"Kok vannet {severity}.")
        (delivery,) = messages.show(town, message_id).deliveries
        assert (delivery.due_at - delivery.queued_at > timedelta(minutes=59)) is waits
        assert (drain(town) == []) is waits


def test_hours_of_sending_are_not_hours_in_vain(ctx: AppContext, crisis_id: str, clock: FakeClock) -> None:
    ctx = in_town(ctx, 900)
    publish(ctx, crisis_id)

    def is_open() -> bool:
        return undelivered.open_ones(ctx, messages.listing(ctx)) != []

    answer = None
    for _ in range(4):
        took = order(ctx, answer)
        clock.forward(minutes=3)
        assert not is_open()
        answer = Answer(took, taken(took))
    took = order(ctx, answer)
    for _ in range(2):
        clock.forward(minutes=3)
        took = order(ctx, Answer(took, [Sent(kind=RetryClass.RETRY_BACKOFF, error="nei") for _ in took.batch.to]))
    assert is_open()
