"""Lives of the database. One that was restored from a backup does not remember what its other life has sent since."""

from sqlmodel import Session, col, select

from store.context import AppContext
from store.db.tables import DeliveryRow, EpochRow


def add(session: Session, ctx: AppContext, actor: str) -> int:
    """A new life begins (`store.backups.new_life`). Returns its number."""
    number = current(session) + 1
    session.add(EpochRow(number=number, began_at=ctx.clock(), began_by=actor))
    session.info.pop("epoch", None)
    return number


def current(session: Session) -> int:
    """0 before the first restore."""
    newest = _newest(session)
    return newest.number if newest else 0


def number(ctx: AppContext) -> int:
    """Of the life that the database is in now."""
    with ctx.read() as session:
        found = _newest(session)
        return found.number if found else 0


def of_another_life(session: Session, delivery: DeliveryRow) -> bool:
    """Queued in one that has ended, and never asked for again by a person: it may have been sent there, and goes nowhere by itself."""
    return delivery.epoch < current(session)


def _newest(session: Session) -> EpochRow | None:
    """Asked once per transaction: nobody else writes meanwhile."""
    if "epoch" not in session.info:
        session.info["epoch"] = session.exec(select(EpochRow).order_by(col(EpochRow.number).desc()).limit(1)).first()
    found: EpochRow | None = session.info["epoch"]
    return found
