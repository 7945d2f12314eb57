"""Requests to open an official account."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from schemas.accounts.account import Platform
from schemas.states import RequestStatus
from store.db.columns import enum_column, foreign_key, utc_column


class AccountRequestRow(SQLModel, table=True):
    __tablename__ = "account_request"

    id: str = Field(primary_key=True)
    platform: Platform = enum_column(Platform, checked=False)
    handle: str
    unit: str
    purpose: str
    status: RequestStatus = enum_column(RequestStatus, index=True)
    requested_by: str
    requested_at: datetime = utc_column()
    decided_by: str | None = None
    decided_at: datetime | None = utc_column(default=None)
    reason: str | None = None
    account_id: str | None = foreign_key("account.id", default=None)
    """Once it is in the municipality file."""
