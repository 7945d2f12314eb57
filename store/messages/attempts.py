"""The ledger of requests: one row per try and recipient, opened before the request leaves."""

from collections.abc import Sequence
from enum import StrEnum

from sqlmodel import Session, col, select

from schemas.delivery import SendResult
from schemas.states import DeliveryStatus
from store.context import AppContext
from store.db.columns import new_id
from store.db.tables import AttemptRow, DeliveryRow


class Outcome(StrEnum):
    DELIVERED = "delivered"
    AGAIN = "again"
    UNCERTAIN = "uncertain"
    FAILED = "failed"


BY_STATUS = {
    DeliveryStatus.DELIVERED: Outcome.DELIVERED,
    DeliveryStatus.QUEUED: Outcome.AGAIN,
    DeliveryStatus.UNCERTAIN: Outcome.UNCERTAIN,
    DeliveryStatus.FAILED: Outcome.FAILED,
}


def latest(session: Session, delivery_id: str) -> dict[str, AttemptRow]:
    """The last attempt of every recipient that has one."""
    rows = session.exec(
        select(AttemptRow).where(AttemptRow.delivery_id == delivery_id).order_by(col(AttemptRow.number))
    )
    return {row.recipient: row for row in rows}


def start(session: Session, ctx: AppContext, delivery: DeliveryRow, recipient: str) -> AttemptRow:
    """Written before the request leaves, so that a crash leaves a question and not a gap."""
    before = latest(session, delivery.id).get(recipient)
    row = AttemptRow(
        id=new_id("t"), delivery_id=delivery.id, recipient=recipient,
        number=before.number + 1 if before else 1, round=delivery.round, started_at=ctx.clock(),
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def finish(row: AttemptRow, ctx: AppContext, result: SendResult, status: DeliveryStatus) -> None:
    row.finished_at, row.outcome = ctx.clock(), BY_STATUS[status]
    row.detail = result.error
    if result.receipt:
        row.remote_id, row.remote_url = result.receipt.remote_id, result.receipt.remote_url
        row.detail = result.receipt.detail


def unfinished(session: Session, delivery_id: str) -> AttemptRow | None:
    """Left and never answered, as far as we know."""
    return next((row for row in latest(session, delivery_id).values() if row.finished_at is None), None)


def to_send(session: Session, delivery: DeliveryRow, recipients: Sequence[str]) -> list[str]:
    """Recipients never tried, or to be tried again and not yet tried in the present round."""
    made = latest(session, delivery.id)
    return [
        r for r in recipients
        if r not in made or (made[r].outcome == Outcome.AGAIN and made[r].round < delivery.round)
    ]  # fmt: skip


def mark(session: Session, delivery_id: str, outcome: Outcome) -> None:
    """A person has decided about what nobody knew."""
    for row in latest(session, delivery_id).values():
        if row.outcome in (Outcome.UNCERTAIN, Outcome.FAILED):
            row.outcome = outcome
