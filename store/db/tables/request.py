"""Requests to open an official account."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from schemas.account import Platform
from schemas.states import RequestStatus
from store.db.columns import moment, reference, word


class AccountRequestRow(SQLModel, table=True):
    __tablename__ = "account_request"

    id: str = Field(primary_key=True)
    platform: Platform = word(Platform, checked=False)
    handle: str
    unit: str
    purpose: str
    status: RequestStatus = word(RequestStatus, index=True)
    requested_by: str
    requested_at: datetime = moment()
    decided_by: str | None = None
    decided_at: datetime | None = moment(default=None)
    reason: str | None = None
    account_id: str | None = reference("account.id", default=None)
    """Once it is in the municipality file."""
