"""Findings and follow-up items of an evaluation."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from store.db.columns import utc_column


class FindingRow(SQLModel, table=True):
    __tablename__ = "finding"

    id: str = Field(primary_key=True)
    crisis_id: str = Field(foreign_key="crisis.id", index=True)
    text: str
    owner: str | None = None
    due: date | None = None
    written_by: str
    written_at: datetime = utc_column()
    done_by: str | None = None
    done_at: datetime | None = utc_column(default=None)
