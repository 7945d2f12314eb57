"""Accounts that are read during a crisis, and posts found there that are not ours."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from schemas.states import ForeignStatus
from store.db.columns import moment, reference, word


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
    since: datetime = moment()
    """Posts from then on are looked at."""
    next_at: datetime = moment()
    read_at: datetime | None = moment(default=None)
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
    status: ForeignStatus = word(ForeignStatus, index=True)
    found_at: datetime = moment()
    decided_by: str | None = None
    decided_at: datetime | None = moment(default=None)
    reason: str | None = None
    draft_id: str | None = reference("draft.id", default=None)
    attempts: int = 0
    error: str | None = None
