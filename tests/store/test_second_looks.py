"""What is asked once more, should the first barrier have failed; and what must still hold after a retry, a death, a farewell."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session

from policy.decision import YES
from policy.drafts import approval
from policy.evidence.hashing import content_hash
from schemas.drafts.content import MessageKind
from schemas.errors import Refused, RetryClass
from schemas.identity.login import LoginMethod
from schemas.messages.delivery import SendResult
from schemas.messages.message import Message
from schemas.messages.receipt import Receipt
from schemas.states import AccountState, DeliveryStatus
from store.accounts import accounts, gate
from store.approvals import approvals
from store.context import AppContext
from store.crises import lifecycle
from store.db.tables import MessageRow
from store.deliveries import deliveries, unit_posts
from store.drafts import drafts, follow_ups
from store.evidence import audit
from store.identity import login_sessions
from store.messages import messages
from tests import one_hand
from tests.cast import MUNICIPALITY, content, request
from tests.fakes import FakeChannels, FakeClock

LEASE = timedelta(seconds=10)
SENT = SendResult(receipt=Receipt(remote_id="17", remote_url="https://kk.example/17"))


def approved(ctx: AppContext, *accounts: str, author: str = "anne") -> Message:
    crisis = lifecycle.establish(ctx, "kari", request())
    draft = drafts.submit(ctx, author, drafts.new(ctx, author, crisis.id, content(), accounts or ("side",)).id)
    return approvals.approve(ctx, "ola", draft.id, draft.revision.seen)


def refused_at_the_last_moment(ctx: AppContext, message: Message) -> None:
    (delivery,) = message.deliveries
    assert one_hand.claim(ctx, delivery.id, "w", LEASE) is None
    assert deliveries.status(ctx, delivery.id) is DeliveryStatus.CANCELLED
    assert [e.subject for e in audit.events(ctx, action="delivery.refused_not_as_approved")] == [delivery.id]


def test_an_approval_of_ones_own_that_has_got_past_the_rules_is_not_sent(
    ctx: AppContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(approval, "may_approve", lambda *_: YES)  # the first barrier, gone
    refused_at_the_last_moment(ctx, approved(ctx, author="ola"))


def test_a_text_that_is_changed_in_the_database_after_its_approval_is_not_sent(ctx: AppContext, engine: Engine) -> None:
    message = approved(ctx)
    with _unguarded(engine), Session(engine) as session, session.begin():
        row = session.get_one(MessageRow, message.id)
        row.content = {**row.content, "body": "Vannet er trygt."}
    refused_at_the_last_moment(ctx, message)


@contextmanager
def _unguarded(engine: Engine) -> Iterator[None]:
    """As an administrator of the database could."""
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("ALTER TABLE message DISABLE TRIGGER USER"))
        else:
            query = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'message'"
            for (name,) in connection.execute(text(query)).all():
                connection.execute(text(f'DROP TRIGGER "{name}"'))
    yield


def test_other_accounts_are_another_hash(ctx: AppContext) -> None:
    """`tavle` alone has the same renderings as `tavle` and `side`, which it falls back on."""
    crisis = lifecycle.establish(ctx, "kari", request())
    alone, both = (drafts.new(ctx, "anne", crisis.id, content(), a).revision for a in (("tavle",), ("tavle", "side")))
    assert alone.renderings == both.renderings and alone.content_hash != both.content_hash
    assert content_hash(alone.content, alone.accounts, alone.renderings) == alone.content_hash


def test_every_try_has_the_same_key_and_the_receipt_is_kept(ctx: AppContext, clock: FakeClock) -> None:
    (delivery,) = approved(ctx).deliveries
    first = one_hand.claim(ctx, delivery.id, "w", LEASE)
    assert first and one_hand.finish(ctx, first, SendResult(kind=RetryClass.RETRY_BACKOFF), "w") is None
    clock.forward(seconds=2)
    second = one_hand.claim(ctx, delivery.id, "w", LEASE)
    assert second and second.out.key == first.out.key
    one_hand.finish(ctx, second, SENT, "w")
    (found,) = messages.show(ctx, delivery.message_id).deliveries
    assert (found.remote_id, found.remote_url) == ("17", "https://kk.example/17")


def test_the_answer_of_one_who_has_lost_the_lease_counts_for_nothing(ctx: AppContext, clock: FakeClock) -> None:
    (delivery,) = approved(ctx).deliveries
    slow = one_hand.claim(ctx, delivery.id, "slow", LEASE)
    clock.forward(seconds=11)
    quick = one_hand.claim(ctx, delivery.id, "quick", LEASE)
    assert slow and quick and quick.in_doubt
    assert one_hand.finish(ctx, slow, SendResult(kind=RetryClass.PERMANENT, error="nei"), "slow") is None
    assert deliveries.status(ctx, delivery.id) is DeliveryStatus.SENDING
    one_hand.finish(ctx, quick, SENT, "quick")
    assert deliveries.status(ctx, delivery.id) is DeliveryStatus.DELIVERED


def test_a_correction_goes_also_where_nobody_knows_whether_the_original_arrived(ctx: AppContext) -> None:
    ctx = replace(ctx, channels=FakeChannels(idempotent=False))
    message = approved(ctx, "side", "skole", "tavle")
    results = {
        "side": SendResult(kind=RetryClass.AMBIGUOUS),
        "skole": SENT,
        "tavle": SendResult(kind=RetryClass.PERMANENT),
    }
    for delivery in message.deliveries:
        claimed = one_hand.claim(ctx, delivery.id, "w", LEASE)
        assert claimed
        one_hand.finish(ctx, claimed, results[delivery.account_id], "w")
    correction = content("Kok vannet i tre minutter.", kind=MessageKind.CORRECTION, wrong="Feil tall.")
    draft = follow_ups.submit(ctx, "anne", message.id, correction)
    assert set(draft.revision.accounts) == {"side", "skole"}, "not where it surely did not arrive"


def test_the_gate_opens_with_the_lock_and_not_later(ctx: AppContext) -> None:
    """A crisis that is stood down within seconds leaves nothing closed behind."""
    (leaving,) = unit_posts.post(ctx, "liv", "side", content()).deliveries
    assert one_hand.claim(ctx, leaving.id, "w", LEASE)
    crisis = lifecycle.establish(ctx, "kari", request())
    lifecycle.stand_down(ctx, "kari", crisis.id)
    assert unit_posts.post(ctx, "tor", "skole", content()).deliveries


def test_who_establishes_in_a_larger_transaction_clears_the_way_first(ctx: AppContext) -> None:
    """Since a unit post on its way cannot be written down while everybody waits for that transaction."""
    texts = (content(), content(body="Kok alt vann i fem minutter."))
    posts = [unit_posts.post(ctx, "liv", "side", text).deliveries[0].id for text in texts]
    with pytest.raises(Refused):
        lifecycle.clear_the_way(ctx, "anne", request())
    assert one_hand.claim(ctx, posts[0], "w", LEASE), "a refusal closes no gate"
    lifecycle.clear_the_way(ctx, "kari", request())
    assert one_hand.claim(ctx, posts[1], "w", LEASE) is None
    with ctx.together() as one:
        crisis = lifecycle.establish(one, "kari", request(), way_is_clear=True)
    [named] = audit.events(ctx, crisis.id, "lock.posts_on_their_way")
    assert named.data["deliveries"] == [posts[0]]


def test_while_the_gate_closes_nothing_new_leaves_and_it_opens_by_itself(ctx: AppContext, clock: FakeClock) -> None:
    """Should whoever closed it die before the lock is written."""
    (waiting,) = unit_posts.post(ctx, "liv", "side", content()).deliveries
    gate.drain(ctx)
    assert one_hand.claim(ctx, waiting.id, "w", LEASE) is None
    assert deliveries.status(ctx, waiting.id) is DeliveryStatus.QUEUED
    with pytest.raises(Refused):
        unit_posts.post(ctx, "tor", "skole", content())
    clock.forward(seconds=1)
    assert one_hand.claim(ctx, waiting.id, "w", LEASE) and unit_posts.post(ctx, "tor", "skole", content())


@pytest.mark.parametrize("exercise", [True, False])
def test_an_exercise_locks_sandbox_accounts_alone_and_a_crisis_the_accounts_alone(
    ctx: AppContext, exercise: bool
) -> None:
    lifecycle.establish(ctx, "kari", request(exercise=exercise))
    for sandbox in (True, False):
        states = {status.state for status in accounts.statuses(ctx, sandbox=sandbox)}
        assert states == {AccountState.LOCKED if sandbox == exercise else AccountState.OPEN}


def test_an_exercise_never_begins_in_a_real_crisis(ctx: AppContext) -> None:
    crisis = lifecycle.establish(ctx, "kari", request())
    with pytest.raises(Refused, match="real crisis"):
        lifecycle.establish(ctx, "kari", request(exercise=True))
    lifecycle.stand_down(ctx, "kari", crisis.id)
    assert lifecycle.establish(ctx, "kari", request(exercise=True)).exercise


def test_who_has_left_since_is_logged_in_no_more(ctx: AppContext) -> None:
    token = login_sessions.open_(ctx, "ola", LoginMethod.PASSWORD, "nettbrett")
    assert login_sessions.who(ctx, token)
    people = tuple(p.model_copy(update={"active": p.id != "ola"}) for p in MUNICIPALITY.people)
    assert (
        login_sessions.who(replace(ctx, municipality=MUNICIPALITY.model_copy(update={"people": people})), token) is None
    )


def test_a_promise_that_passes_before_the_approval_is_asked_about(ctx: AppContext, clock: FakeClock) -> None:
    crisis = lifecycle.establish(ctx, "kari", request())
    soon = (ctx.clock() + timedelta(minutes=3)).astimezone(ZoneInfo(ctx.municipality.organisation.timezone))
    made = drafts.new(ctx, "anne", crisis.id, content(next_update=f"kl. {soon:%H.%M}"), ("side",))
    draft = drafts.submit(ctx, "anne", made.id)
    clock.forward(minutes=5)
    with pytest.raises(Refused, match="promise-passed"):
        approvals.approve(ctx, "ola", draft.id, draft.revision.seen)
    answers = {"promise-passed": "Vi oppdaterer om ti minutter."}
    assert approvals.approve(ctx, "ola", draft.id, draft.revision.seen, answers).content == draft.revision.content
