"""Whom a scenario has made silent does not decide, as if the telephone were off."""

from sqlmodel import Session

from policy.exercise import answers
from store import sandbox_faults
from store.house import House


def require(session: Session, house: House, crisis_id: str, actor: str) -> None:
    """Raises `Refused`."""
    answers(house.person(actor), sandbox_faults.silent_until(session, house, crisis_id, actor)).require()
