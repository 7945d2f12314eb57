"""An announced exercise is told of beforehand, through the real notices account: it is no exercise text, but a date."""

from datetime import datetime

from sqlmodel import col, select

from schemas.identity.person import Person
from store.context import AppContext
from store.db.tables import AuditRow
from store.evidence import audit
from store.exercises import plans
from store.notices import notices
from store.notices.letters import Letters


def announce(ctx: AppContext, plan_id: str, occurrence: str) -> bool:
    """Once. False where it is too late, told before, or no longer planned."""
    due = datetime.fromisoformat(occurrence)
    chosen = next((p for p in ctx.municipality.exercises if p.id == plan_id), None)
    if chosen is None or not chosen.announced or due <= ctx.clock() or plans.next_occurrence(ctx, chosen) != due:
        return False
    key = f"{plan_id}@{occurrence}"
    with ctx.write() as session:
        told = select(AuditRow.seq).where(col(AuditRow.action) == "exercise.announced", AuditRow.subject == key)
        if session.exec(told).first():
            return False
        people = _concerned(ctx, chosen.players)
        notices.tell(session, ctx, people, Letters.EXERCISE_PLANNED.value, None, name=chosen.name, time=due)
        audit.append(session, ctx, audit.SYSTEM, "exercise.announced", key, told=[p.id for p in people])
        return True


def _concerned(ctx: AppContext, players: tuple[str, ...]) -> list[Person]:
    """The staff, every unit leader, and those who play the surroundings."""
    town = ctx.municipality
    ids = dict.fromkeys([*town.staff, *(unit.leader for unit in town.units), *players])
    return [p for name in ids if (p := town.person(name)) and p.active]
