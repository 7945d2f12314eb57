"""One message from the crisis staff to its receipts, on both databases."""

from datetime import timedelta
from itertools import cycle

import pytest

from schemas.drafts.content import MessageKind
from schemas.errors import Refused, RetryClass
from schemas.messages.delivery import SendResult
from schemas.messages.receipt import Receipt
from schemas.states import AccountState, CrisisStatus, DeliveryStatus, DraftStatus, MessageStatus
from store.accounts import accounts
from store.approvals import approvals
from store.context import AppContext
from store.crises import find, lifecycle
from store.deliveries import deliveries, unit_posts
from store.drafts import drafts, follow_ups
from store.evidence import audit
from store.messages import messages
from tests import one_hand
from tests.cast import content, request
from tests.fakes import FakeClock

LEASE = timedelta(seconds=10)
SENT = SendResult(receipt=Receipt(remote_id="1", remote_url="https://side.example/1"))


def publish(ctx: AppContext, clock: FakeClock, *results: SendResult) -> str:
    """A message approved and sent to `side` and `tavle` with these results, one for both or one each; returns its id."""
    crisis = lifecycle.establish(ctx, "kari", request())
    draft = drafts.submit(ctx, "anne", drafts.new(ctx, "anne", crisis.id, content(), ["side", "tavle"]).id)
    message = approvals.approve(ctx, "ola", draft.id, draft.revision.seen)
    send_all(ctx, message.id, *results)
    return message.id


def send_all(ctx: AppContext, message_id: str, *results: SendResult) -> None:
    waiting = deliveries.waiting(ctx, message_id)
    for delivery_id, result in zip(waiting, cycle(results or (SENT,)), strict=False):
        claimed = one_hand.claim(ctx, delivery_id, "w-1", LEASE)
        while claimed:
            claimed = one_hand.finish(ctx, claimed, result, "w-1")


def test_a_message_reaches_its_accounts(ctx: AppContext, clock: FakeClock) -> None:
    message = messages.show(ctx, publish(ctx, clock))
    assert message.status is MessageStatus.PUBLISHED
    assert {d.remote_id for d in message.deliveries} == {"1"}
    assert audit.verify(ctx).first_bad is None


def test_accounts_lock_and_open_again(ctx: AppContext) -> None:
    crisis = lifecycle.establish(ctx, "per", request())
    assert {s.state for s in accounts.statuses(ctx)} == {AccountState.LOCKED}
    assert {s.state for s in accounts.statuses(ctx, sandbox=True)} == {AccountState.OPEN}
    lifecycle.stand_down(ctx, "kari", crisis.id)
    assert {s.state for s in accounts.statuses(ctx)} == {AccountState.OPEN}
    assert find.show(ctx, crisis.id).status is CrisisStatus.STOOD_DOWN


def test_two_crises_can_overlap(ctx: AppContext) -> None:
    first, second = (lifecycle.establish(ctx, "kari", request(title=t)) for t in ("Flom", "Brann"))
    lifecycle.stand_down(ctx, "kari", first.id)
    assert accounts.status(ctx, "side").state is AccountState.LOCKED
    lifecycle.stand_down(ctx, "kari", second.id)
    assert accounts.status(ctx, "side").state is AccountState.OPEN


def test_an_author_never_approves(ctx: AppContext) -> None:
    crisis = lifecycle.establish(ctx, "kari", request())
    draft = drafts.submit(ctx, "ola", drafts.new(ctx, "ola", crisis.id, content()).id)
    with pytest.raises(Refused, match="second person"):
        approvals.approve(ctx, "ola", draft.id, draft.revision.seen)
    assert drafts.show(ctx, draft.id).status is DraftStatus.SUBMITTED


def test_planned_posts_are_held_and_never_sent_by_themselves(ctx: AppContext, clock: FakeClock) -> None:
    post = unit_posts.post(ctx, "liv", "side", content(), clock() + timedelta(hours=1))
    crisis = lifecycle.establish(ctx, "kari", request())
    lifecycle.stand_down(ctx, "kari", crisis.id)
    clock.forward(hours=2)
    send_all(ctx, post.id)
    assert messages.show(ctx, post.id).deliveries[0].status is DeliveryStatus.HELD
    unit_posts.decide_held(ctx, "liv", post.id, publish=True)
    send_all(ctx, post.id)
    assert messages.show(ctx, post.id).status is MessageStatus.PUBLISHED


def test_a_correction_edits_where_the_original_arrived(ctx: AppContext, clock: FakeClock) -> None:
    message_id = publish(ctx, clock)
    draft = follow_ups.submit(
        ctx, "anne", message_id, content("Kok i tre minutter.", kind=MessageKind.CORRECTION, wrong="Feil tall.")
    )
    assert draft.status is DraftStatus.SUBMITTED
    assert set(draft.revision.accounts) == {"side", "tavle"}
    correction = approvals.approve(ctx, "ingrid", draft.id, draft.revision.seen)
    claimed = one_hand.claim(ctx, deliveries.waiting(ctx, correction.id)[0], "w-1", LEASE)
    assert claimed is not None and claimed.out.target == "1"
    one_hand.finish(ctx, claimed, SENT, "w-1")
    send_all(ctx, correction.id)
    assert messages.show(ctx, message_id).status is MessageStatus.CORRECTED


def test_a_dead_worker_leaves_a_question(ctx: AppContext, clock: FakeClock) -> None:
    crisis = lifecycle.establish(ctx, "kari", request())
    draft = drafts.submit(ctx, "anne", drafts.new(ctx, "anne", crisis.id, content(), ["side"]).id)
    message = approvals.approve(ctx, "ola", draft.id, draft.revision.seen)
    (delivery,) = deliveries.waiting(ctx, message.id)
    assert one_hand.claim(ctx, delivery, "w-dead", LEASE) is not None
    assert one_hand.claim(ctx, delivery, "w-2", LEASE) is None
    clock.forward(seconds=11)
    again = one_hand.claim(ctx, delivery, "w-2", LEASE)
    assert again is not None and again.in_doubt
    lost = SendResult(kind=RetryClass.AMBIGUOUS, error="?")
    one_hand.finish(ctx, again, lost, "w-2")
    clock.forward(seconds=5)
    send_all(ctx, message.id)
    assert messages.show(ctx, message.id).status is MessageStatus.PUBLISHED


def test_the_fallback_takes_over(ctx: AppContext, clock: FakeClock) -> None:
    crisis = lifecycle.establish(ctx, "kari", request())
    draft = drafts.submit(ctx, "anne", drafts.new(ctx, "anne", crisis.id, content(), ["tavle"]).id)
    message = approvals.approve(ctx, "ola", draft.id, draft.revision.seen)
    send_all(ctx, message.id, SendResult(kind=RetryClass.PERMANENT, error="HTTP 400"))
    send_all(ctx, message.id)
    done = messages.show(ctx, message.id)
    assert {(d.account_id, d.status.value) for d in done.deliveries} == {("tavle", "failed"), ("side", "delivered")}
    assert done.status is MessageStatus.PARTLY_PUBLISHED
