"""The audit chain. Triggers in the first migration refuse every UPDATE and DELETE."""

from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from store.db.columns import json_column, utc_column


class AuditRow(SQLModel, table=True):
    __tablename__ = "audit"

    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime = utc_column()
    actor: str
    action: str = Field(index=True)
    subject: str
    crisis_id: str | None = Field(default=None, index=True)
    data: dict[str, Any] = json_column()
    prev_hash: str
    hash: str = Field(unique=True)
