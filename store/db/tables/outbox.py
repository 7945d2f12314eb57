"""The outbox: rows written in the same transaction as what they announce."""

from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from schemas.event import EventKind, RunMode
from store.db.columns import document, moment, reference, word


class OutboxRow(SQLModel, table=True):
    """`dedup` makes an announcement happen once however often it is made (None: no such guard).

    `offered_at`: whoever holds it lets another process have it (`store.outbox.offers`).
    """

    __tablename__ = "outbox"

    id: str = Field(primary_key=True)
    kind: EventKind = word(EventKind)
    payload: dict[str, Any] = document()
    crisis_id: str | None = reference("crisis.id", default=None, index=True)
    dedup: str | None = Field(default=None, unique=True)
    due_at: datetime = moment(index=True)
    attempts: int = 0
    failures: int = 0
    """How often its work has raised; at `store.outbox.outbox.MOST_FAILURES` it is done without having been run by anything."""
    lease_owner: str | None = None
    lease_until: datetime | None = moment(default=None)
    offered_at: datetime | None = moment(default=None)
    done_at: datetime | None = moment(default=None, index=True)
    ran_by: RunMode | None = word(RunMode, default=None)
    last_error: str | None = None


class StepRow(SQLModel, table=True):
    """A step of an event's work that has been taken (`store.outbox.steps`)."""

    __tablename__ = "step"

    event_id: str = reference("outbox.id", primary_key=True)
    name: str = Field(primary_key=True)
    taken_at: datetime = moment()
