"""Finished work is forgotten after a time: what happened is in the log, and the outbox need not grow for years.

Kept whatever its age: what is not done, what was given up (a person may want it again), what belongs to a crisis that is
open, and what says that something has been announced and must not be again (`dedup`).
Of delivery reports those go too that no request of ours knows.
"""

from datetime import timedelta

from sqlalchemy import exists
from sqlmodel import Session, col, delete, or_, select

from schemas.states import CrisisStatus
from store.context import AppContext
from store.db.tables import AttemptRow, CrisisRow, OutboxRow, ReportRow, StepRow

_AT_A_TIME = 500
"""In one transaction: others want the database, too."""


def prune(ctx: AppContext, done_for: timedelta) -> int:
    """How many rows were removed."""
    removed = _reports_of_nobody(ctx, done_for)
    while some := _prune_some(ctx, done_for):
        removed += some
    return removed


def _reports_of_nobody(ctx: AppContext, old: timedelta) -> int:
    """Delivery reports that came before a receipt that never came: of the provider's other customers, or made up."""
    ours = exists().where(col(AttemptRow.remote_id) == col(ReportRow.remote_id))
    which = (col(ReportRow.reported_at) < ctx.clock() - old, ~ours)
    with ctx.read() as session:
        if session.exec(select(ReportRow.remote_id).where(*which).limit(1)).first() is None:
            return 0
    with ctx.write() as session:
        return int(session.exec(delete(ReportRow).where(*which)).rowcount)


def _prune_some(ctx: AppContext, done_for: timedelta) -> int:
    with ctx.read() as session:
        if not _forgettable(session, ctx, done_for, 1):
            return 0
    with ctx.write() as session:
        ids = _forgettable(session, ctx, done_for, _AT_A_TIME)
        session.exec(delete(StepRow).where(col(StepRow.event_id).in_(ids)))
        session.exec(delete(OutboxRow).where(col(OutboxRow.id).in_(ids)))
        return len(ids)


def _forgettable(session: Session, ctx: AppContext, done_for: timedelta, most: int) -> list[str]:
    open_crises = select(CrisisRow.id).where(CrisisRow.status == CrisisStatus.ESTABLISHED)
    query = select(OutboxRow.id).where(
        col(OutboxRow.done_at) < ctx.clock() - done_for,
        col(OutboxRow.ran_by).is_not(None),
        col(OutboxRow.dedup).is_(None),
        or_(col(OutboxRow.crisis_id).is_(None), col(OutboxRow.crisis_id).not_in(open_crises)),
    )
    return list(session.exec(query.limit(most)))
