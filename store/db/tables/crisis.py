"""Crises. `(id, exercise)` is unique so that messages can point at both, and neither can drift."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from schemas.crises.crisis import Severity
from schemas.states import CrisisStatus
from store.db.columns import enum_column, json_column, utc_column


class CrisisRow(SQLModel, table=True):
    __tablename__ = "crisis"
    __table_args__ = (UniqueConstraint("id", "exercise"),)

    id: str = Field(primary_key=True)
    title: str
    what: str
    where: str
    zones: list[str] = json_column(default_factory=list, sa_column_kwargs={"server_default": "[]"})
    area: dict[str, Any] | None = json_column(default=None, nullable=True)
    severity: Severity = enum_column(Severity)
    exercise: bool
    status: CrisisStatus = enum_column(CrisisStatus, index=True)
    established_at: datetime = utc_column()
    established_by: str
    stood_down_at: datetime | None = utc_column(default=None)
    stood_down_by: str | None = None
    plan: str | None = Field(default=None, unique=True)
