"""The ledger's rules of docs/ledger.md that a single worker, a lost answer or a follow-up can break."""

from dataclasses import replace
from datetime import timedelta

import pytest

from schemas.drafts.content import Content, MessageKind
from schemas.drafts.rendering import PublishAction
from schemas.errors import Refused, RetryClass
from schemas.messages.delivery import Claim, SendResult
from schemas.messages.receipt import Receipt
from schemas.states import DeliveryStatus
from store.approvals import approvals
from store.backups import new_life
from store.context import AppContext
from store.crises import lifecycle
from store.db.tables import DeliveryRow, MessageRow
from store.deliveries import deliveries, unit_posts
from store.drafts import drafts, follow_ups
from store.evidence import audit
from store.messages import messages
from store.outbox import workers
from tests import one_hand
from tests.cast import content, request
from tests.fakes import FakeChannels, FakeClock

LEASE = timedelta(seconds=30)
SENT = SendResult(receipt=Receipt(remote_id="77", remote_url="https://kk.example/77"))
LOST = SendResult(kind=RetryClass.AMBIGUOUS, error="timeout")
REFUSED = SendResult(kind=RetryClass.PERMANENT, error="550")


@pytest.fixture
def ctx(ctx: AppContext) -> AppContext:
    """Channels without a key that cannot be read back: what nobody can know stays unknown."""
    return replace(ctx, channels=FakeChannels(idempotent=False))


@pytest.fixture
def many(ctx: AppContext) -> AppContext:
    return replace(ctx, channels=FakeChannels(idempotent=False, recipients=("a", "b", "c")))


@pytest.fixture
def readable(ctx: AppContext) -> AppContext:
    """Without a key, but what stands there can be read back."""
    return replace(ctx, channels=FakeChannels(idempotent=False, readable=True))


@pytest.fixture
def crisis_id(ctx: AppContext) -> str:
    return lifecycle.establish(ctx, "kari", request()).id


def publish(ctx: AppContext, crisis_id: str, accounts: tuple[str, ...]) -> str:
    draft = drafts.submit(ctx, "anne", drafts.new(ctx, "anne", crisis_id, content("Kok vannet."), accounts).id)
    return approvals.approve(ctx, "ola", draft.id, draft.revision.seen).id


def follow_up(ctx: AppContext, message_id: str, kind: MessageKind, accounts: tuple[str, ...] = ()) -> str:
    text = Content.model_validate(content("Det var feil.").model_dump() | {"kind": kind, "wrong": "Feil tall."})
    draft = follow_ups.submit(ctx, "anne", message_id, text, accounts)
    return approvals.approve(ctx, "ola", draft.id, draft.revision.seen).id


def claim(ctx: AppContext, message_id: str, worker: str = "w") -> Claim:
    (delivery_id,) = [name for name, _ in deliveries.to_carry(ctx, message_id, worker)]
    claimed = one_hand.claim(ctx, delivery_id, worker, LEASE)
    assert claimed is not None
    return claimed


def status(ctx: AppContext, message_id: str) -> DeliveryStatus:
    (found,) = messages.show(ctx, message_id).deliveries
    return found.status


def carry(ctx: AppContext, message_id: str, *results: SendResult) -> None:
    claimed: Claim | None = claim(ctx, message_id)
    for result in results:
        assert claimed is not None
        claimed = one_hand.finish(ctx, claimed, result, "w")
    assert claimed is None


def test_a_claim_whose_answer_was_lost_is_simply_made(ctx: AppContext, crisis_id: str) -> None:
    """The worker lives and has nothing in hand: the request never left, so nothing is in doubt."""
    message = publish(ctx, crisis_id, ("tavle",))
    first = claim(ctx, message)
    again = claim(ctx, message)
    assert not again.in_doubt
    assert again.attempt_id == first.attempt_id
    assert one_hand.claim(ctx, first.out.delivery_id, "other", LEASE) is None, "nobody else before the lease ends"


def test_the_heartbeat_renews_what_is_in_hand_only(ctx: AppContext, crisis_id: str, clock: FakeClock) -> None:
    me = workers.sign_in(ctx, "plain")
    in_hand, lost = (claim(ctx, publish(ctx, crisis_id, ("tavle",)), me) for _ in range(2))
    clock.forward(seconds=20)
    workers.beat(ctx, me, "plain", LEASE, {in_hand.out.delivery_id})
    clock.forward(seconds=20)
    with ctx.read() as session:
        ends = [session.get_one(DeliveryRow, c.out.delivery_id).lease_until for c in (in_hand, lost)]
    assert ends[0] is not None and ends[0] > clock() and ends[1] is not None and ends[1] < clock()
    assert one_hand.claim(ctx, in_hand.out.delivery_id, "other", LEASE) is None
    taken = one_hand.claim(ctx, lost.out.delivery_id, "other", LEASE)
    assert taken is not None and taken.in_doubt


def test_an_outcome_written_twice_changes_nothing(ctx: AppContext, crisis_id: str) -> None:
    message = publish(ctx, crisis_id, ("tavle",))
    claimed = claim(ctx, message)
    for _ in range(2):
        assert one_hand.finish(ctx, claimed, SENT, "w") is None
    assert status(ctx, message) is DeliveryStatus.DELIVERED
    actions = [event.action for event in audit.events(ctx, crisis_id)]
    assert actions.count("delivery.delivered") == 1


def test_the_next_recipient_is_not_lost_with_the_answer(many: AppContext, crisis_id: str) -> None:
    """The commit that wrote one outcome down and opened the next try was made, and its answer lost."""
    message = publish(many, crisis_id, ("skole",))
    first = claim(many, message)
    second = one_hand.finish(many, first, SENT, "w")
    once_more = one_hand.finish(many, first, SENT, "w")
    assert second is not None and once_more == second


def test_a_late_answer_settles_what_nobody_knew(ctx: AppContext, crisis_id: str, clock: FakeClock) -> None:
    message = publish(ctx, crisis_id, ("tavle",))
    slow = claim(ctx, message, "sleeper")
    clock.forward(seconds=31)
    taken = claim(ctx, message, "w")
    assert taken.in_doubt
    assert one_hand.finish(ctx, taken, LOST, "w") is None
    assert status(ctx, message) is DeliveryStatus.UNCERTAIN
    assert one_hand.finish(ctx, slow, SENT, "sleeper") is None
    assert status(ctx, message) is DeliveryStatus.DELIVERED
    (found,) = messages.show(ctx, message).deliveries
    assert found.remote_id == "77"
    assert "delivery.late_answer" in [event.action for event in audit.events(ctx, crisis_id)]


def test_a_late_answer_changes_nothing_that_is_settled(ctx: AppContext, crisis_id: str, clock: FakeClock) -> None:
    message = publish(ctx, crisis_id, ("tavle",))
    slow = claim(ctx, message, "sleeper")
    clock.forward(seconds=31)
    assert one_hand.finish(ctx, claim(ctx, message, "w"), SENT, "w") is None
    assert one_hand.finish(ctx, slow, REFUSED, "sleeper") is None
    assert status(ctx, message) is DeliveryStatus.DELIVERED


@pytest.mark.parametrize("taken", [SENT, SendResult(receipt=Receipt())], ids=["with an id", "without, as by SMTP"])
def test_one_bad_address_leaves_nobody_out_of_the_retraction(
    many: AppContext, crisis_id: str, taken: SendResult
) -> None:
    message = publish(many, crisis_id, ("side", "skole"))
    for name in deliveries.waiting(many, message):
        claimed = one_hand.claim(many, name, "w", LEASE)
        bad = claimed is not None and claimed.account_id == "skole"
        while claimed:
            claimed = one_hand.finish(many, claimed, REFUSED if bad else taken, "w")
            bad = False
    found = {d.account_id: d.status for d in messages.show(many, message).deliveries}
    assert found == {"side": DeliveryStatus.DELIVERED, "skole": DeliveryStatus.FAILED}
    retraction = follow_up(many, message, MessageKind.RETRACTION)
    assert [d.account_id for d in messages.show(many, retraction).deliveries] == ["side", "skole"]


def test_a_channel_that_got_nothing_is_left_out(ctx: AppContext, crisis_id: str) -> None:
    message = publish(ctx, crisis_id, ("tavle", "side"))
    for name in deliveries.waiting(ctx, message):
        claimed = one_hand.claim(ctx, name, "w", LEASE)
        assert claimed is not None
        one_hand.finish(ctx, claimed, SENT if claimed.account_id == "side" else REFUSED, "w")
    retraction = follow_up(ctx, message, MessageKind.RETRACTION)
    assert [d.account_id for d in messages.show(ctx, retraction).deliveries] == ["side"]


def test_a_retraction_of_what_may_stand_there_has_to_look_first(ctx: AppContext, crisis_id: str) -> None:
    message = publish(ctx, crisis_id, ("side",))
    carry(ctx, message, LOST)
    assert status(ctx, message) is DeliveryStatus.UNCERTAIN
    retraction = follow_up(ctx, message, MessageKind.RETRACTION)
    claimed = claim(ctx, retraction)
    assert claimed.out.rendering.action is PublishAction.DELETE
    assert claimed.original is not None and claimed.original.key != claimed.out.key
    found = SendResult(receipt=Receipt(detail="deleted"), original=Receipt(remote_id="99"))
    assert one_hand.finish(ctx, claimed, found, "w") is None
    assert status(ctx, retraction) is DeliveryStatus.DELIVERED
    assert status(ctx, message) is DeliveryStatus.DELIVERED, "the look has settled what nobody knew"


def test_a_worker_that_stops_leaves_the_rest_to_others(many: AppContext, crisis_id: str) -> None:
    message = publish(many, crisis_id, ("skole",))
    first = claim(many, message)
    assert one_hand.finish(many, first, SENT, "w", go_on=False) is None
    assert status(many, message) is DeliveryStatus.QUEUED
    left = claim(many, message, "other")
    assert not left.in_doubt and left.out.recipient == "b"


def test_a_decision_leaves_those_alone_who_surely_got_nothing(many: AppContext, crisis_id: str) -> None:
    message = publish(many, crisis_id, ("skole",))
    carry(many, message, REFUSED, LOST, SENT)
    (delivery,) = messages.show(many, message).deliveries
    assert delivery.status is DeliveryStatus.UNCERTAIN
    decided = deliveries.settle(many, "ola", delivery.id, deliveries.Settlement.ARRIVED)
    assert decided.status is DeliveryStatus.FAILED, "one of three has not got it, whoever says that the second has"
    deliveries.settle(many, "ola", delivery.id, deliveries.Settlement.RETRY)
    claimed = one_hand.claim(many, delivery.id, "w", LEASE)
    assert claimed is not None and claimed.out.recipient == "a"
    assert one_hand.finish(many, claimed, SENT, "w") is None, "nobody else is asked again"


def outcomes(ctx: AppContext, message_id: str, clock: FakeClock, seconds: int, result: SendResult) -> list[Claim]:
    """Whatever is due in these seconds, always with the same result; the claims it took."""
    claims = []
    for _ in range(seconds):
        for name in deliveries.waiting(ctx, message_id):
            claimed = one_hand.claim(ctx, name, "w", LEASE)
            if claimed:
                claims.append(claimed)
                one_hand.finish(ctx, claimed, result, "w")
        clock.forward(seconds=1)
    return claims


def test_what_may_have_been_taken_is_looked_for_and_never_sent_again(
    readable: AppContext, crisis_id: str, clock: FakeClock
) -> None:
    """A platform that needs its time: a look right after the timeout finds nothing yet, and proves nothing."""
    message = publish(readable, crisis_id, ("tavle",))
    claims = outcomes(readable, message, clock, 130, LOST)
    assert len(claims) > 7 and [claimed.in_doubt for claimed in claims] == [False, *[True] * (len(claims) - 1)]
    assert len({claimed.attempt_id for claimed in claims}) == 1, "one try, however often it is looked for"
    assert status(readable, message) is DeliveryStatus.UNCERTAIN


def test_what_shows_late_is_delivered(readable: AppContext, crisis_id: str, clock: FakeClock) -> None:
    message = publish(readable, crisis_id, ("tavle",))
    outcomes(readable, message, clock, 12, LOST)
    assert status(readable, message) is DeliveryStatus.QUEUED
    (found,) = outcomes(readable, message, clock, 10, SENT)
    assert found.in_doubt and status(readable, message) is DeliveryStatus.DELIVERED


def test_a_dead_looker_leaves_the_doubt_to_others(readable: AppContext, crisis_id: str, clock: FakeClock) -> None:
    message = publish(readable, crisis_id, ("tavle",))
    outcomes(readable, message, clock, 2, LOST)
    clock.forward(seconds=3)
    assert claim(readable, message, "dead").in_doubt
    clock.forward(seconds=31)
    assert claim(readable, message, "w").in_doubt


def test_a_stop_before_a_look_keeps_the_doubt(readable: AppContext, crisis_id: str, clock: FakeClock) -> None:
    """Nothing was asked, and nothing that was known is forgotten."""
    two = replace(readable, channels=FakeChannels(idempotent=False, readable=True, recipients=("a", "b")))
    message = publish(two, crisis_id, ("tavle",))
    first = claim(two, message)
    second = one_hand.finish(two, first, LOST, "w")
    assert second is not None and one_hand.finish(two, second, LOST, "w") is None
    clock.forward(seconds=2)
    look = claim(two, message)
    following = one_hand.finish(two, look, SENT, "w")
    assert following is not None and following.in_doubt
    assert one_hand.finish(two, look, SENT, "w", go_on=False) is None, "told to stop after a lost answer"
    again = claim(two, message, "other")
    assert again.in_doubt and again.out.recipient == "b"


def test_the_others_are_not_asked_again_before_their_time(many: AppContext, crisis_id: str, clock: FakeClock) -> None:
    """A look is due in a second, and the recipient whose server named a minute waits for its minute."""
    many = replace(many, channels=FakeChannels(idempotent=False, readable=True, recipients=("a", "b")))
    message = publish(many, crisis_id, ("tavle",))
    carry(many, message, LOST, SendResult(kind=RetryClass.RETRY_AFTER, retry_after=60, error="429"))
    asked = outcomes(many, message, clock, 59, LOST)
    assert {claimed.out.recipient for claimed in asked} == {"a"} and len(asked) > 4
    assert "b" in {claimed.out.recipient for claimed in outcomes(many, message, clock, 10, LOST)}


def test_a_retraction_stops_the_doubt_and_looks_itself(readable: AppContext, crisis_id: str, clock: FakeClock) -> None:
    message = publish(readable, crisis_id, ("tavle",))
    carry(readable, message, LOST)
    retraction = follow_up(readable, message, MessageKind.RETRACTION)
    assert status(readable, message) is DeliveryStatus.UNCERTAIN, "cancelled would say that it never left"
    looks = outcomes(readable, retraction, clock, 130, LOST)
    assert len(looks) > 7 and all(look.original for look in looks)
    assert status(readable, retraction) is DeliveryStatus.UNCERTAIN


def test_what_waits_when_its_message_is_retracted_never_leaves(
    ctx: AppContext, crisis_id: str, clock: FakeClock
) -> None:
    """From the approval on, not only when a worker comes to the retraction."""
    message = publish(ctx, crisis_id, ("tavle", "side"))
    slow, out = [one_hand.claim(ctx, name, "w", LEASE) for name in deliveries.waiting(ctx, message)]
    assert slow and out
    one_hand.finish(ctx, out, SENT, "w")
    one_hand.finish(ctx, slow, SendResult(kind=RetryClass.RETRY_BACKOFF, error="503"), "w")
    follow_up(ctx, message, MessageKind.RETRACTION)
    clock.forward(hours=1)
    assert deliveries.waiting(ctx, message) == []


def test_a_key_that_was_never_answered_is_used_again_and_never_said_to_have_failed(
    ctx: AppContext, crisis_id: str, clock: FakeClock
) -> None:
    keyed = replace(ctx, channels=FakeChannels())
    message = publish(keyed, crisis_id, ("tavle",))
    first = claim(keyed, message)
    one_hand.finish(keyed, first, LOST, "w")
    clock.forward(seconds=2)
    again = claim(keyed, message)
    assert again.in_doubt and again.repeatable and again.out.key == first.out.key
    one_hand.finish(keyed, again, REFUSED, "w")
    assert status(keyed, message) is DeliveryStatus.UNCERTAIN, "the first request may have been taken"


def test_a_channel_that_is_away_for_hours_gets_it_when_it_comes_back(
    ctx: AppContext, crisis_id: str, clock: FakeClock
) -> None:
    message = publish(ctx, crisis_id, ("tavle",))
    busy = SendResult(kind=RetryClass.RETRY_AFTER, retry_after=3, error="429")
    for _ in range(120):  # more than the hundred at which other work is given up
        carry(ctx, message, busy)
        clock.forward(seconds=100)
    (delivery,) = messages.show(ctx, message).deliveries
    assert delivery.status is DeliveryStatus.QUEUED and delivery.attempts == 120
    assert delivery.tried_since is not None and delivery.give_up_at is not None
    assert delivery.give_up_at - delivery.tried_since == ctx.municipality.patience.severe
    carry(ctx, message, SENT)
    assert status(ctx, message) is DeliveryStatus.DELIVERED


def test_when_its_time_is_up_a_person_may_begin_anew(ctx: AppContext, crisis_id: str, clock: FakeClock) -> None:
    message = publish(ctx, crisis_id, ("side",))
    busy = SendResult(kind=RetryClass.RETRY_BACKOFF, error="502")
    carry(ctx, message, busy)
    clock.forward(hours=13)
    carry(ctx, message, busy)
    (failed,) = messages.show(ctx, message).deliveries
    assert failed.status is DeliveryStatus.FAILED
    deliveries.settle(ctx, "ola", failed.id, deliveries.Settlement.RETRY)
    carry(ctx, message, busy)
    (again,) = messages.show(ctx, message).deliveries
    assert again.status is DeliveryStatus.QUEUED and again.tried_since != failed.tried_since


def test_the_lock_puts_a_units_post_in_doubt_before_a_person(readable: AppContext, clock: FakeClock) -> None:
    post = unit_posts.post(readable, "liv", "side", content()).id
    carry(readable, post, LOST)
    lifecycle.establish(readable, "kari", request())
    assert status(readable, post) is DeliveryStatus.UNCERTAIN, "held would say that it never left"
    clock.forward(hours=1)
    assert deliveries.waiting(readable, post) == []


def abreast(ctx: AppContext, message_id: str, worker: str = "w") -> list[Claim]:
    (delivery_id,) = [name for name, _ in deliveries.to_carry(ctx, message_id, worker)]
    return one_hand.claim_all(ctx, [delivery_id], worker, LEASE, abreast=2)


def test_several_recipients_are_asked_abreast(many: AppContext, crisis_id: str) -> None:
    message = publish(many, crisis_id, ("skole",))
    first = abreast(many, message)
    assert [claimed.out.recipient for claimed in first] == ["a", "b"]
    second = one_hand.finish_all(many, [(first[0], SENT), (first[1], REFUSED)], "w", abreast=2)
    assert [claimed.out.recipient for claimed in second] == ["c"]
    assert one_hand.finish_all(many, [(second[0], SENT)], "w", abreast=2) == []
    assert status(many, message) is DeliveryStatus.FAILED, "one of the three has not got it"


def test_what_a_dead_worker_leaves_in_doubt_is_what_it_had_begun(
    many: AppContext, crisis_id: str, clock: FakeClock
) -> None:
    message = publish(many, crisis_id, ("skole",))
    assert len(abreast(many, message, "dead")) == 2
    clock.forward(seconds=31)
    taken = abreast(many, message)
    assert [(claimed.out.recipient, claimed.in_doubt) for claimed in taken] == [("a", True), ("b", True)]
    (last,) = one_hand.finish_all(many, [(claimed, LOST) for claimed in taken], "w", abreast=2)
    assert last.out.recipient == "c" and not last.in_doubt


def test_answers_written_twice_change_nothing(many: AppContext, crisis_id: str) -> None:
    """The commit was made and its answer lost: what it opened has not left, and is handed out again."""
    message = publish(many, crisis_id, ("skole",))
    answers = [(claimed, SENT) for claimed in abreast(many, message)]
    assert one_hand.finish_all(many, answers, "w", abreast=2) == one_hand.finish_all(many, answers, "w", abreast=2)


def test_late_answers_of_several_recipients_settle_each(many: AppContext, crisis_id: str, clock: FakeClock) -> None:
    message = publish(many, crisis_id, ("skole",))
    slow = abreast(many, message, "sleeper")
    clock.forward(seconds=31)
    taken = abreast(many, message)
    (last,) = one_hand.finish_all(many, [(claimed, LOST) for claimed in taken], "w", abreast=2)
    one_hand.finish(many, last, SENT, "w")
    assert status(many, message) is DeliveryStatus.UNCERTAIN
    assert one_hand.finish_all(many, [(claimed, SENT) for claimed in slow], "sleeper", abreast=2) == []
    assert status(many, message) is DeliveryStatus.DELIVERED


def test_a_restored_backup_sends_nothing_a_second_time(ctx: AppContext, crisis_id: str, clock: FakeClock) -> None:
    """What was on its way when the backup was made may have left since, in a life that this database does not remember."""
    waiting, later = publish(ctx, crisis_id, ("tavle",)), publish(ctx, crisis_id, ("side",))
    begun = publish(ctx, crisis_id, ("skole",))
    claim(ctx, begun, "of the other life")
    with ctx.write() as session:
        session.get_one(MessageRow, later).publish_at = clock() + timedelta(hours=1)
    assert new_life.begin(ctx, "kari").number == 1
    clock.forward(hours=2)
    assert claim(ctx, waiting).only_look and claim(ctx, begun).only_look
    assert claim(ctx, later).only_look, "planned, too: nobody knows what the other life has done by then"
    assert not claim(ctx, publish(ctx, crisis_id, ("tavle",))).in_doubt


def test_what_a_person_wants_again_after_a_restore_is_sent(ctx: AppContext, crisis_id: str) -> None:
    message = publish(ctx, crisis_id, ("tavle",))
    new_life.begin(ctx, "kari")
    carry(ctx, message, LOST)
    (delivery,) = messages.show(ctx, message).deliveries
    assert delivery.status is DeliveryStatus.UNCERTAIN
    deliveries.settle(ctx, "ola", delivery.id, deliveries.Settlement.RETRY)
    assert not claim(ctx, message).in_doubt


def test_a_look_that_was_not_begun_proves_nothing(ctx: AppContext, crisis_id: str, clock: FakeClock) -> None:
    """Who took over had lost the lease itself before it could look: the first request may have been taken all the same."""
    message = publish(ctx, crisis_id, ("tavle",))
    claim(ctx, message, "dead")
    clock.forward(seconds=31)
    taken = claim(ctx, message)
    assert one_hand.finish(ctx, taken, SendResult(kind=RetryClass.RETRY_NOW, error="not begun"), "w") is None
    assert status(ctx, message) is DeliveryStatus.UNCERTAIN


@pytest.mark.parametrize("verdict", list(deliveries.Settlement))
def test_nobody_decides_about_a_request_under_way(
    ctx: AppContext, crisis_id: str, verdict: deliveries.Settlement
) -> None:
    claimed = claim(ctx, publish(ctx, crisis_id, ("tavle",)))
    with pytest.raises(Refused):
        deliveries.settle(ctx, "ola", claimed.out.delivery_id, verdict)


def test_a_stop_after_a_lost_answer_leaves_the_last_recipient_to_others(many: AppContext, crisis_id: str) -> None:
    """The commit that opened the last try was made, its answer lost, and the worker told to stop meanwhile."""
    message = publish(many, crisis_id, ("skole",))
    second = one_hand.finish(many, claim(many, message), SENT, "w")
    assert second is not None and one_hand.finish(many, second, SENT, "w") is not None
    assert one_hand.finish(many, second, SENT, "w", go_on=False) is None
    assert status(many, message) is DeliveryStatus.QUEUED
    left = claim(many, message, "other")
    assert not left.in_doubt and left.out.recipient == "c"
