"""Requests to open an official account."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from store.db.columns import moment


class AccountRequestRow(SQLModel, table=True):
    __tablename__ = "account_request"

    id: str = Field(primary_key=True)
    platform: str
    handle: str
    unit: str
    purpose: str
    status: str = Field(index=True)
    requested_by: str
    requested_at: datetime = moment()
    decided_by: str | None = None
    decided_at: datetime | None = moment(default=None)
    reason: str | None = None
    account_id: str | None = None
    """Once it is in the municipality file."""
