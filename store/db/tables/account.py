"""Accounts as the database needs them: to lock, and to keep exercises on sandbox accounts."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from schemas.accounts.account import LockMode, Platform
from store.db.columns import enum_column, utc_column


class AccountRow(SQLModel, table=True):
    """Copied from the municipality file. `retired` ones stay, for their history."""

    __tablename__ = "account"
    __table_args__ = (UniqueConstraint("id", "sandbox"),)

    id: str = Field(primary_key=True)
    platform: Platform = enum_column(Platform, checked=False)
    unit: str
    sandbox: bool
    retired: bool = False


class AccountLockRow(SQLModel, table=True):
    __tablename__ = "account_lock"
    __table_args__ = (UniqueConstraint("crisis_id", "account_id"),)

    id: str = Field(primary_key=True)
    crisis_id: str = Field(foreign_key="crisis.id")
    account_id: str = Field(foreign_key="account.id", index=True)
    mode: LockMode = enum_column(LockMode)
    locked_at: datetime = utc_column()
    unlocked_at: datetime | None = utc_column(default=None)
    confirmed_by: str | None = None
    confirmed_at: datetime | None = utc_column(default=None)


class GateRow(SQLModel, table=True):
    """One row: until `closing_until` no unit post may start, because a crisis is being set up."""

    __tablename__ = "gate"

    id: int = Field(primary_key=True)
    closing_until: datetime = utc_column()
