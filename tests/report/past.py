"""A crisis that is over, with all a report has to tell of: confirmed locks, a correction, a failure, log entries, a finding."""

from contextlib import suppress
from datetime import date, timedelta

from schemas.content import MessageKind
from schemas.delivery import SendResult
from schemas.errors import Refused, RetryClass
from schemas.receipt import Receipt
from store.accounts import accounts
from store.context import House
from store.crises import entries, lifecycle
from store.drafts import approvals, drafts, follow_ups
from store.evaluation import findings
from store.messages import deliveries, sending, unit_posts
from tests.cast import content, request

LEASE = timedelta(seconds=30)


def past_crisis(house: House, *, exercise: bool = False) -> str:
    """Returns its id. Anne writes, Ola and Ingrid approve, Liv confirms and is refused, Lars keeps the log."""
    clock = house.clock
    crisis = lifecycle.establish(house, "kari", request(exercise=exercise))
    _later(clock, 40)
    for name in ("side", "tavle"):
        accounts.confirm(house, "liv", f"{name}-ovelse" if exercise else name)
    with suppress(Refused):
        unit_posts.post(house, "liv", "side", content("Fest", kind=MessageKind.UNIT_POST))
    first = _send(house, drafts.new(house, "anne", crisis.id, content(), ["side", "tavle"]).id, "ola", fails="tavle")
    _later(clock, 300)
    entries.add(house, "lars", crisis.id, "Anne Ansatt ringte fra 922 33 444: ventilen mot Hell er åpen.")
    mended = follow_ups.mend(house, "anne", first, content("Også Hell må koke vannet.", kind=MessageKind.CORRECTION))
    _send(house, mended.id, "ingrid", submit=False)
    _later(clock, 900)
    lifecycle.stand_down(house, "kari", crisis.id)
    findings.add(house, "ola", crisis.id, "Ventilkartet må oppdateres.", "tor", date(2027, 2, 1))
    return crisis.id


def _send(house: House, draft_id: str, editor: str, fails: str = "", *, submit: bool = True) -> str:
    if submit:
        drafts.submit(house, "anne", draft_id)
    _later(house.clock, 60)
    message = approvals.approve(house, editor, draft_id, drafts.show(house, draft_id).revision.content_hash)
    for delivery_id in deliveries.waiting(house, message.id):
        claimed = sending.claim(house, delivery_id, "w", LEASE)
        while claimed:
            _later(house.clock, 3)
            bad = bool(fails) and claimed.account_id.startswith(fails)
            result = SendResult(kind=RetryClass.PERMANENT, error="HTTP 403") if bad else SendResult(receipt=Receipt(remote_id="1"))
            claimed = sending.finish(house, claimed, result, "w")
    return message.id


def _later(clock: object, seconds: float) -> None:
    clock.forward(seconds=seconds)  # type: ignore[attr-defined]  # the fake clock of the tests
