"""Accounts that are read during a crisis, and posts found there that are not ours."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from schemas.states import ForeignStatus
from store.db.columns import enum_column, foreign_key, utc_column


class WatchRow(SQLModel, table=True):
    """One row: the watch itself. An event of an earlier `tick` is stale."""

    __tablename__ = "watch"

    id: int = Field(primary_key=True)
    active: bool
    tick: int


class AccountWatchRow(SQLModel, table=True):
    """One row per account that is, or was, watched."""

    __tablename__ = "account_watch"

    account_id: str = Field(primary_key=True, foreign_key="account.id")
    since: datetime = utc_column()
    """Posts from then on are looked at."""
    next_at: datetime = utc_column()
    read_at: datetime | None = utc_column(default=None)
    """When it was last read without error."""
    failures: int = 0
    """In a row."""
    error: str | None = None


class ForeignPostRow(SQLModel, table=True):
    """The same post with another text is another find."""

    __tablename__ = "foreign_post"
    __table_args__ = (UniqueConstraint("account_id", "remote_id", "text_hash"),)

    id: str = Field(primary_key=True)
    crisis_id: str = Field(foreign_key="crisis.id", index=True)
    account_id: str = Field(foreign_key="account.id", index=True)
    remote_id: str
    remote_url: str | None = None
    title: str
    text: str
    text_hash: str
    status: ForeignStatus = enum_column(ForeignStatus, index=True)
    found_at: datetime = utc_column()
    decided_by: str | None = None
    decided_at: datetime | None = utc_column(default=None)
    reason: str | None = None
    draft_id: str | None = foreign_key("draft.id", default=None)
    attempts: int = 0
    error: str | None = None
