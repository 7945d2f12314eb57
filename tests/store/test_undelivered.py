"""What ended as failed or uncertain is told to those who can do something about it, once, and only while it stands so."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import col, select

from policy.exercises.sandbox import MARK
from schemas.errors import RetryClass
from schemas.event import EventKind, OutboxEvent
from schemas.messages.delivery import Claim, SendResult
from schemas.messages.receipt import Receipt
from schemas.states import DeliveryStatus
from store.accounts import accounts
from store.approvals import approvals
from store.context import AppContext
from store.crises import lifecycle
from store.db.tables import NoticeRow
from store.deliveries import deliveries, unit_posts
from store.drafts import drafts
from store.evidence import audit
from store.messages import messages
from store.outbox import outbox
from store.sending import undelivered
from tests import one_hand
from tests.cast import MUNICIPALITY, content, more_accounts, request
from tests.fakes import FakeChannels, FakeClock

LEASE = timedelta(seconds=30)
SENT = SendResult(receipt=Receipt(remote_id="77"))
LOST = SendResult(kind=RetryClass.AMBIGUOUS, error="timeout")
REFUSED = SendResult(kind=RetryClass.PERMANENT, error="550")


@pytest.fixture
def ctx(ctx: AppContext) -> AppContext:
    """Channels without a key that cannot be read back."""
    return replace(ctx, channels=FakeChannels(idempotent=False))


@pytest.fixture
def crisis_id(ctx: AppContext) -> str:
    return lifecycle.establish(ctx, "kari", request()).id


def publish(ctx: AppContext, crisis_id: str, channels: Sequence[str], title: str = "Kok drikkevannet") -> str:
    text = content(title=title)
    draft = drafts.submit(ctx, "anne", drafts.new(ctx, "anne", crisis_id, text, channels).id)
    return approvals.approve(ctx, "ola", draft.id, draft.revision.seen).id


def carry(ctx: AppContext, message_id: str, account_id: str, *results: SendResult, worker: str = "w") -> Claim:
    """Claims, makes the requests come to these; returns the first claim."""
    (delivery_id,) = [name for name, account in deliveries.to_carry(ctx, message_id, worker) if account == account_id]
    first = claimed = one_hand.claim(ctx, delivery_id, worker, LEASE)
    for result in results:
        assert claimed is not None
        claimed = one_hand.finish(ctx, claimed, result, worker)
    assert first is not None
    return first


def waiting(ctx: AppContext) -> list[OutboxEvent]:
    return [event for event in outbox.pending(ctx) if event.kind is EventKind.UNDELIVERED]


def told(ctx: AppContext, clock: FakeClock) -> dict[str, tuple[str, str]]:
    """Person to (subject, text), once what waits has been told and is done."""
    for event in waiting(ctx):
        clock.now = max(clock.now, event.due_at)
        before = _ids(ctx)
        undelivered.tell(ctx, event.payload["ids"])
        outbox.finish(ctx, event.id, "plain")
        with ctx.read() as session:
            rows = [row for row in session.exec(select(NoticeRow)) if row.id not in before]
            assert len({row.person_id for row in rows}) == len(rows), "one for each"
            return {row.person_id: (row.subject, row.text) for row in rows}
    return {}


def _ids(ctx: AppContext) -> set[str]:
    with ctx.read() as session:
        return set(session.exec(select(NoticeRow.id)))


def pages(ctx: AppContext, person_id: str) -> list[str | None]:
    """Where this person's notices lead, oldest first."""
    with ctx.read() as session:
        rows = session.exec(select(NoticeRow).order_by(col(NoticeRow.created_at)))
        return [row.page for row in rows if row.person_id == person_id]


def test_the_desk_is_told_what_where_and_what_to_do(ctx: AppContext, crisis_id: str, clock: FakeClock) -> None:
    message = publish(ctx, crisis_id, ("skole",))
    carry(ctx, message, "skole", REFUSED)
    found = told(ctx, clock)
    assert found.keys() == {"ola", "ingrid"}
    subject, text = found["ola"]
    assert subject == "Ikke ute overalt: Vannbrudd"
    assert text == (
        "«Kok drikkevannet» kom ikke ut i: skole. Prøv det som feilet, på nytt, og si om det som er usikkert, kom fram."
    )
    assert pages(ctx, "ola")[-1] == f"/messages/{message}"
    assert waiting(ctx) == []
    assert [e.subject for e in audit.events(ctx, crisis_id, "delivery.told")] == [
        d.id for d in messages.show(ctx, message).deliveries
    ]


def test_what_nobody_knows_is_said_so(ctx: AppContext, crisis_id: str, clock: FakeClock) -> None:
    carry(ctx, publish(ctx, crisis_id, ("skole",)), "skole", LOST)
    subject, text = told(ctx, clock)["ingrid"]
    assert subject == "Kanskje ikke ute: Vannbrudd"
    assert text.startswith("Ingen vet om «Kok drikkevannet» kom ut i: skole.")


def test_a_try_that_is_followed_by_another_is_no_news(ctx: AppContext, crisis_id: str) -> None:
    carry(ctx, publish(ctx, crisis_id, ("skole",)), "skole", SendResult(kind=RetryClass.RETRY_BACKOFF, error="503"))
    assert waiting(ctx) == []


def test_a_channel_that_is_away_is_told_of_once_while_it_is_tried(
    ctx: AppContext, crisis_id: str, clock: FakeClock
) -> None:
    """Patience goes on for hours; nobody should learn of it only then."""
    message = publish(ctx, crisis_id, ("skole",))
    begun, found = clock.now, list[tuple[float, str]]()
    while (clock.now - begun) < timedelta(hours=2):
        (delivery,) = messages.show(ctx, message).deliveries
        clock.now = max(clock.now, delivery.due_at)
        carry(ctx, message, "skole", SendResult(kind=RetryClass.RETRY_BACKOFF, error="503"))
        if waiting(ctx):
            (_, text) = told(ctx, clock)["ola"]
            found.append(((clock.now - begun).total_seconds(), text))
    ((after, text),) = found
    assert 240 <= after <= 330
    assert text.startswith("«Kok drikkevannet» er ikke ute ennå i: skole. Krisekanal prøver videre.")


def test_what_gets_out_before_the_notice_is_not_told_of(ctx: AppContext, crisis_id: str, clock: FakeClock) -> None:
    message = publish(ctx, crisis_id, ("skole",))
    while not waiting(ctx):
        (delivery,) = messages.show(ctx, message).deliveries
        clock.now = max(clock.now, delivery.due_at)
        carry(ctx, message, "skole", SendResult(kind=RetryClass.RETRY_NOW, error="refused"))
    clock.now = max(clock.now, messages.show(ctx, message).deliveries[0].due_at)
    carry(ctx, message, "skole", SENT)
    assert told(ctx, clock) == {}


def test_many_recipients_and_many_channels_are_one_notice(ctx: AppContext, crisis_id: str, clock: FakeClock) -> None:
    ctx = replace(ctx, channels=FakeChannels(idempotent=False, recipients=("a", "b", "c")))
    message = publish(ctx, crisis_id, ("skole", "side"))
    carry(ctx, message, "skole", REFUSED, REFUSED, LOST)
    clock.forward(seconds=20)
    carry(ctx, message, "side", REFUSED, SENT, SENT)
    (event,) = waiting(ctx)
    assert event.due_at <= clock.now + timedelta(seconds=10), "the second does not put the first off"
    (_, text) = told(ctx, clock)["ola"]
    assert "kom ikke ut i: side." in text and "Ingen vet om «Kok drikkevannet» kom ut i: skole." in text


def test_a_bad_night_is_no_flood(ctx: AppContext, clock: FakeClock) -> None:
    """40 channels fail, two a minute."""
    town = MUNICIPALITY.model_copy(update={"accounts": MUNICIPALITY.accounts + more_accounts(40)})
    ctx = replace(ctx, municipality=town)
    accounts.sync(ctx)
    crisis_id = lifecycle.establish(ctx, "kari", request()).id
    names = [account.id for account in more_accounts(40)]
    message, notices = publish(ctx, crisis_id, names), 0
    for name in names:
        carry(ctx, message, name, REFUSED)
        clock.forward(seconds=30)
        notices += any(e.due_at <= clock.now for e in waiting(ctx)) and "ola" in told(ctx, clock)
    notices += "ola" in told(ctx, clock)
    assert 4 <= notices <= 6
    assert len(audit.events(ctx, crisis_id, "delivery.told")) == 40, "and everyone of them is told of"


def test_a_storm_names_some_and_counts_the_rest(ctx: AppContext, crisis_id: str, clock: FakeClock) -> None:
    for number in range(8):
        carry(ctx, publish(ctx, crisis_id, ("skole",), f"Melding {number}"), "skole", REFUSED)
    (_, text) = told(ctx, clock)["ola"]
    assert text.count("kom ikke ut") == 5 and "3 meldinger til er ikke ute overalt" in text


def test_a_late_answer_that_settles_it_is_waited_for(ctx: AppContext, crisis_id: str, clock: FakeClock) -> None:
    message = publish(ctx, crisis_id, ("skole",))
    slow = carry(ctx, message, "skole")
    clock.forward(seconds=60)
    carry(ctx, message, "skole", LOST, worker="other")
    assert messages.show(ctx, message).deliveries[0].status is DeliveryStatus.UNCERTAIN
    one_hand.finish(ctx, slow, SENT, "w")
    assert messages.show(ctx, message).deliveries[0].status is DeliveryStatus.DELIVERED
    assert told(ctx, clock) == {}


def test_another_try_that_fails_too_is_told_again(ctx: AppContext, crisis_id: str, clock: FakeClock) -> None:
    message = publish(ctx, crisis_id, ("skole",))
    carry(ctx, message, "skole", REFUSED)
    assert told(ctx, clock)
    (delivery,) = messages.show(ctx, message).deliveries
    deliveries.settle(ctx, "ola", delivery.id, deliveries.Settlement.RETRY)
    carry(ctx, message, "skole", REFUSED)
    (event,) = waiting(ctx)
    assert event.due_at > clock.now + timedelta(minutes=4), "not at once after the first"
    assert told(ctx, clock).keys() == {"ola", "ingrid"}


def test_who_stands_in_is_named(ctx: AppContext, crisis_id: str, clock: FakeClock) -> None:
    text = content(title="Kok drikkevannet")
    draft = drafts.submit(ctx, "anne", drafts.new(ctx, "anne", crisis_id, text, ("tavle",)).id)
    message = approvals.approve(ctx, "ola", draft.id, draft.revision.seen).id
    carry(ctx, message, "tavle", REFUSED)
    (_, words) = told(ctx, clock)["ola"]
    stand_ins = [d.account_id for d in messages.show(ctx, message).deliveries if d.fallback_for]
    assert stand_ins == ["side"]
    assert "side overtar for tavle." in words


def test_a_deputy_who_approved_is_told_too(ctx: AppContext, crisis_id: str, clock: FakeClock) -> None:
    draft = drafts.submit(ctx, "anne", drafts.new(ctx, "anne", crisis_id, content(), ("skole",)).id)
    message = approvals.approve(ctx, "siri", draft.id, draft.revision.seen).id
    carry(ctx, message, "skole", REFUSED)
    assert told(ctx, clock).keys() == {"ola", "ingrid", "siri"}


def test_a_units_own_post_is_told_to_the_unit(ctx: AppContext, clock: FakeClock) -> None:
    message = unit_posts.post(ctx, "tor", "skole", content(title="Skolestart")).id
    carry(ctx, message, "skole", REFUSED)
    found = told(ctx, clock)
    assert found.keys() == {"tor"}
    assert found["tor"][0] == "Ikke ute: Skolestart" and "skole. Prøv på nytt" in found["tor"][1]


def test_posts_of_two_units_are_told_to_their_own(ctx: AppContext, clock: FakeClock) -> None:
    school = unit_posts.post(ctx, "tor", "skole", content(title="Skolestart")).id
    info = unit_posts.post(ctx, "liv", "side", content(title="Bibliotek")).id
    carry(ctx, school, "skole", REFUSED)
    carry(ctx, info, "side", LOST)
    found = told(ctx, clock)
    assert found.keys() == {"tor", "liv", "anne"}
    assert "Bibliotek" not in found["tor"][1] and "Skolestart" not in found["liv"][1]


def test_a_drills_notice_is_a_drills(ctx: AppContext, clock: FakeClock) -> None:
    crisis_id = lifecycle.establish(ctx, "kari", request(exercise=True)).id
    message = publish(ctx, crisis_id, ("skole-ovelse",))
    carry(ctx, message, "skole-ovelse", REFUSED)
    before = _ids(ctx)
    (subject, _) = told(ctx, clock)["ola"]
    assert subject.startswith(MARK)
    with ctx.read() as session:
        fresh = [row for row in session.exec(select(NoticeRow)) if row.id not in before]
    assert fresh and all(row.exercise for row in fresh)
