"""The outbox: rows written in the same transaction as what they announce."""

from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from store.db.columns import document, moment


class OutboxRow(SQLModel, table=True):
    """`dedup` makes an announcement happen once however often it is made (None: no such guard)."""

    __tablename__ = "outbox"

    id: str = Field(primary_key=True)
    kind: str
    payload: dict[str, Any] = document()
    crisis_id: str | None = Field(default=None, index=True)
    dedup: str | None = Field(default=None, unique=True)
    due_at: datetime = moment(index=True)
    attempts: int = 0
    lease_owner: str | None = None
    lease_until: datetime | None = moment(default=None)
    done_at: datetime | None = moment(default=None, index=True)
    ran_by: str | None = None
    last_error: str | None = None
