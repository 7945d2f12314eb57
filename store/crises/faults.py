"""What is broken on purpose: rows that the sandbox console reads, and editors who do not answer.

In force only while their exercise is open, so a real crisis finds everything whole.
"""

from datetime import datetime

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from policy.exercises.sandbox import answers
from schemas.exercises.fault import Fault, FaultKind
from schemas.states import CrisisStatus
from store.context import AppContext
from store.db.columns import new_id
from store.db.nouns import as_noun
from store.db.tables import CrisisRow, FaultRow
from store.evidence import audit


def break_account(
    session: Session,
    ctx: AppContext,
    crisis: CrisisRow,
    account_id: str,
    kind: FaultKind,
    begins: datetime,
    ends: datetime,
) -> None:
    """`account_id` is a sandbox account; the database refuses any other."""
    row = FaultRow(
        id=new_id("f"), crisis_id=crisis.id, account_id=account_id, kind=kind, begins_at=begins, ends_at=ends
    )
    _put(session, ctx, row, account_id)


def silence(session: Session, ctx: AppContext, crisis: CrisisRow, person_id: str, ends: datetime) -> None:
    """The person does not answer in this exercise until `ends`."""
    row = FaultRow(
        id=new_id("f"),
        crisis_id=crisis.id,
        person_id=person_id,
        kind=FaultKind.NO_ANSWER,
        begins_at=ctx.clock(),
        ends_at=ends,
    )
    _put(session, ctx, row, person_id)


def in_force(ctx: AppContext, account_id: str) -> FaultKind | None:
    """What the sandbox console asks before it writes. The newest counts."""
    with ctx.read() as session:
        query = _open(ctx.clock()).where(FaultRow.account_id == account_id)
        row = session.exec(query).first()
        return row.kind if row else None


def silent_until(session: Session, ctx: AppContext, crisis_id: str, person_id: str) -> datetime | None:
    """None where the person answers."""
    query = _open(ctx.clock()).where(FaultRow.crisis_id == crisis_id, FaultRow.person_id == person_id)
    row = session.exec(query).first()
    return row.ends_at if row else None


def require_available(session: Session, ctx: AppContext, crisis_id: str, actor: str) -> None:
    """Whom a scenario has made silent cannot decide, as if the telephone were off. Raises `Refused`."""
    answers(ctx.person(actor), silent_until(session, ctx, crisis_id, actor)).or_raise()


def listing(ctx: AppContext, crisis_id: str) -> list[Fault]:
    """Of one exercise, oldest first, over or not."""
    query = select(FaultRow).where(FaultRow.crisis_id == crisis_id).order_by(col(FaultRow.begins_at))
    with ctx.read() as session:
        return [as_noun(Fault, row) for row in session.exec(query)]


def _open(now: datetime) -> SelectOfScalar[FaultRow]:
    return (
        select(FaultRow)
        .join(CrisisRow, col(CrisisRow.id) == col(FaultRow.crisis_id))
        .where(CrisisRow.status == CrisisStatus.ESTABLISHED)
        .where(col(FaultRow.begins_at) <= now, col(FaultRow.ends_at) > now)
        .order_by(col(FaultRow.begins_at).desc())
    )


def _put(session: Session, ctx: AppContext, row: FaultRow, subject: str) -> None:
    session.add(row)
    session.flush()
    audit.append(
        session,
        ctx,
        audit.SYSTEM,
        "exercise.fault",
        subject,
        row.crisis_id,
        kind=row.kind,
        begins_at=row.begins_at.isoformat(),
        ends_at=row.ends_at.isoformat(),
    )
