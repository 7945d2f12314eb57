"""What an exercise is played from, and how far it has come."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from schemas.event import EventKind
from schemas.exercises.run import ExerciseRun
from schemas.exercises.scenario import Inject
from store.context import AppContext
from store.db.nouns import as_noun
from store.db.tables import CrisisRow, ExerciseRunRow, InjectRow
from store.outbox import outbox


def begin(session: Session, ctx: AppContext, crisis: CrisisRow, run: ExerciseRun) -> None:
    """In the transaction that sets the staff up: the scenario is frozen, its injects and its end are put on the clock."""
    session.add(ExerciseRunRow(**run.model_dump(mode="json")))
    session.flush()
    for inject in run.scenario.injects:
        due = crisis.established_at + timedelta(seconds=inject.at)
        session.add(InjectRow(crisis_id=crisis.id, inject_id=inject.id, due_at=due))
        payload = {"crisis_id": crisis.id, "inject_id": inject.id}
        outbox.emit(session, ctx, EventKind.INJECT_DUE, payload, crisis_id=crisis.id, due_at=due)
    ends = crisis.established_at + timedelta(seconds=run.scenario.lasts)
    outbox.emit(session, ctx, EventKind.EXERCISE_ENDS, {"crisis_id": crisis.id}, crisis_id=crisis.id, due_at=ends)
    if run.scripted:
        next_step(session, ctx, crisis.id, timedelta(seconds=1))


def next_step(session: Session, ctx: AppContext, crisis_id: str, pause: timedelta) -> None:
    """Have the script act again after `pause`."""
    due = ctx.clock() + pause
    outbox.emit(session, ctx, EventKind.EXERCISE_STEP_DUE, {"crisis_id": crisis_id}, crisis_id=crisis_id, due_at=due)


def find(ctx: AppContext, crisis_id: str) -> ExerciseRun | None:
    """None for a real crisis, and for an exercise that was set up without a scenario."""
    with ctx.read() as session:
        row = session.get(ExerciseRunRow, crisis_id)
        return as_noun(ExerciseRun, row) if row else None


def of_crises(ctx: AppContext, crisis_ids: Sequence[str]) -> dict[str, ExerciseRun]:
    """Crisis id to what it is played from, for those that have a scenario."""
    query = select(ExerciseRunRow).where(col(ExerciseRunRow.crisis_id).in_(crisis_ids))
    with ctx.read() as session:
        return {row.crisis_id: as_noun(ExerciseRun, row) for row in session.exec(query)}


def scripted(ctx: AppContext, crisis_ids: Sequence[str]) -> set[str]:
    """Those of these that a script plays."""
    query = select(ExerciseRunRow.crisis_id).where(
        col(ExerciseRunRow.crisis_id).in_(crisis_ids), col(ExerciseRunRow.scripted).is_(True)
    )
    with ctx.read() as session:
        return set(session.exec(query))


def happened(ctx: AppContext, crisis_ids: Sequence[str]) -> dict[str, dict[str, datetime]]:
    """Crisis id to inject id to when it happened, for those that have."""
    query = select(InjectRow).where(col(InjectRow.crisis_id).in_(crisis_ids), col(InjectRow.happened_at).is_not(None))
    found: dict[str, dict[str, datetime]] = {crisis_id: {} for crisis_id in crisis_ids}
    with ctx.read() as session:
        for row in session.exec(query.order_by(col(InjectRow.due_at))):
            if row.happened_at:
                found[row.crisis_id][row.inject_id] = row.happened_at
    return found


def waiting(ctx: AppContext, crisis_id: str) -> bool:
    """True while an inject is still to come."""
    return any(row.happened_at is None for row in _rows(ctx, crisis_id))


def has_happened(ctx: AppContext, crisis_id: str, inject_id: str) -> bool:
    return any(row.inject_id == inject_id and row.happened_at for row in _rows(ctx, crisis_id))


def unanswered(ctx: AppContext, run: ExerciseRun) -> list[Inject]:
    """Those that have happened and that the script has not answered, oldest first."""
    open_ids = [r.inject_id for r in _rows(ctx, run.crisis_id) if r.happened_at and not r.answered_at]
    return [inject for name in open_ids if (inject := run.scenario.inject(name))]


def mark_answered(ctx: AppContext, crisis_id: str, inject_id: str) -> None:
    with ctx.write() as session:
        session.get_one(InjectRow, (crisis_id, inject_id)).answered_at = ctx.clock()


def _rows(ctx: AppContext, crisis_id: str) -> list[InjectRow]:
    query = select(InjectRow).where(InjectRow.crisis_id == crisis_id).order_by(col(InjectRow.due_at))
    with ctx.read() as session:
        return list(session.exec(query))
