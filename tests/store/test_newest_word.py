"""Of several follow-ups of one message the newest holds: an older one that waits never comes behind it, nor over it."""

import pytest

from schemas.drafts.content import MessageKind
from schemas.drafts.rendering import PublishAction
from schemas.errors import Refused, RetryClass
from schemas.messages.delivery import SendResult
from schemas.states import DeliveryStatus
from store.approvals import approvals
from store.context import AppContext
from store.crises import find
from store.deliveries import deliveries
from store.drafts import follow_ups
from store.messages import messages
from store.monitoring import alarms
from tests import one_hand
from tests.cast import content
from tests.fakes import FakeClock
from tests.store.test_lifecycle import LEASE, SENT, publish

pytestmark = pytest.mark.one_database
FAILED = SendResult(kind=RetryClass.PERMANENT, error="HTTP 400")
BUSY = SendResult(kind=RetryClass.RETRY_AFTER, retry_after=600, error="HTTP 503")
CORRECTION, ALL_CLEAR, RETRACTION = MessageKind.CORRECTION, MessageKind.ALL_CLEAR, MessageKind.RETRACTION


def followed(ctx: AppContext, clock: FakeClock, message_id: str, kind: MessageKind, body: str) -> str:
    clock.forward(seconds=1)
    wrong = "Feil tall." if kind is CORRECTION else None
    draft = follow_ups.submit(ctx, "anne", message_id, content(body, kind=kind, wrong=wrong))
    return approvals.approve(ctx, "ingrid", draft.id, draft.revision.seen).id


def sent(ctx: AppContext, message_id: str, result: SendResult = SENT) -> set[tuple[PublishAction, str | None]]:
    """How each account was asked, and about which of its posts."""
    asked = set()
    for delivery_id in deliveries.waiting(ctx, message_id):
        if claimed := one_hand.claim(ctx, delivery_id, "w-1", LEASE):
            asked.add((claimed.out.rendering.action, claimed.out.target))
            one_hand.finish(ctx, claimed, result, "w-1")
    return asked


def sent_by_half(ctx: AppContext, message_id: str) -> None:
    """One account has it; the others are busy."""
    claimed = one_hand.claim(ctx, deliveries.waiting(ctx, message_id)[0], "w-1", LEASE)
    assert claimed is not None
    one_hand.finish(ctx, claimed, SENT, "w-1")
    sent(ctx, message_id, BUSY)


def asks(ctx: AppContext) -> list[str]:
    """Messages that somebody should see to."""
    (crisis,) = find.listing(ctx)
    return [each.id for each, _ in alarms.of_crisis(ctx, crisis, messages.listing(ctx, crisis.id)).undelivered]


def status(ctx: AppContext, message_id: str) -> set[DeliveryStatus]:
    return {each.status for each in messages.show(ctx, message_id).deliveries}


@pytest.mark.parametrize("kind", [CORRECTION, RETRACTION])
def test_an_older_correction_of_the_same_message_never_comes_over_it(
    ctx: AppContext, clock: FakeClock, kind: MessageKind
) -> None:
    message_id = publish(ctx, clock)
    older = followed(ctx, clock, message_id, CORRECTION, "Kok i tre minutter.")
    sent(ctx, older, BUSY)
    newer = followed(ctx, clock, message_id, kind, "Kok i ti minutter.")
    assert {target for _, target in sent(ctx, newer)} == {"1"}
    clock.forward(seconds=700)
    assert not sent(ctx, older) and status(ctx, older) == {DeliveryStatus.CANCELLED}


def test_what_corrects_a_correction_that_never_left_changes_the_post_that_is_wrong(
    ctx: AppContext, clock: FakeClock
) -> None:
    message_id = publish(ctx, clock)
    older = followed(ctx, clock, message_id, CORRECTION, "Kok i tre minutter.")
    sent_by_half(ctx, older)
    newer = followed(ctx, clock, older, CORRECTION, "Kok i ti minutter.")
    assert sent(ctx, newer) == {(PublishAction.EDIT, "1")}


def test_an_all_clear_leaves_the_wrong_words_to_be_put_right(ctx: AppContext, clock: FakeClock) -> None:
    message_id = publish(ctx, clock)
    older = followed(ctx, clock, message_id, CORRECTION, "Kok i tre minutter.")
    sent_by_half(ctx, older)
    sent(ctx, followed(ctx, clock, older, ALL_CLEAR, "Faren er over."))
    clock.forward(seconds=700)
    assert sent(ctx, older) == {(PublishAction.EDIT, "1")} and status(ctx, older) == {DeliveryStatus.DELIVERED}


@pytest.mark.parametrize("result", [SENT, FAILED])
@pytest.mark.parametrize("kind", [CORRECTION, ALL_CLEAR, RETRACTION])
def test_nobody_tries_again_what_another_has_taken_the_place_of(
    ctx: AppContext, clock: FakeClock, kind: MessageKind, result: SendResult
) -> None:
    """Where the first one failed the correction stands alone; the wrong words would come behind it. Where it failed too, it is what
    is tried again."""
    message_id = publish(ctx, clock, FAILED)
    failed = messages.show(ctx, message_id).deliveries[0].id
    sent(ctx, followed(ctx, clock, message_id, kind, "Kok i tre minutter."), result)
    with pytest.raises(Refused, match="has come after this message"):
        deliveries.settle(ctx, "ola", failed, deliveries.Settlement.RETRY)
    assert status(ctx, message_id) == {DeliveryStatus.FAILED}


@pytest.mark.parametrize("kind", [CORRECTION, ALL_CLEAR, RETRACTION])
def test_what_was_wrong_or_is_over_never_goes_to_a_channel_that_it_failed_on(
    ctx: AppContext, clock: FakeClock, kind: MessageKind
) -> None:
    """A follow-up goes where the message went. The channel that got neither still needs somebody, but not the wrong words."""
    message_id = publish(ctx, clock, SENT, FAILED)
    first, second = sorted(messages.show(ctx, message_id).deliveries, key=lambda each: each.status.value)
    assert (first.status, second.status) == (DeliveryStatus.DELIVERED, DeliveryStatus.FAILED)
    later = followed(ctx, clock, message_id, kind, "Kok i tre minutter.")
    assert [each.account_id for each in messages.show(ctx, later).deliveries] == [first.account_id]
    with pytest.raises(Refused, match="write to it anew" if kind is CORRECTION else "sent no more.$"):
        deliveries.settle(ctx, "ola", second.id, deliveries.Settlement.RETRY)
    assert asks(ctx) == ([message_id] if kind is CORRECTION else [])


@pytest.mark.parametrize("kind", [CORRECTION, ALL_CLEAR, RETRACTION])
def test_nobody_has_to_see_to_what_another_has_taken_the_place_of(
    ctx: AppContext, clock: FakeClock, kind: MessageKind
) -> None:
    """It would stand among what needs somebody until the crisis is over, since nobody can try it again."""
    message_id = publish(ctx, clock, FAILED)
    assert asks(ctx) == [message_id]
    later = followed(ctx, clock, message_id, kind, "Kok i tre minutter.")
    assert asks(ctx) == []
    sent(ctx, later, FAILED)
    assert asks(ctx) == ([] if kind is RETRACTION else [later]), "nothing stood there to be taken back"
