"""The ledger of requests: one row per try and recipient, opened before the request leaves."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice

from sqlmodel import Session

from policy.sending.patience import NextStep, Trial, judge
from schemas.messages.delivery import Claim, SendResult
from schemas.states import DeliveryStatus, Outcome
from store.context import AppContext
from store.db.columns import new_id
from store.db.status import come_to
from store.db.tables import AttemptRow, DeliveryRow
from store.deliveries import attempt_cache

_GOES_ON = (Outcome.AGAIN, Outcome.IN_DOUBT)


def start(
    session: Session, ctx: AppContext, delivery: DeliveryRow, recipient: str, *, in_doubt: bool = False
) -> AttemptRow:
    """Written before the request leaves, so that a crash leaves a question and not a gap. What is in doubt goes on.

    `in_doubt`: an earlier request that this database does not remember may have been taken.
    """
    before = attempt_cache.last(session, delivery.id, recipient)
    if before is not None and before.outcome is Outcome.IN_DOUBT:
        before.finished_at, before.due_at, before.round = None, None, delivery.round
        return before
    row = AttemptRow(
        id=new_id("t"),
        delivery_id=delivery.id,
        recipient=recipient,
        number=before.number + 1 if before else 1,
        round=delivery.round,
        started_at=ctx.clock(),
        in_doubt_since=ctx.clock() if in_doubt else None,
    )
    attempt_cache.opened(session, row)
    return row


def what_becomes(
    ctx: AppContext, delivery: DeliveryRow, row: AttemptRow, claimed: Claim, result: SendResult
) -> NextStep:
    """What one request, or one look for it, makes of the try (`policy.sending.patience`)."""
    account, now = ctx.account(delivery.account_id), ctx.clock()
    trial = Trial(
        since=delivery.tried_since or row.started_at,
        give_up_at=delivery.give_up_at or now,
        in_doubt_since=row.in_doubt_since,
        settles_within=ctx.channels.settles_within(account),
        repeatable=claimed.repeatable,
        readable=ctx.channels.can_find(account),
    )
    return judge(result, trial, now)


def finish(
    row: AttemptRow, ctx: AppContext, result: SendResult, then: NextStep, delivery: DeliveryRow | None = None
) -> None:
    """Write the outcome to the try, and its receipt to the delivery too where one is given."""
    if row.outcome is not then.outcome:
        come_to(row, then.outcome)
    row.finished_at, row.due_at = ctx.clock(), then.due_at
    if then.outcome is Outcome.IN_DOUBT:
        doubt(row, ctx)
    row.detail = result.error
    if result.receipt:
        row.remote_id, row.remote_url = result.receipt.remote_id, result.receipt.remote_url
        row.detail = result.receipt.detail
    if result.receipt and delivery is not None:
        delivery.remote_id, delivery.remote_url = result.receipt.remote_id, result.receipt.remote_url


def doubt(row: AttemptRow, ctx: AppContext) -> None:
    """Its request may have been taken, and nothing but a receipt ends that: not a refusal, and not that another never left."""
    row.in_doubt_since = row.in_doubt_since or ctx.clock()


def withdraw_unsent(session: Session, ctx: AppContext, delivery_id: str) -> None:
    """What was opened and surely has not left, as if it had never been opened."""
    for opened in attempt_cache.unfinished(session, delivery_id):
        if opened.outcome is None:
            attempt_cache.withdrawn(session, opened)
        else:
            opened.finished_at = opened.due_at = ctx.clock()


def following(
    session: Session, ctx: AppContext, delivery: DeliveryRow, recipients: Sequence[str], after: str | None, most: int
) -> tuple[list[str], attempt_cache.Last]:
    """Whose turn it is, `most` at a time: never tried, or due again and not yet tried in the present round.

    `after` is who was tried last: the search goes on from there, so that a round looks at each recipient once. Before the
    round ends all are looked at together, should the list have changed meanwhile; with nobody left, how all stand.
    """
    now = ctx.clock()
    rest = recipients[recipients.index(after) + 1 :] if after is not None and after in recipients else ()
    ahead = list(islice(_due_among(session, delivery, rest, now, most), most))
    if ahead:
        return ahead, {}
    made = attempt_cache.latest(session, delivery.id)
    return list(islice((r for r in recipients if _is_due(made.get(r), delivery, now)), most)), made


def _due_among(
    session: Session, delivery: DeliveryRow, recipients: Sequence[str], now: datetime, at_a_time: int
) -> Iterator[str]:
    for start in range(0, len(recipients), at_a_time):
        some = recipients[start : start + at_a_time]
        made = attempt_cache.last_of(session, delivery.id, some)
        yield from (r for r in some if _is_due(made.get(r), delivery, now))


def _is_due(attempt: AttemptRow | None, delivery: DeliveryRow, now: datetime) -> bool:
    if attempt is None:
        return True
    waits = attempt.due_at is not None and attempt.due_at > now
    return attempt.outcome in _GOES_ON and attempt.round < delivery.round and not waits


def next_due(standing: attempt_cache.Last) -> datetime | None:
    """When the next round begins: a look does not wait for the other recipients, a round of tries for the last of them."""
    due = [(row.outcome, row.due_at) for row in standing.values() if row.due_at is not None]
    first_look = min((at for outcome, at in due if outcome is Outcome.IN_DOUBT), default=None)
    last_try = max((at for outcome, at in due if outcome is Outcome.AGAIN), default=None)
    return min((at for at in (first_look, last_try) if at is not None), default=None)


def decide(session: Session, delivery_id: str, outcome: Outcome) -> DeliveryStatus:
    """A person has decided about what nobody knew; another try is for those that failed, too. Returns what they add up to."""
    decided = {Outcome.UNCERTAIN, Outcome.FAILED} if outcome is Outcome.AGAIN else {Outcome.UNCERTAIN}
    standing = attempt_cache.latest(session, delivery_id)
    for row in standing.values():
        if row.outcome in decided:
            come_to(row, outcome)
            row.due_at = row.in_doubt_since = None
    return sum_up(standing)


def sum_up(standing: attempt_cache.Last) -> DeliveryStatus:
    """What the last try of every recipient makes of the delivery."""
    found = {attempt.outcome for attempt in standing.values()}
    for outcome, status in (
        (None, DeliveryStatus.SENDING),
        (Outcome.AGAIN, DeliveryStatus.QUEUED),
        (Outcome.IN_DOUBT, DeliveryStatus.QUEUED),
        (Outcome.UNCERTAIN, DeliveryStatus.UNCERTAIN),
        (Outcome.FAILED, DeliveryStatus.FAILED),
    ):
        if outcome in found:
            return status
    return DeliveryStatus.DELIVERED
