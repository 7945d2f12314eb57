"""Lives of the database. One that was restored from a backup does not remember what its other life has sent since."""

from datetime import datetime

from sqlmodel import Session, col, select

from store.context import AppContext
from store.db.tables import DeliveryRow, EpochRow
from store.evidence import audit


def begin(ctx: AppContext, actor: str) -> int:
    """To be called after a restore, before anything is sent: a new life begins. Returns its number.

    What was on its way in the backup may have been sent by the other life: it is looked for first, and put before a person
    where it cannot be found (docs/ledger.md, *Doubt*).
    """
    with ctx.write() as session:
        number = current(session) + 1
        session.add(EpochRow(number=number, began_at=ctx.clock(), began_by=actor))
        audit.append(session, ctx, actor, "database.restored", str(number))
        return number


def current(session: Session) -> int:
    """0 before the first restore."""
    newest = _newest(session)
    return newest.number if newest else 0


def may_have_been_sent(session: Session, delivery: DeliveryRow, publish_at: datetime) -> bool:
    """By another life: it was queued in one, and was to be published before this one began."""
    newest = _newest(session)
    return newest is not None and delivery.epoch < newest.number and publish_at <= newest.began_at


def _newest(session: Session) -> EpochRow | None:
    """Asked once per transaction: nobody else writes meanwhile."""
    if "epoch" not in session.info:
        session.info["epoch"] = session.exec(select(EpochRow).order_by(col(EpochRow.number).desc()).limit(1)).first()
    found: EpochRow | None = session.info["epoch"]
    return found
