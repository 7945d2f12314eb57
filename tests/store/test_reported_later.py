"""What is reported after a delivery has ended: its own status, the message's, and what a person is told, whatever the turn of reports."""

from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from sqlalchemy import Engine, event, text
from sqlmodel import select

from schemas.accounts.account import Platform
from schemas.errors import Refused, RetryClass
from schemas.event import EventKind
from schemas.messages.bulk import Addressee, Sent
from schemas.messages.delivery import Delivery, SendResult
from schemas.messages.receipt import Receipt
from schemas.recipients.delivery_report import DeliveryReport
from schemas.states import DeliveryStatus, MessageStatus
from store.batches.orders import Answer
from store.context import AppContext
from store.crises import lifecycle
from store.db.tables import BulkRow, OutboxRow
from store.deliveries import deliveries
from store.deliveries.deliveries import Settlement
from store.evidence import audit
from store.messages import messages
from store.reached import reached, reports, why
from tests import one_hand
from tests.cast import ACCOUNTS, account, request
from tests.fakes import FakeChannels, FakeClock
from tests.store.many_world import LEASE, MAIL, ask, drain, in_town, order, progress, publish, readers, status, taken
from tests.store.test_second_way import settled, warned

GONE = Sent(kind=RetryClass.PERMANENT, error="SMTP 550")


@pytest.fixture
def crisis_id(ctx: AppContext) -> str:
    return lifecycle.establish(ctx, "kari", request()).id


def of(each: Addressee, *, arrived: bool = False) -> DeliveryReport:
    return DeliveryReport(remote_id=f"<{each.recipient}>", key=each.key, arrived=arrived)


def delivery(town: AppContext, message_id: str) -> Delivery:
    (found,) = messages.show(town, message_id).deliveries
    return found


def told(town: AppContext) -> int:
    """Events by which our own people hear of what is not out."""
    with town.read() as session:
        return len(session.exec(select(OutboxRow).where(OutboxRow.kind == EventKind.UNDELIVERED)).all())


def test_of_many_it_fails_with_the_one_too_many_and_is_delivered_again_with_one_fewer(
    ctx: AppContext, crisis_id: str, clock: FakeClock
) -> None:
    town = in_town(ctx, 100)
    message_id = publish(town, crisis_id)
    to = [each for one in drain(town) for each in one.batch.to]
    clock.forward(hours=2)
    reports.take(town, MAIL, [of(each) for each in to[:5]])
    assert status(town, message_id) is DeliveryStatus.DELIVERED and told(town) == 0, "five in a hundred are a few"
    reports.take(town, MAIL, [of(to[5])])
    found = delivery(town, message_id)
    assert found.status is DeliveryStatus.FAILED and found.finished_at
    assert clock() - found.finished_at < timedelta(minutes=1), "known to have failed now, not two hours ago"
    assert found.error == "Overlevert, og senere meldt som ikke levert." and told(town) == 1
    assert messages.show(town, message_id).status is MessageStatus.PARTLY_PUBLISHED
    assert audit.events(town, action="delivery.failed")[-1].subject == found.id
    reports.take(town, MAIL, [of(to[5], arrived=True)])
    found = delivery(town, message_id)
    assert (found.status, found.error) == (DeliveryStatus.DELIVERED, None)
    assert messages.show(town, message_id).status is MessageStatus.PUBLISHED


def test_the_turn_in_which_receipt_and_reports_come_makes_no_difference(ctx: AppContext, crisis_id: str) -> None:
    town = in_town(ctx, 30)
    ended = []
    for n, turn in enumerate(permutations("rba")):
        message_id = publish(town, crisis_id, body=f"Kok vannet {n}.")
        begun = order(town)
        back = [of(each) for each in begun.batch.to[:4]]
        there = [of(each, arrived=True) for each in begun.batch.to[2:6]]
        for name in turn:
            if name == "r":
                ask(town, Answer(begun, taken(begun)))
            else:
                reports.take(town, MAIL, back if name == "b" else there)
        ended.append((status(town, message_id), progress(town, message_id).bounced))
    assert set(ended) == {(DeliveryStatus.FAILED, 2)}, "two of thirty; what arrived stays so"


def test_reports_of_all_in_doubt_end_the_doubt_of_the_whole(ctx: AppContext, crisis_id: str) -> None:
    town = in_town(ctx, 30, send_again=())
    message_id = publish(town, crisis_id)
    begun = order(town)
    ask(town, Answer(begun, [Sent(kind=RetryClass.AMBIGUOUS)] * 30))
    assert status(town, message_id) is DeliveryStatus.UNCERTAIN
    reports.take(town, MAIL, [of(each, arrived=True) for each in begun.batch.to[:29]])
    assert status(town, message_id) is DeliveryStatus.UNCERTAIN, "of one nobody knows"
    reports.take(town, MAIL, [of(begun.batch.to[29], arrived=True)])
    assert status(town, message_id) is DeliveryStatus.DELIVERED


def test_another_try_is_for_those_that_were_reported_too_and_for_nobody_else(ctx: AppContext, crisis_id: str) -> None:
    town = in_town(ctx, 40)
    message_id = publish(town, crisis_id)
    (first,) = drain(town, lambda one: [GONE, *taken(one)[1:]])
    back = [of(each) for each in first.batch.to[1:4]]
    reports.take(town, MAIL, back)
    found = delivery(town, message_id)
    with pytest.raises(Refused):
        deliveries.settle(town, "ola", found.id, Settlement.ARRIVED)
    deliveries.settle(town, "ola", found.id, Settlement.RETRY)
    (again,) = drain(town)
    assert [each.number for each in again.batch.to] == [0, 1, 2, 3]
    assert status(town, message_id) is DeliveryStatus.DELIVERED
    (came,) = reached.of_message(town, message_id)
    assert (came.curve[-1].handed_over, came.curve[-1].failed) == (40, 0), "the drawing ends at the numbers"
    reports.take(town, MAIL, back)
    assert progress(town, message_id).bounced == 3, "reported anew of the second try"


def sent_to_few(town: AppContext, message_id: str, *, back_at_once: str = "") -> list[str]:
    """Whom it went to now; of `back_at_once` the report is here before our own receipt."""
    went = []
    claimed = one_hand.claim(town, delivery(town, message_id).id, "w", LEASE)
    while claimed is not None:
        went.append(claimed.out.recipient)
        if went[-1] == back_at_once:
            reports.take(town, MAIL, [DeliveryReport(remote_id=f"<{back_at_once}>", arrived=False)])
        claimed = one_hand.finish(town, claimed, SendResult(receipt=Receipt(remote_id=f"<{went[-1]}>")), "w")
    return went


@pytest.mark.parametrize("early", [False, True])
def test_of_few_one_is_enough_as_it_is_where_the_channel_itself_refuses_one(
    ctx: AppContext, crisis_id: str, clock: FakeClock, *, early: bool
) -> None:
    town, gone = in_town(ctx, 3, FakeChannels(idempotent=False, recipients=readers(3))), "leser1@kk.example"
    message_id = publish(town, crisis_id)
    went = sent_to_few(town, message_id, back_at_once=gone if early else "")
    assert sorted(went) == [f"leser{n}@kk.example" for n in range(3)]
    back = DeliveryReport(remote_id=f"<{gone}>", arrived=False)
    assert reports.take(town, MAIL, [back]) == (not early), "once"
    assert status(town, message_id) is DeliveryStatus.FAILED and told(town) == 1
    (came,) = reached.of_message(town, message_id)
    assert (came.progress.handed_over, came.progress.bounced, came.progress.failed) == (2, 1, 0)
    assert (came.curve[-1].handed_over, came.curve[-1].failed) == (3, 1)
    clock.forward(minutes=1)
    deliveries.settle(town, "ola", delivery(town, message_id).id, Settlement.RETRY)
    assert sent_to_few(town, message_id) == [gone] and status(town, message_id) is DeliveryStatus.DELIVERED
    assert reached.of_message(town, message_id)[0].progress.handed_over == 3
    assert reports.take(town, MAIL, [back]) == 1 and status(town, message_id) is DeliveryStatus.FAILED
    assert reports.take(town, MAIL, [back.model_copy(update={"arrived": True})]) == 1
    assert status(town, message_id) is DeliveryStatus.DELIVERED


def test_a_correction_goes_also_where_all_came_back(ctx: AppContext, crisis_id: str) -> None:
    town = in_town(ctx, 30)
    message_id = publish(town, crisis_id)
    reports.take(town, MAIL, [of(each) for one in drain(town) for each in one.batch.to])
    assert status(town, message_id) is DeliveryStatus.FAILED
    with town.read() as session:
        assert messages.reached(session, message_id) == [MAIL]


def test_no_other_account_takes_over_hours_later(ctx: AppContext, crisis_id: str) -> None:
    town = in_town(ctx, 30)
    stands_in = account(MAIL, Platform.EMAIL, recipients=readers(30), fallback="tavle")
    town = replace(town, municipality=town.municipality.model_copy(update={"accounts": (*ACCOUNTS, stands_in)}))
    message_id = publish(town, crisis_id)
    to = [each for one in drain(town) for each in one.batch.to]
    reports.take(town, MAIL, [of(each) for each in to])
    assert status(town, message_id) is DeliveryStatus.FAILED and not audit.events(town, action="delivery.fallback")
    refused = publish(town, crisis_id, body="Kok vannet igjen.")
    drain(town, lambda one: [GONE] * len(one.batch.to))
    assert status(town, refused) is DeliveryStatus.FAILED and audit.events(town, action="delivery.fallback")


def test_an_id_without_a_key_is_looked_for_among_what_was_sent_of_late(
    ctx: AppContext, crisis_id: str, clock: FakeClock
) -> None:
    town = in_town(ctx, 30)
    message_id = publish(town, crisis_id)
    (sent,) = drain(town)
    first, second = sent.batch.to[:2]

    def keyless(each: Addressee) -> DeliveryReport:
        return DeliveryReport(remote_id=f"<{each.recipient}>", recipient=each.recipient, arrived=True)

    clock.forward(hours=95)
    assert reports.take_one(town, MAIL, keyless(first)) and progress(town, message_id).arrived == 1
    clock.forward(hours=2)
    assert reports.take_one(town, MAIL, keyless(second)) and progress(town, message_id).arrived == 1


def test_the_look_goes_by_an_index_whatever_was_sent_before(ctx: AppContext, engine: Engine, crisis_id: str) -> None:
    town = in_town(ctx, 30)
    publish(town, crisis_id)
    (sent,) = drain(town)
    asked = []

    def heard(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_more: Any) -> None:
        if "UNION ALL" in statement and not statement.startswith("EXPLAIN"):
            asked.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", heard)
    reports.take_one(town, MAIL, DeliveryReport(remote_id="x", recipient=sent.batch.to[0].recipient, arrived=True))
    event.remove(engine, "before_cursor_execute", heard)
    ((statement, parameters),) = asked
    with engine.connect() as connection:
        is_lite = connection.dialect.name == "sqlite"
        if not is_lite:
            connection.execute(text("SET enable_seqscan = off"))
        explain = "EXPLAIN QUERY PLAN" if is_lite else "EXPLAIN"
        plan = "\n".join(str(row) for row in connection.exec_driver_sql(f"{explain} {statement}", parameters))
    assert plan.count("ix_bulk_account_ended") == 2 and "ix_recipient_set_member_mark_set" in plan, plan


@pytest.mark.parametrize(("others_reported", "late"), [(True, "no report came"), (False, "reports of nobody")])
def test_why_says_what_it_means_that_nothing_is_reported(
    ctx: AppContext, clock: FakeClock, *, others_reported: bool, late: str
) -> None:
    """Cato's second number was taken, and nothing is said of it: not yet, or never any more."""
    town = settled(ctx)
    message_id = warned(town)

    def said() -> str:
        return str(why.explain(town, "ola", "+4791111103", message_id)[-1])

    assert "not reported yet" in said()
    clock.forward(days=4, minutes=1)
    assert "no report came" in said()
    if not others_reported:
        with town.write() as session:
            for row in session.exec(select(BulkRow)):
                row.bounced, row.handed_over = 0, row.handed_over + row.bounced
    assert late in said()
