"""What the outbox forgets, and what it never does."""

from datetime import timedelta

from sqlmodel import select

from schemas.event import EventKind
from schemas.messages.delivery import SendResult
from schemas.messages.receipt import Receipt
from schemas.recipients.delivery_report import DeliveryReport
from store.context import AppContext
from store.crises import lifecycle
from store.db.tables import OutboxRow, ReportRow, StepRow
from store.deliveries import deliveries
from store.evidence import audit
from store.outbox import outbox, steps
from store.reached import reports
from store.upkeep import pruning
from tests import one_hand
from tests.cast import request
from tests.fakes import FakeClock
from tests.store.many_world import publish

KEPT = timedelta(days=90)


def _work(ctx: AppContext, name: str, crisis_id: str | None = None, dedup: str | None = None) -> str:
    with ctx.write() as session:
        outbox.emit(session, ctx, EventKind.TOKENS_DUE, {"day": name}, crisis_id=crisis_id, dedup=dedup)
    return next(event.id for event in outbox.pending(ctx) if event.payload.get("day") == name)


def _there(ctx: AppContext) -> set[str]:
    return {str(event.payload["day"]) for event in outbox.all_events(ctx) if "day" in event.payload}


def test_finished_work_is_forgotten_and_nothing_else(ctx: AppContext, clock: FakeClock) -> None:
    crisis = lifecycle.establish(ctx, "kari", request())
    for name in ("done", "in a crisis"):
        event = _work(ctx, name, crisis.id if name == "in a crisis" else None)
        with steps.of_event(event), ctx.write() as session:
            assert steps.first_time(session, ctx, "told")
        outbox.finish(ctx, event, "plain")
    outbox.finish(ctx, _work(ctx, "announced", dedup="tokens:x"), "plain")
    _work(ctx, "waiting")
    given_up = _work(ctx, "given up")
    for _ in range(outbox.MOST_FAILURES):
        with ctx.write() as session:
            session.get_one(OutboxRow, given_up).lease_owner = "w"
        outbox.fail(ctx, given_up, "nei", "w")
    clock.forward(days=89)
    assert pruning.prune(ctx, KEPT) == 0
    clock.forward(days=2)
    assert pruning.prune(ctx, KEPT) == 1
    assert _there(ctx) == {"in a crisis", "announced", "waiting", "given up"}
    with ctx.read() as session:
        assert len(session.exec(select(StepRow)).all()) == 1, "its steps went with it"
    lifecycle.stand_down(ctx, "kari", crisis.id)
    assert pruning.prune(ctx, KEPT) == 1 and pruning.prune(ctx, KEPT) == 0
    assert _there(ctx) == {"announced", "waiting", "given up"}
    assert audit.verify(ctx).whole, "what happened is in the log as before"


def test_reports_of_what_we_never_sent_are_forgotten_and_ours_are_kept(ctx: AppContext, clock: FakeClock) -> None:
    crisis = lifecycle.establish(ctx, "kari", request())
    (delivery_id,) = deliveries.waiting(ctx, publish(ctx, crisis.id, ("side",)))
    claimed = one_hand.claim(ctx, delivery_id, "w", timedelta(seconds=30))
    assert claimed is not None
    one_hand.finish(ctx, claimed, SendResult(receipt=Receipt(remote_id="ours")), "w")
    reports.take(ctx, "side", [DeliveryReport(remote_id=name, arrived=True) for name in ("ours", "strange")])
    clock.forward(days=89)
    pruning.prune(ctx, KEPT)
    assert _reported(ctx) == {"ours", "strange"}
    clock.forward(days=2)
    pruning.prune(ctx, KEPT)
    assert _reported(ctx) == {"ours"}


def _reported(ctx: AppContext) -> set[str]:
    with ctx.read() as session:
        return set(session.exec(select(ReportRow.remote_id)))
