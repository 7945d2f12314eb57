"""Who is at work: heartbeats, and leases kept alive as long as their holder is."""

import os
import socket
from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from schemas.event import RunMode
from store.context import AppContext
from store.db.columns import new_id
from store.db.tables import BatchRow, DeliveryRow, NoticeRow, OutboxRow, WorkerRow

ABSENT = timedelta(seconds=15)
"""A worker not seen for this long is not counted on."""


def sign_in(ctx: AppContext, mode: str) -> str:
    """Returns the worker id that leases are taken under."""
    with ctx.write() as session:
        now = ctx.clock()
        row = WorkerRow(
            id=new_id("w"), host=socket.gethostname(), pid=os.getpid(), started_at=now, seen_at=now, mode=RunMode(mode)
        )
        session.add(row)
        return row.id


def beat(ctx: AppContext, worker: str, mode: str, lease: timedelta, in_hand: Collection[str] = ()) -> None:
    """I live, and what I have in hand I still hold. What is leased to me and not in hand runs out like anybody's."""
    with ctx.write() as session:
        row = session.get_one(WorkerRow, worker)
        row.seen_at, row.mode = ctx.clock(), RunMode(mode)
        mine: list[OutboxRow | DeliveryRow | NoticeRow] = [
            *session.exec(select(OutboxRow).where(OutboxRow.lease_owner == worker)),
            *session.exec(select(DeliveryRow).where(DeliveryRow.lease_owner == worker)),
            *session.exec(select(NoticeRow).where(NoticeRow.lease_owner == worker)),
        ]
        for leased in mine:
            if leased.id in in_hand:
                leased.lease_until = ctx.clock() + lease
        for batch in session.exec(
            select(BatchRow).where(BatchRow.lease_owner == worker, col(BatchRow.id).in_(in_hand))
        ):
            batch.due_at = max(batch.due_at, ctx.clock() + lease)


def sign_out(ctx: AppContext, worker: str) -> None:
    with ctx.write() as session:
        row = session.get(WorkerRow, worker)
        if row:
            session.delete(row)


def at_work(ctx: AppContext) -> list[WorkerRow]:
    """Workers seen lately."""
    with ctx.read() as session:
        return list(session.exec(select(WorkerRow).where(_seen(ctx))))


def number(session: Session, ctx: AppContext) -> int:
    """How many of them there are."""
    return session.exec(select(func.count()).select_from(WorkerRow).where(_seen(ctx))).one()


def _seen(ctx: AppContext) -> ColumnElement[bool]:
    return col(WorkerRow.seen_at) > ctx.clock() - ABSENT
