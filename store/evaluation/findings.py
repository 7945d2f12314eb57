"""Evaluating an event or an exercise: findings, follow-up items, and the end of it.

Source: forskrift om kommunal beredskapsplikt § 8: exercises and events are evaluated, and the plan changed where needed.
"""

from datetime import date, timedelta

from sqlmodel import Session, col, select

from policy.access import Action, Own
from policy.roles import is_active
from schemas.crises.crisis import Crisis
from schemas.errors import InvalidInput, NotFound, Refused
from schemas.evaluation.finding import LONGEST, Finding
from schemas.event import EventKind
from schemas.sentence import say
from schemas.states import CrisisStatus
from store.context import AppContext
from store.crises import find
from store.db.columns import new_id
from store.db.nouns import as_noun
from store.db.status import become
from store.db.tables import CrisisRow, FindingRow
from store.evidence import audit
from store.outbox import outbox

_CALM = timedelta(seconds=30)
"""After the last finding the report is written anew; its PDF takes seconds of processor."""


def add(
    ctx: AppContext, actor: str, crisis_id: str, text: str, owner: str | None = None, due: date | None = None
) -> Finding:
    """After the staff was stood down. An item to follow up has an owner and a due date, both or neither."""
    ctx.authorize(Action.EVALUATE, actor)
    if not text.strip() or len(text) > LONGEST or (owner is None) != (due is None):
        raise InvalidInput(
            say(
                "Write what was found (at most {most} characters). What is to be followed up needs both an "
                "owner and a due date.",
                most=LONGEST,
            )
        )
    if owner:
        is_active(ctx.person(owner)).or_raise()
    with ctx.write() as session:
        crisis = _over(session, crisis_id)
        row = FindingRow(
            id=new_id("e"),
            crisis_id=crisis.id,
            text=text.strip(),
            owner=owner,
            due=due,
            written_by=actor,
            written_at=ctx.clock(),
        )
        session.add(row)
        session.flush()
        audit.append(
            session,
            ctx,
            actor,
            "finding.written",
            row.id,
            crisis.id,
            text=row.text,
            owner=owner,
            due=due.isoformat() if due else None,
        )
        _write_again(session, ctx, crisis)
        return as_noun(Finding, row)


def done(ctx: AppContext, actor: str, finding_id: str) -> Finding:
    """By its owner, the desk or the chief executive."""
    with ctx.write() as session:
        row = _get(session, finding_id)
        ctx.authorize(Action.FOLLOW_UP, actor, Own.ITEM if actor == row.owner else None)
        if row.done_at:
            raise Refused(say("This was done already."))
        row.done_by, row.done_at = actor, ctx.clock()
        audit.append(session, ctx, actor, "finding.done", row.id, row.crisis_id)
        _write_again(session, ctx, find.get(session, row.crisis_id))
        return as_noun(Finding, row)


def close(ctx: AppContext, actor: str, crisis_id: str) -> Crisis:
    """The evaluation is over; follow-up items live on until they are done."""
    ctx.authorize(Action.EVALUATE, actor)
    with ctx.write() as session:
        row = find.get(session, crisis_id)
        if not _of(session, crisis_id):
            raise Refused(
                say("Nothing is written down yet. Write at least one finding before the evaluation is closed.")
            )
        become(row, CrisisStatus.EVALUATED)
        audit.append(session, ctx, actor, "crisis.evaluated", row.id, row.id)
        _write_again(session, ctx, row, wait=timedelta())
        return as_noun(Crisis, row)


def listing(ctx: AppContext, crisis_id: str | None = None) -> list[Finding]:
    """In the order written; of one crisis, or every item that is still to be followed up, the most urgent first."""
    with ctx.read() as session:
        if crisis_id:
            return [as_noun(Finding, row) for row in _of(session, crisis_id)]
        query = select(FindingRow).where(col(FindingRow.due).is_not(None), col(FindingRow.done_at).is_(None))
        return [as_noun(Finding, row) for row in session.exec(query.order_by(col(FindingRow.due)))]


def _of(session: Session, crisis_id: str) -> list[FindingRow]:
    query = select(FindingRow).where(FindingRow.crisis_id == crisis_id).order_by(col(FindingRow.written_at))
    return list(session.exec(query).all())


def _over(session: Session, crisis_id: str) -> CrisisRow:
    row = find.get(session, crisis_id)
    if row.status == CrisisStatus.ESTABLISHED:
        raise Refused(say("“{title}” is still open. Evaluate it when the staff is stood down.", title=row.title))
    return row


def _write_again(session: Session, ctx: AppContext, crisis: CrisisRow, wait: timedelta = _CALM) -> None:
    """Once for several changes; at once when the evaluation is closed."""
    due, payload = ctx.clock() + wait, {"crisis_id": crisis.id}
    outbox.emit_latest(session, ctx, EventKind.REPORT_DUE, payload, crisis_id=crisis.id, due_at=due)


def _get(session: Session, finding_id: str) -> FindingRow:
    row = session.get(FindingRow, finding_id)
    if row is None:
        raise NotFound(say("There is no finding {id}.", id=finding_id))
    return row
