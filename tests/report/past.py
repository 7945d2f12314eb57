"""A crisis that is over, with all a report has to tell of: confirmed locks, a correction, a failure, log entries, a finding."""

from contextlib import suppress
from datetime import date, timedelta

from schemas.drafts.content import MessageKind
from schemas.errors import Refused, RetryClass
from schemas.messages.delivery import SendResult
from schemas.messages.receipt import Receipt
from store.accounts import accounts
from store.approvals import approvals
from store.context import AppContext
from store.crises import entries, lifecycle
from store.deliveries import deliveries, unit_posts
from store.drafts import drafts, follow_ups
from store.evaluation import findings
from tests import one_hand
from tests.cast import content, request
from tests.fakes import FakeClock

LEASE = timedelta(seconds=30)


def past_crisis(ctx: AppContext, *, exercise: bool = False) -> str:
    """Returns its id. Anne writes, Ola and Ingrid approve, Liv confirms and is refused, Lars keeps the log."""
    clock = ctx.clock
    crisis = lifecycle.establish(ctx, "kari", request(exercise=exercise))
    _later(clock, 40)
    for name in ("side", "tavle"):
        accounts.confirm(ctx, "liv", f"{name}-ovelse" if exercise else name)
    with suppress(Refused):
        unit_posts.post(ctx, "liv", "side", content("Fest", kind=MessageKind.UNIT_POST))
    first = _send(ctx, drafts.new(ctx, "anne", crisis.id, content(), ["side", "tavle"]).id, "ola", fails="tavle")
    _later(clock, 300)
    entries.add(ctx, "lars", crisis.id, "Anne Ansatt ringte fra 922 33 444: ventilen mot Hell er åpen.")
    mended = follow_ups.submit(
        ctx, "anne", first, content("Også Hell må koke vannet.", kind=MessageKind.CORRECTION, wrong="Feil tall.")
    )
    _send(ctx, mended.id, "ingrid", submit=False)
    _later(clock, 900)
    lifecycle.stand_down(ctx, "kari", crisis.id)
    findings.add(ctx, "ola", crisis.id, "Ventilkartet må oppdateres.", "tor", date(2027, 2, 1))
    return crisis.id


def _send(ctx: AppContext, draft_id: str, editor: str, fails: str = "", *, submit: bool = True) -> str:
    if submit:
        drafts.submit(ctx, "anne", draft_id)
    _later(ctx.clock, 60)
    message = approvals.approve(ctx, editor, draft_id, drafts.show(ctx, draft_id).revision.seen)
    for delivery_id in deliveries.waiting(ctx, message.id):
        claimed = one_hand.claim(ctx, delivery_id, "w", LEASE)
        while claimed:
            _later(ctx.clock, 3)
            bad = bool(fails) and claimed.account_id.startswith(fails)
            result = (
                SendResult(kind=RetryClass.PERMANENT, error="HTTP 403")
                if bad
                else SendResult(receipt=Receipt(remote_id="1"))
            )
            claimed = one_hand.finish(ctx, claimed, result, "w")
    return message.id


def _later(clock: object, seconds: float) -> None:
    assert isinstance(clock, FakeClock)
    clock.forward(seconds=seconds)
