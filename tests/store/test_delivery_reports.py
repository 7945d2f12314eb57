"""Delivery reports in the ledger: of many and of few, twice, out of turn and before our own receipt; and what the register learns."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from sqlmodel import select

from schemas.accounts.account import Platform
from schemas.errors import RetryClass
from schemas.messages.bulk import Addressee, Sent
from schemas.recipients.delivery_report import DeliveryReport
from schemas.recipients.recipient import Audience
from schemas.recipients.register import EntryForm
from schemas.states import DeliveryStatus
from store.accounts import accounts
from store.approvals import approvals
from store.batches import keys
from store.batches.orders import Answer, Order
from store.context import AppContext
from store.crises import lifecycle
from store.db.tables import AttemptRow, AuditRow, DeliveryRow, RegisterWayRow, ReportRow
from store.deliveries import deliveries
from store.drafts import drafts
from store.reached import reports, why
from store.recipients import concerned, register
from tests.cast import ACCOUNTS, MUNICIPALITY, account, content, request
from tests.fakes import FakeChannels, FakeClock
from tests.store.many_world import MAIL, ask, drain, in_town, order, progress, publish, status, taken


@pytest.fixture
def crisis_id(ctx: AppContext) -> str:
    return lifecycle.establish(ctx, "kari", request()).id


def told(each: Addressee, *, arrived: bool, **more: bool) -> DeliveryReport:
    return DeliveryReport(remote_id="elsewhere", key=each.key, arrived=arrived, **more)


def numbers(town: AppContext, message_id: str) -> tuple[int, int, int]:
    found = progress(town, message_id)
    return found.handed_over, found.arrived, found.bounced


def test_a_report_counts_once_whatever_its_turn(ctx: AppContext, crisis_id: str) -> None:
    town = in_town(ctx, 150)
    message_id = publish(town, crisis_id)
    one, other, *_ = [each for order in drain(town) for each in order.batch.to]
    assert reports.take(town, MAIL, [told(one, arrived=True), told(other, arrived=False)]) == 2
    assert reports.take(town, MAIL, [told(one, arrived=True), told(other, arrived=False)]) == 0, "told twice"
    assert numbers(town, message_id) == (148, 1, 1)
    assert reports.take(town, MAIL, [told(one, arrived=False)]) == 0, "what has arrived stays so"
    assert reports.take(town, MAIL, [told(other, arrived=True)]) == 1, "a phone that was switched on again"
    assert numbers(town, message_id) == (148, 2, 0)


def test_a_report_that_comes_before_our_own_receipt_is_not_written_over(ctx: AppContext, crisis_id: str) -> None:
    town = in_town(ctx, 30)
    message_id = publish(town, crisis_id)
    begun = order(town)
    first, second = begun.batch.to[:2]
    assert reports.take(town, MAIL, [told(first, arrived=True), told(second, arrived=False)]) == 2
    sent = [Sent(kind=RetryClass.AMBIGUOUS), *taken(begun)[1:]]
    assert ask(town, Answer(begun, sent)) is None
    assert numbers(town, message_id) == (28, 1, 1) and status(town, message_id) is DeliveryStatus.DELIVERED


def test_a_report_ends_the_doubt_about_one(ctx: AppContext, crisis_id: str) -> None:
    town = in_town(ctx, 30, channels=FakeChannels(idempotent=False), send_again=())
    message_id = publish(town, crisis_id)
    begun = order(town)
    ask(town, Answer(begun, [Sent(kind=RetryClass.AMBIGUOUS)] * 30))
    assert reports.take(town, MAIL, [told(each, arrived=True) for each in begun.batch.to]) == 30
    assert numbers(town, message_id) == (0, 30, 0) and progress(town, message_id).uncertain == 0


def test_a_report_of_one_among_many_in_a_request_names_them_by_number(ctx: AppContext, crisis_id: str) -> None:
    town = in_town(ctx, 30)
    message_id = publish(town, crisis_id)
    (begun,) = drain(town)

    def of(recipient: str, key: str = begun.batch.reference, *, arrived: bool = True) -> DeliveryReport:
        return DeliveryReport(remote_id="01FC", key=key, recipient=recipient, arrived=arrived)

    first, second = (each.recipient for each in begun.batch.to[:2])
    assert reports.take(town, MAIL, [of(first), of(second, arrived=False), of(first)]) == 2
    assert reports.take(town, MAIL, [of("nobody@kk.example", "b-none.1"), of("")]) <= 1, "of few, kept for who knows"
    assert numbers(town, message_id) == (28, 1, 1)


def test_one_that_brings_no_key_is_known_by_its_number_and_its_id(ctx: AppContext, crisis_id: str) -> None:
    town = in_town(ctx, 30)
    message_id = publish(town, crisis_id)
    begun = order(town)
    first, second, third = begun.batch.to[:3]

    def of(each: Addressee, remote_id: str = "", *, arrived: bool = True) -> DeliveryReport:
        return DeliveryReport(remote_id=remote_id or f"<{each.recipient}>", recipient=each.recipient, arrived=arrived)

    assert not reports.take_one(town, MAIL, of(first)), "its own receipt is not written down yet"
    assert ask(town, Answer(begun, taken(begun))) is None
    found = [of(second, arrived=False), of(first), of(second), of(first, arrived=False), of(third, "another")]
    assert all(reports.take_one(town, MAIL, each) for each in found)
    assert reports.take_one(town, ACCOUNTS[0].id, of(third)), "another account's: taken, and nobody is meant"
    assert numbers(town, message_id) == (28, 2, 0)


def test_reports_are_asked_for_while_something_sent_of_late_may_have_some(
    ctx: AppContext, crisis_id: str, clock: FakeClock
) -> None:
    town = in_town(ctx, 30)
    assert not reports.awaited(town, MAIL)
    publish(town, crisis_id)
    assert reports.awaited(town, MAIL)
    clock.forward(days=4)
    assert not reports.awaited(town, MAIL)


@pytest.mark.parametrize("key", ["", "d-x.1.aa", "x", "d.-1.aa", "d.²." + 16 * "0", "d." + "9" * 40 + ".aa"])
def test_a_key_that_is_none_of_ours_says_nothing_of_many(ctx: AppContext, key: str) -> None:
    assert keys.place(ctx.sealed, key) is None


def test_nobody_reports_for_another_by_counting_on(ctx: AppContext, crisis_id: str) -> None:
    town = in_town(ctx, 30)
    message_id = publish(town, crisis_id)
    (sent,) = drain(town)
    delivery_id, _, ours = sent.batch.to[0].key.split(".")
    forged = DeliveryReport(key=f"{delivery_id}.1.{ours}", arrived=False)
    assert reports.take(town, MAIL, [forged]) == 0 and numbers(town, message_id) == (30, 0, 0)
    assert reports.take(town, ACCOUNTS[0].id, [told(sent.batch.to[0], arrived=True)]) == 0, "another account's door"


def test_of_few_a_report_is_kept_by_the_providers_id(ctx: AppContext) -> None:
    ours = DeliveryReport(remote_id="s1", arrived=False)
    assert [reports.take(ctx, ACCOUNTS[0].id, [ours]) for _ in range(2)] == [1, 0]
    assert reports.take(ctx, ACCOUNTS[0].id, [ours.model_copy(update={"arrived": True})]) == 1
    assert reports.take(ctx, ACCOUNTS[0].id, [ours]) == 0
    with ctx.read() as session:
        kept = session.get(ReportRow, (ACCOUNTS[0].id, "s1"))
        assert kept is not None and kept.arrived


@pytest.mark.parametrize(("answered", "reported"), [("1A2B3C4D", "0439041101"), ("439041101", "1a2b3c4d")])
def test_of_few_a_centre_may_write_its_ids_otherwise_in_reports(
    ctx: AppContext, crisis_id: str, answered: str, reported: str
) -> None:
    """Kept by the id that the text to this very number was answered with."""
    publish(ctx, crisis_id, (ACCOUNTS[0].id,))
    with ctx.write() as session:
        attempt = AttemptRow(
            id="a-1",
            round=1,
            delivery_id=session.exec(select(DeliveryRow.id).where(DeliveryRow.account_id == ACCOUNTS[0].id)).one(),
            recipient="+4791200001",
            number=1,
            started_at=ctx.clock(),
            remote_id=answered,
        )
        session.add(attempt)
    mine = DeliveryReport(remote_id=reported, recipient="+4791200001", arrived=True)
    assert reports.take_one(ctx, ACCOUNTS[0].id, mine.model_copy(update={"recipient": "+4791200002"}))
    assert reports.take_one(ctx, ACCOUNTS[0].id, mine)
    with ctx.read() as session:
        assert set(session.exec(select(ReportRow.remote_id))) == {reported, answered}


EVERYONE = Audience(everyone=True)


@pytest.fixture
def registered(ctx: AppContext) -> AppContext:
    made = replace(
        ctx, municipality=MUNICIPALITY.model_copy(update={"accounts": (*ACCOUNTS, account(MAIL, Platform.EMAIL))})
    )
    accounts.sync(made)
    for n in range(3):
        form = EntryForm(name=f"Leser {n}", emails=(f"leser{n}@kk.example",), purpose="Samtykke")
        register.add(made, "ola", form)
    return made


def warned(town: AppContext, crisis_id: str) -> dict[str, Addressee]:
    words = content("Kok vannet.", audience=EVERYONE)
    draft = drafts.submit(town, "anne", drafts.new(town, "anne", crisis_id, words, (MAIL,)).id)
    approvals.approve(town, "ola", draft.id, draft.revision.seen)
    return {each.recipient: each for order in drain(town) for each in order.batch.to}


def dead(town: AppContext) -> int:
    with town.read() as session:
        return sum(1 for row in session.exec(select(RegisterWayRow)) if row.dead_at is not None)


def test_a_mailbox_that_is_not_there_is_dead_and_left_out_the_next_time(registered: AppContext, crisis_id: str) -> None:
    town = registered
    first = warned(town, crisis_id)
    gone = first["leser1@kk.example"]
    assert reports.take(town, MAIL, [told(gone, arrived=False, nobody_there=True)]) == 1
    assert concerned.count(town, "ola", EVERYONE).email == 2
    again = warned(town, crisis_id)
    assert set(again) == {"leser0@kk.example", "leser2@kk.example"}
    delivery_id = again["leser0@kk.example"].key.partition(".")[0]
    with town.read() as session:
        message_id = deliveries.get(session, delivery_id).message_id
    assert "have failed for good" in str(why.explain(town, "ola", "leser1@kk.example", message_id))


def test_one_that_the_server_refuses_at_once_is_dead_too(registered: AppContext, crisis_id: str) -> None:
    town = registered
    refused = {"leser1@kk.example": True, "leser2@kk.example": False}

    def send(order: Order) -> list[Sent]:
        kinds = [refused.get(each.recipient) for each in order.batch.to]
        return [Sent() if kind is None else Sent(kind=RetryClass.PERMANENT, nobody_there=kind) for kind in kinds]

    words = content("Kok vannet.", audience=EVERYONE)
    draft = drafts.submit(town, "anne", drafts.new(town, "anne", crisis_id, words, (MAIL,)).id)
    approvals.approve(town, "ola", draft.id, draft.revision.seen)
    drain(town, send)
    assert dead(town) == 1, "of the other one the server has said nothing"
    assert set(warned(town, crisis_id)) == {"leser0@kk.example", "leser2@kk.example"}


def test_three_in_a_row_over_a_week_are_dead_and_one_evening_is_not(
    registered: AppContext, crisis_id: str, clock: FakeClock
) -> None:
    town = registered

    def fail(reported: Sequence[DeliveryReport]) -> None:
        assert reports.take(town, MAIL, reported) == len(reported)

    for _ in range(3):
        fail([told(each, arrived=False) for each in warned(town, crisis_id).values()])
    assert dead(town) == 0, "an operator that was down for an evening"
    clock.forward(days=8)
    last = warned(town, crisis_id)
    fail([told(last["leser0@kk.example"], arrived=True), told(last["leser1@kk.example"], arrived=False)])
    fail([told(last["leser2@kk.example"], arrived=False, passing=True)])
    assert dead(town) == 1 and register.find(town, "ola", "leser1@kk.example")
    fail([told(last["leser1@kk.example"], arrived=True)])
    assert dead(town) == 0, "what arrives makes an address alive again"


def test_the_log_names_entries_and_no_address(registered: AppContext, crisis_id: str) -> None:
    reports.take(
        registered,
        MAIL,
        [told(each, arrived=False, nobody_there=True) for each in warned(registered, crisis_id).values()],
    )
    with registered.read() as session:
        logged = [row for row in session.exec(select(AuditRow)) if row.action == "register.way_dead"]
    assert len(logged) == 3 and "@" not in str([row.data for row in logged])


def test_an_entry_that_is_changed_keeps_its_dead_address_dead(registered: AppContext, crisis_id: str) -> None:
    town = registered
    gone = warned(town, crisis_id)["leser1@kk.example"]
    reports.take(town, MAIL, [told(gone, arrived=False, nobody_there=True)])
    (entry,) = register.find(town, "ola", "leser1@kk.example")
    assert entry.dead == ("leser1@kk.example",), "and who looks it up sees that"
    kept = EntryForm(**entry.model_dump(include=set(EntryForm.model_fields)))
    register.change(town, "ola", entry.id, kept.model_copy(update={"name": "Åse Lånke"}))
    assert dead(town) == 1 and concerned.count(town, "ola", EVERYONE).email == 2
    register.change(town, "ola", entry.id, kept.model_copy(update={"emails": ("leser@kk.example",)}))
    assert dead(town) == 0 and concerned.count(town, "ola", EVERYONE).email == 3
