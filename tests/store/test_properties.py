"""Properties that hold whatever people and machines do: the lock, the exercise, the approval."""

import random
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from schemas.errors import KrisekanalError, Refused
from schemas.messages.delivery import SendResult
from schemas.messages.receipt import Receipt
from schemas.states import DeliveryStatus
from store.accounts import accounts
from store.approvals import approvals
from store.context import AppContext
from store.crises import lifecycle
from store.db.clock import machine_time
from store.deliveries import deliveries, unit_posts
from store.drafts import drafts
from store.messages import messages
from tests import one_hand
from tests.cast import MUNICIPALITY, content, request
from tests.fakes import FakeChannels

LEASE = timedelta(seconds=30)
SENT = SendResult(receipt=Receipt(remote_id="1"))
CONNECTED = ["side", "tavle", "skole"]


@pytest.mark.parametrize("exercise", [True, False])
def test_no_exercise_text_on_a_public_account(ctx: AppContext, exercise: bool) -> None:
    """And no real text in the sandbox, whichever account is named: none, each alone, and all that are connected."""
    crisis, reached = lifecycle.establish(ctx, "kari", request(exercise=exercise)), set()
    for wanted in ([], CONNECTED, *([account.id] for account in MUNICIPALITY.all_accounts())):
        with suppress(KrisekanalError):
            draft = drafts.submit(ctx, "anne", drafts.new(ctx, "anne", crisis.id, content(), wanted).id)
            message = approvals.approve(ctx, "ola", draft.id, draft.revision.seen)
            reached |= {delivery.account_id for delivery in message.deliveries}
            assert {ctx.account(d.account_id).sandbox for d in message.deliveries} == {exercise}
    assert reached == (
        {account.id for account in MUNICIPALITY.all_accounts() if account.sandbox} if exercise else set(CONNECTED)
    )


@pytest.mark.parametrize("claimed_as", [True, False])
def test_the_database_itself_refuses_a_leak(ctx: AppContext, engine: Engine, claimed_as: bool) -> None:
    """An exercise's delivery row on a public account has no shape that fits, not even one that lies."""
    crisis = lifecycle.establish(ctx, "kari", request(exercise=True))
    draft = drafts.submit(ctx, "anne", drafts.new(ctx, "anne", crisis.id, content(), ["side"]).id)
    message = approvals.approve(ctx, "ola", draft.id, draft.revision.seen)
    row = text(
        "INSERT INTO delivery (id, message_id, account_id, exercise, action, status, attempts, round, due_at, queued_at)"
        " VALUES ('l-leak', :message, 'tavle', :exercise, 'publish', 'queued', 0, 0, :now, :now)"
    )
    values = {"message": message.id, "exercise": claimed_as, "now": datetime(2026, 1, 1, tzinfo=UTC)}
    with pytest.raises(DBAPIError), engine.begin() as connection:
        connection.execute(row, values)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET actor = 'x'",
        "DELETE FROM audit",
        "UPDATE revision SET content_hash = 'x'",
        "DELETE FROM approval",
        "UPDATE crisis SET exercise = NOT exercise",
        "UPDATE message SET content = '{}'",
        "UPDATE message SET exercise = NOT exercise",
        "UPDATE account SET sandbox = NOT sandbox",
    ],
)
def test_evidence_cannot_be_changed(ctx: AppContext, engine: Engine, statement: str) -> None:
    crisis = lifecycle.establish(ctx, "kari", request())
    draft = drafts.submit(ctx, "anne", drafts.new(ctx, "anne", crisis.id, content(), ["side"]).id)
    approvals.approve(ctx, "ola", draft.id, draft.revision.seen)
    with pytest.raises(DBAPIError), engine.begin() as connection:
        connection.execute(text(statement))


@pytest.mark.parametrize("recipients", [("",), ("a@x", "b@x", "c@x")], ids=["one", "three"])
@pytest.mark.parametrize("seed", range(4))
def test_no_unit_post_leaves_after_the_lock(engine: Engine, seed: int, recipients: tuple[str, ...]) -> None:
    """Concurrent posters, senders and one crisis: every request that left, left before the lock's commit."""
    ctx = AppContext(engine, MUNICIPALITY, FakeChannels(recipients=recipients), machine_time)
    accounts.sync(ctx)
    chance, left, stop = random.Random(seed), [], threading.Event()

    def poster() -> None:
        while not stop.is_set():
            try:
                message = unit_posts.post(ctx, "liv", "side", content(f"Hei {chance.random()}"))
                send(message.id)
            except Refused:
                return

    def send(message_id: str) -> None:
        for delivery_id in deliveries.waiting(ctx, message_id):
            claimed = one_hand.claim(ctx, delivery_id, threading.current_thread().name, LEASE)
            while claimed:
                time.sleep(chance.uniform(0, 0.03))
                left.append(time.monotonic())
                claimed = one_hand.finish(ctx, claimed, SENT, threading.current_thread().name)

    threads = [threading.Thread(target=poster, name=f"w-{n}") for n in range(4)]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + 180
    while not left and time.monotonic() < deadline:
        time.sleep(0.01)
    time.sleep(chance.uniform(0, 0.2))
    lifecycle.establish(ctx, "kari", request())
    locked_at = time.monotonic()
    time.sleep(0.2)
    stop.set()
    for thread in threads:
        thread.join(120)
    assert left, "no post left at all: the test proves nothing"
    assert max(left) <= locked_at
    for message in messages.listing(ctx):
        assert message.deliveries[0].status in (DeliveryStatus.DELIVERED, DeliveryStatus.HELD)
