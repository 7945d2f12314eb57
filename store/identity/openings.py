"""Who opened whose login lately: kept so that nobody becomes their own second person that way."""

from sqlmodel import Session, col, select

from policy.logins.letting_in import KEPT_APART
from store.context import AppContext
from store.db.columns import new_id
from store.db.tables import OpeningRow


def note(session: Session, ctx: AppContext, person_id: str, *opened_by: str | None) -> None:
    """What people do for themselves, and what the system does, opens nothing."""
    for who in dict.fromkeys(opened_by):
        if who and who != person_id and ctx.municipality.person(who):
            session.add(OpeningRow(id=new_id("o"), person_id=person_id, opened_by=who, at=ctx.clock()))


def opened_by(session: Session, ctx: AppContext, person_id: str) -> set[str]:
    """Within `KEPT_APART`; also those who opened the login of one of these."""
    query = select(OpeningRow.person_id, OpeningRow.opened_by).where(col(OpeningRow.at) > ctx.clock() - KEPT_APART)
    pairs = list(session.exec(query))
    found: set[str] = set()
    look = [person_id]
    while look:
        here = look.pop()
        new = {opener for opened, opener in pairs if opened == here} - found
        found |= new
        look += new
    return found - {person_id}
