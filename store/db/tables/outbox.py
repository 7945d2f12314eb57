"""The outbox: rows written in the same transaction as what they announce."""

from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from schemas.event import EventKind, RunMode
from store.db.columns import enum_column, foreign_key, json_column, utc_column


class OutboxRow(SQLModel, table=True):
    """`dedup` makes an announcement happen once however often it is made (None: no such guard).

    `offered_at`: whoever holds it lets another process have it (`store.outbox.offers`).
    """

    __tablename__ = "outbox"

    id: str = Field(primary_key=True)
    kind: EventKind = enum_column(EventKind)
    payload: dict[str, Any] = json_column()
    crisis_id: str | None = foreign_key("crisis.id", default=None, index=True)
    dedup: str | None = Field(default=None, unique=True)
    due_at: datetime = utc_column(index=True)
    attempts: int = 0
    failures: int = 0
    """How often its work has raised; at `store.outbox.outbox.MOST_FAILURES` it is done without having been run by anything."""
    lease_owner: str | None = None
    lease_until: datetime | None = utc_column(default=None)
    offered_at: datetime | None = utc_column(default=None)
    done_at: datetime | None = utc_column(default=None, index=True)
    ran_by: RunMode | None = enum_column(RunMode, default=None)
    last_error: str | None = None


class StepRow(SQLModel, table=True):
    """A step of an event's work that has been taken (`store.outbox.steps`)."""

    __tablename__ = "step"

    event_id: str = foreign_key("outbox.id", primary_key=True)
    name: str = Field(primary_key=True)
    taken_at: datetime = utc_column()
