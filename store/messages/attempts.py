"""The ledger of requests: one row per try and recipient, opened before the request leaves."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from policy import retry
from schemas.delivery import SendResult
from schemas.states import DeliveryStatus, Outcome
from store.context import AppContext
from store.db.columns import new_id
from store.db.status import come_to
from store.db.tables import AttemptRow, DeliveryRow

BY_STATUS = {
    DeliveryStatus.DELIVERED: Outcome.DELIVERED,
    DeliveryStatus.QUEUED: Outcome.AGAIN,
    DeliveryStatus.UNCERTAIN: Outcome.UNCERTAIN,
    DeliveryStatus.FAILED: Outcome.FAILED,
}


def last(session: Session, delivery_id: str, recipient: str) -> AttemptRow | None:
    """The last attempt for this recipient."""
    query = select(AttemptRow).where(AttemptRow.delivery_id == delivery_id, AttemptRow.recipient == recipient)
    return session.exec(query.order_by(col(AttemptRow.number).desc()).limit(1)).first()


def latest(session: Session, delivery_id: str) -> dict[str, AttemptRow]:
    """The last attempt of every recipient that has one; as many rows as tries, so once a round at most."""
    rows = session.exec(
        select(AttemptRow).where(AttemptRow.delivery_id == delivery_id).order_by(col(AttemptRow.number))
    )
    return {row.recipient: row for row in rows}


def start(session: Session, ctx: AppContext, delivery: DeliveryRow, recipient: str) -> AttemptRow:
    """Written before the request leaves, so that a crash leaves a question and not a gap."""
    before = last(session, delivery.id, recipient)
    row = AttemptRow(
        id=new_id("t"),
        delivery_id=delivery.id,
        recipient=recipient,
        number=before.number + 1 if before else 1,
        round=delivery.round,
        started_at=ctx.clock(),
    )
    session.add(row)
    session.flush()
    return row


def judge(ctx: AppContext, delivery: DeliveryRow, result: SendResult) -> retry.Next:
    """What one request of this delivery makes of it."""
    idempotent = ctx.channels.idempotent(ctx.account(delivery.account_id))
    return retry.judge(result, idempotent=idempotent, attempts=delivery.attempts, now=ctx.clock())


def finish(
    row: AttemptRow,
    ctx: AppContext,
    result: SendResult,
    status: DeliveryStatus,
    delivery: DeliveryRow | None = None,
) -> None:
    """Write the outcome to the try, and its receipt to the delivery too where one is given."""
    come_to(row, BY_STATUS[status])
    row.finished_at = ctx.clock()
    row.detail = result.error
    if result.receipt:
        row.remote_id, row.remote_url = result.receipt.remote_id, result.receipt.remote_url
        row.detail = result.receipt.detail
    if result.receipt and delivery is not None:
        delivery.remote_id, delivery.remote_url = result.receipt.remote_id, result.receipt.remote_url


def unfinished(session: Session, delivery_id: str) -> AttemptRow | None:
    """Left and never answered, as far as we know."""
    query = select(AttemptRow).where(AttemptRow.delivery_id == delivery_id, col(AttemptRow.finished_at).is_(None))
    return session.exec(query.order_by(col(AttemptRow.started_at)).limit(1)).first()


def withdraw_unsent(session: Session, delivery_id: str) -> None:
    """A try that was opened and surely has not left, as if it had never been opened."""
    opened = unfinished(session, delivery_id)
    if opened is not None:
        session.delete(opened)
        session.flush()


def next_recipient(
    session: Session, delivery: DeliveryRow, recipients: Sequence[str], after: str | None = None
) -> tuple[str | None, dict[str, AttemptRow]]:
    """Whose turn it is: never tried, or to be tried again and not yet tried in the present round; with None, how all stand.

    `after` is who was tried just now: the search goes on from there, so that a round looks at each recipient once. Before the
    round ends all are looked at together, should the list have changed meanwhile.
    """
    rest = recipients[recipients.index(after) + 1 :] if after is not None and after in recipients else ()
    ahead = next((r for r in rest if _is_due(last(session, delivery.id, r), delivery)), None)
    if ahead is not None:
        return ahead, {}
    made = latest(session, delivery.id)
    return next((r for r in recipients if _is_due(made.get(r), delivery)), None), made


def _is_due(attempt: AttemptRow | None, delivery: DeliveryRow) -> bool:
    return attempt is None or (attempt.outcome == Outcome.AGAIN and attempt.round < delivery.round)


def decide(session: Session, delivery_id: str, outcome: Outcome) -> DeliveryStatus:
    """A person has decided about what nobody knew; another try is for those that failed, too. Returns what they add up to."""
    decided = {Outcome.UNCERTAIN, Outcome.FAILED} if outcome is Outcome.AGAIN else {Outcome.UNCERTAIN}
    standing = latest(session, delivery_id)
    for row in standing.values():
        if row.outcome in decided:
            come_to(row, outcome)
    return sum_up(standing)


def sum_up(standing: dict[str, AttemptRow]) -> DeliveryStatus:
    """What the last try of every recipient makes of the delivery."""
    found = {attempt.outcome for attempt in standing.values()}
    for outcome, status in (
        (None, DeliveryStatus.SENDING),
        (Outcome.AGAIN, DeliveryStatus.QUEUED),
        (Outcome.UNCERTAIN, DeliveryStatus.UNCERTAIN),
        (Outcome.FAILED, DeliveryStatus.FAILED),
    ):
        if outcome in found:
            return status
    return DeliveryStatus.DELIVERED
