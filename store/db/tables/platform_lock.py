"""Locks at the platforms. A sandbox account has no platform: the row's shape forbids one."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKeyConstraint, Index, text
from sqlmodel import Field, SQLModel

from schemas.states import PlatformLockStatus
from store.db.columns import enum_column, utc_column

_OPEN = text("status <> 'restored'")


class PlatformLockRow(SQLModel, table=True):
    """One open row per account, whatever number of crises hold it: `before` is from before the first of them.

    Triggers refuse to change a `before` that is stored.
    """

    __tablename__ = "platform_lock"
    __table_args__ = (
        ForeignKeyConstraint(["account_id", "sandbox"], ["account.id", "account.sandbox"]),
        CheckConstraint("sandbox = false", name="no_platform_behind_a_twin"),
        CheckConstraint("status NOT IN ('stored', 'locked', 'restoring') OR before IS NOT NULL", name="stored_first"),
        Index("one_open_platform_lock", "account_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    id: str = Field(primary_key=True)
    account_id: str
    sandbox: bool = False
    crisis_id: str = Field(foreign_key="crisis.id")
    """The one that wanted it first."""
    status: PlatformLockStatus = enum_column(PlatformLockStatus, index=True)
    before: dict[str, Any] | None = Field(default=None, sa_type=JSON(none_as_null=True))
    wanted_at: datetime = utc_column()
    locked_at: datetime | None = utc_column(default=None)
    restored_at: datetime | None = utc_column(default=None)
    due_at: datetime = utc_column()
    attempts: int = 0
    """Failures since the last step that held."""
    lease_owner: str | None = None
    lease_until: datetime | None = utc_column(default=None)
    error: str | None = None
