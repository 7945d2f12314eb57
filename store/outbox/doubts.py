"""Tries of which nobody knows yet, put before a person because nothing more may leave by itself."""

from sqlmodel import Session, select

from schemas.states import Outcome
from store.db.status import come_to
from store.db.tables import AttemptRow


def put_before_a_person(session: Session, delivery_id: str) -> bool:
    """False where there is no doubt about any recipient."""
    query = select(AttemptRow).where(AttemptRow.delivery_id == delivery_id, AttemptRow.outcome == Outcome.IN_DOUBT)
    found = session.exec(query).all()
    for row in found:
        come_to(row, Outcome.UNCERTAIN)
    return bool(found)
