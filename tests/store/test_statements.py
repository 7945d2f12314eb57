"""What use cases ask of the database: counted in statements and rows, never in time."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine, event

from schemas.event import EventKind, OutboxEvent
from schemas.messages.delivery import SendResult
from schemas.messages.receipt import Receipt
from store.accounts import accounts
from store.approvals import approvals
from store.context import AppContext
from store.crises import lifecycle
from store.db.tables import AttemptRow
from store.deliveries import deliveries
from store.drafts import drafts
from store.evaluation import findings
from store.evidence import audit
from store.outbox import outbox
from tests import counting, one_hand
from tests.cast import MUNICIPALITY, content, more_accounts, request
from tests.fakes import FakeChannels, FakeClock

LEASE = timedelta(seconds=30)


@dataclass
class Count:
    statements: int = 0
    attempts: int = 0
    """Rows of attempts read."""


@contextmanager
def counted(engine: Engine) -> Iterator[Count]:
    found = Count()

    def statement(*_: object) -> None:
        found.statements += 1

    def attempt(*_: object) -> None:
        found.attempts += 1

    event.listen(engine, "before_cursor_execute", statement)
    event.listen(AttemptRow, "load", attempt)
    event.listen(AttemptRow, "refresh", attempt)
    yield found
    event.remove(engine, "before_cursor_execute", statement)
    event.remove(AttemptRow, "load", attempt)
    event.remove(AttemptRow, "refresh", attempt)


def town(engine: Engine, clock: FakeClock, more: int) -> AppContext:
    """The cast's municipality with so many accounts beside its own."""
    extra = more_accounts(more)
    made = AppContext(
        engine, MUNICIPALITY.model_copy(update={"accounts": MUNICIPALITY.accounts + extra}), FakeChannels(), clock
    )
    accounts.sync(made)
    return made


def cost_of_a_crisis(engine: Engine, clock: FakeClock, more: int) -> tuple[int, int]:
    """(statements to set up, statements to stand down)."""
    ctx = town(engine, clock, more)
    with counted(engine) as up:
        crisis = lifecycle.establish(ctx, "kari", request())
    with counted(engine) as down:
        lifecycle.stand_down(ctx, "kari", crisis.id)
    assert len([e for e in audit.events(ctx, crisis.id) if e.action == "account.locked"]) >= more
    assert audit.verify(ctx).first_bad is None
    return up.statements, down.statements


def test_a_crisis_asks_no_more_for_many_accounts(engine: Engine, clock: FakeClock) -> None:
    few, many = cost_of_a_crisis(engine, clock, 20), cost_of_a_crisis(engine, clock, 60)
    assert many[0] <= few[0] + 5, (few, many)
    assert many[1] <= few[1] + 5, (few, many)


def send_all(ctx: AppContext) -> int:
    """One message on one account, to every recipient. Returns how many requests were made."""
    crisis = lifecycle.establish(ctx, "kari", request())
    draft = drafts.submit(ctx, "anne", drafts.new(ctx, "anne", crisis.id, content(), ["side"]).id)
    message = approvals.approve(ctx, "ola", draft.id, draft.revision.seen)
    sent = 0
    for delivery_id in deliveries.waiting(ctx, message.id):
        claimed = one_hand.claim(ctx, delivery_id, "w", LEASE)
        while claimed:
            sent += 1
            claimed = one_hand.finish(ctx, claimed, SendResult(receipt=Receipt(remote_id=str(sent))), "w")
    lifecycle.stand_down(ctx, "kari", crisis.id)
    return sent


@pytest.mark.parametrize("recipients", [20, 400])
def test_a_recipient_does_not_read_the_tries_of_all_the_others(
    ctx: AppContext, engine: Engine, recipients: int
) -> None:
    one = replace(ctx, channels=FakeChannels(recipients=tuple(f"r{n}@kk.example" for n in range(recipients))))
    with counted(engine) as found:
        assert send_all(one) == recipients
    assert recipients <= found.attempts <= 5 * recipients, found


def test_what_a_recipient_costs_stays_the_same(ctx: AppContext, engine: Engine) -> None:
    costs = []
    for number in (10, 20, 40):
        with counted(engine) as found:
            send_all(replace(ctx, channels=FakeChannels(recipients=tuple(f"r{n}@kk.example" for n in range(number)))))
        costs.append(found.statements)
    assert (costs[2] - costs[1]) / 20 <= (costs[1] - costs[0]) / 10 + 1, costs


def test_a_copy_of_the_municipality_has_an_index_of_its_own() -> None:
    first = MUNICIPALITY.accounts[0]
    assert MUNICIPALITY.account(first.id) is first
    fewer = MUNICIPALITY.model_copy(update={"accounts": MUNICIPALITY.accounts[1:]})
    assert fewer.account(first.id) is None and MUNICIPALITY.account(first.id) is first
    assert len(fewer.all_accounts()) == len(MUNICIPALITY.all_accounts()) - 2


def test_submitting_and_approving_read_the_draft_once_before_the_turn_and_once_in_it(
    engine: Engine, clock: FakeClock
) -> None:
    """And not more for long texts, many channels' settings or a long log."""
    few, many = _cost_of_a_draft(engine, clock, 0), _cost_of_a_draft(engine, clock, 40)
    assert few == many
    turn = int(engine.dialect.name == "postgresql")  # there it is a statement of its own
    assert few[0] <= 17 + turn and few[1] <= 23 + turn, few


def _cost_of_a_draft(engine: Engine, clock: FakeClock, more: int) -> tuple[int, int]:
    """(statements to submit, statements to approve), with so many accounts and crises before it."""
    ctx = town(engine, clock, more)
    for _ in range(more // 10):
        lifecycle.stand_down(ctx, "kari", lifecycle.establish(ctx, "kari", request()).id)
    crisis = lifecycle.establish(ctx, "kari", request()).id
    draft = drafts.new(ctx, "anne", crisis, content("Kok vannet. " * (1 + more // 20)), ("tavle", "side"))
    with counting.counted(engine) as submit:
        draft = drafts.submit(ctx, "anne", draft.id)
    with counting.counted(engine) as approve:
        approvals.approve(ctx, "ola", draft.id, draft.revision.seen)
    lifecycle.stand_down(ctx, "kari", crisis)
    assert (submit.transactions, approve.transactions) == (2, 2)
    return submit.statements, approve.statements


def test_many_findings_are_one_report(ctx: AppContext, clock: FakeClock) -> None:
    """Each put off the report that waits; only closing the evaluation has it written at once."""
    crisis = lifecycle.establish(ctx, "kari", request())
    lifecycle.stand_down(ctx, "kari", crisis.id)
    for number in range(5):
        clock.forward(seconds=10)
        findings.add(ctx, "ola", crisis.id, f"Funn {number}")
    assert [e.due_at > clock.now for e in _reports(ctx)] == [True]
    findings.close(ctx, "ola", crisis.id)
    assert [e.due_at <= clock.now for e in _reports(ctx)] == [True]
    assert [e.kind for e in outbox.claim_due(ctx, "w", LEASE, limit=50) if e.kind is EventKind.REPORT_DUE]
    findings.add(ctx, "ola", crisis.id, "Mens rapporten skrives")
    assert len(_reports(ctx)) == 2


def _reports(ctx: AppContext) -> list[OutboxEvent]:
    return [event for event in outbox.pending(ctx) if event.kind is EventKind.REPORT_DUE]
