"""What is watched from outside, counted: nobody's name, no word of any text. Exercises are left out."""

from datetime import datetime
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from schemas.base import Noun
from schemas.messages.notice import NoticeStatus
from schemas.states import CrisisStatus
from store.context import AppContext
from store.db.tables import (
    AccountLockRow,
    AccountWatchRow,
    AuditRow,
    CrisisRow,
    DeliveryRow,
    NoticeRow,
    OutboxRow,
    PlatformLockRow,
    WatchRow,
)
from store.outbox import epochs
from store.outbox.workers import at_work


class Figures(Noun):
    """`deliveries`: (account id, status) to how many. Times are None where there is nothing to tell the age of."""

    workers: dict[str, int]
    """By who carries their work out: `prefect` or `plain`."""
    events_waiting: int
    oldest_event: datetime | None
    deliveries: dict[tuple[str, str], int]
    notices: dict[str, int]
    oldest_notice: datetime | None
    """Of those to our own people that are not sent."""
    platform_locks: dict[str, int]
    locked_accounts: int
    crises_open: int
    watching: bool
    oldest_look: datetime | None
    """At the account that was read longest ago, while accounts are watched."""
    log_lines: int
    log_at: datetime | None
    life: int


def look(ctx: AppContext) -> Figures:
    """Raises `StoreUnavailable`."""
    working = at_work(ctx)
    with ctx.read() as session:
        now = ctx.clock()
        waiting = select(func.count(), func.min(OutboxRow.due_at)).where(
            col(OutboxRow.done_at).is_(None), col(OutboxRow.due_at) <= now
        )
        events, oldest = session.exec(waiting).one()
        unsent = select(func.min(NoticeRow.created_at)).where(NoticeRow.status == NoticeStatus.QUEUED)
        line = session.exec(select(AuditRow.seq, AuditRow.at).order_by(col(AuditRow.seq).desc()).limit(1)).first()
        watching = bool(session.exec(select(WatchRow.id).where(col(WatchRow.active)).limit(1)).first())
        return Figures(
            workers={mode: sum(w.mode.value == mode for w in working) for mode in ("prefect", "plain")},
            events_waiting=events,
            oldest_event=oldest,
            deliveries=_deliveries(session),
            notices=_counted(session, NoticeRow.status, col(NoticeRow.exercise).is_(False)),
            oldest_notice=session.exec(unsent.where(col(NoticeRow.exercise).is_(False))).one(),
            platform_locks=_counted(session, PlatformLockRow.status, col(PlatformLockRow.id).is_not(None)),
            locked_accounts=_open_locks(session),
            crises_open=_open_crises(session),
            watching=watching,
            oldest_look=session.exec(select(func.min(AccountWatchRow.read_at))).one() if watching else None,
            log_lines=line[0] if line else 0,
            log_at=line[1] if line else None,
            life=epochs.number(ctx),
        )


def _deliveries(session: Session) -> dict[tuple[str, str], int]:
    query = select(DeliveryRow.account_id, DeliveryRow.status, func.count()).where(col(DeliveryRow.exercise).is_(False))
    rows = session.exec(query.group_by(col(DeliveryRow.account_id), col(DeliveryRow.status)))
    return {(account, str(status)): count for account, status, count in rows}


def _counted(session: Session, status: Any, real: Any) -> dict[str, int]:
    """How many rows that are real have each word in the column `status`."""
    rows: Any = session.exec(select(status, func.count()).where(real).group_by(status))
    return {str(each): count for each, count in rows}


def _open_locks(session: Session) -> int:
    real = select(CrisisRow.id).where(col(CrisisRow.exercise).is_(False))
    query = select(func.count(func.distinct(AccountLockRow.account_id))).where(
        col(AccountLockRow.unlocked_at).is_(None), col(AccountLockRow.crisis_id).in_(real)
    )
    return session.exec(query).one()


def _open_crises(session: Session) -> int:
    query = select(func.count()).select_from(CrisisRow).where(col(CrisisRow.exercise).is_(False))
    return session.exec(query.where(CrisisRow.status == CrisisStatus.ESTABLISHED)).one()
