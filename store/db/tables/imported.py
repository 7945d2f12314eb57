"""Lists from outside. The file itself is kept only while it waits for another person, and sealed."""

from datetime import datetime
from typing import Any

from sqlalchemy import LargeBinary
from sqlmodel import Field, SQLModel

from schemas.recipients.imported import ListState
from store.db.columns import enum_column, json_column, utc_column


class ImportedListRow(SQLModel, table=True):
    __tablename__ = "imported_list"

    id: str = Field(primary_key=True)
    file: str
    fingerprint: str = Field(index=True)
    state: ListState = enum_column(ListState)
    form: dict[str, Any] = json_column()
    entries: int
    wrong: int
    laid_by: str
    laid_at: datetime = utc_column()
    decided_by: str | None = None
    decided_at: datetime | None = utc_column(default=None)
    sealed: bytes | None = Field(default=None, sa_type=LargeBinary)
    left_out: list[str] = json_column(default_factory=list, sa_column_kwargs={"server_default": "[]"})
    """Marks of those who were erased while it waits: none of its entries has them."""
    told_at: datetime | None = utc_column(default=None)
    """That its last day is near."""
