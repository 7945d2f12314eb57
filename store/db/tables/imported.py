"""Lists from outside. The file itself is kept only while it waits for another person, and sealed."""

from datetime import datetime
from typing import Any

from sqlalchemy import LargeBinary
from sqlmodel import Field, SQLModel

from schemas.imported import ListState
from store.db.columns import document, moment, word


class ImportedListRow(SQLModel, table=True):
    __tablename__ = "imported_list"

    id: str = Field(primary_key=True)
    file: str
    fingerprint: str = Field(index=True)
    state: ListState = word(ListState)
    form: dict[str, Any] = document()
    entries: int
    wrong: int
    laid_by: str
    laid_at: datetime = moment()
    decided_by: str | None = None
    decided_at: datetime | None = moment(default=None)
    sealed: bytes | None = Field(default=None, sa_type=LargeBinary)
    left_out: list[str] = document(default_factory=list, sa_column_kwargs={"server_default": "[]"})
    """Marks of those who were erased while it waits: none of its entries has them."""
    told_at: datetime | None = moment(default=None)
    """That its last day is near."""
