"""What others write to us, how each account is read, and everything a remark has said."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKeyConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from schemas.dialogue.remark import HideDeed, RemarkKind
from schemas.states import RemarkStatus
from store.db.columns import enum_column, foreign_key, utc_column


class RemarkRow(SQLModel, table=True):
    """Once per id of its platform. The pair (account, exercise) must exist: an exercise has none of a real account's."""

    __tablename__ = "remark"
    __table_args__ = (
        UniqueConstraint("account_id", "remote_id"),
        UniqueConstraint("id", "exercise"),
        ForeignKeyConstraint(["account_id", "exercise"], ["account.id", "account.sandbox"]),
        Index("ix_remark_status_first_seen", "status", "first_seen_at"),
        Index("ix_remark_account_parent", "account_id", "parent_id"),
    )

    id: str = Field(primary_key=True)
    account_id: str
    remote_id: str
    kind: RemarkKind = enum_column(RemarkKind)
    parent_id: str | None = None
    post_id: str | None = Field(default=None, index=True)
    author: str
    text: str
    remote_url: str | None = None
    written_at: datetime = utc_column()
    edited_at: datetime | None = utc_column(default=None)
    deleted: bool
    hidden: bool
    ours: bool
    version: int
    hash: str
    first_seen_at: datetime = utc_column()
    changed_at: datetime | None = utc_column(default=None)
    exercise: bool
    crisis_id: str | None = foreign_key("crisis.id", default=None, index=True)
    status: RemarkStatus = enum_column(RemarkStatus)
    unit: str
    assigned_to: str | None = None
    reason: str | None = None
    decided_by: str | None = None
    decided_at: datetime | None = utc_column(default=None)
    answered_at: datetime | None = utc_column(default=None)
    hide_wanted: HideDeed | None = enum_column(HideDeed, default=None)
    hide_attempts: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    hide_error: str | None = None
    told_at: datetime | None = utc_column(default=None)
    """When people were told that nobody has taken or answered it."""
    escalated_at: datetime | None = utc_column(default=None)
    """When their deputies were told, too."""
    erased_at: datetime | None = utc_column(default=None)
    """From then on neither its author nor its words are kept."""


class RemarkVersionRow(SQLModel, table=True):
    """What it said at one time; an answer is bound to one of them."""

    __tablename__ = "remark_version"

    remark_id: str = Field(primary_key=True, foreign_key="remark.id")
    number: int = Field(primary_key=True)
    text: str
    deleted: bool
    hash: str
    seen_at: datetime = utc_column()


class InboxRow(SQLModel, table=True):
    """How far an account is read. `cursor` is the channel's own."""

    __tablename__ = "inbox"

    account_id: str = Field(primary_key=True, foreign_key="account.id")
    cursor: str | None = None
    next_at: datetime = utc_column()
    read_at: datetime | None = utc_column(default=None)
    """When it was last read without error."""
    failures: int = 0
    """In a row."""
    error: str | None = None
    left_out: dict[str, str] | None = Field(default=None, sa_type=JSON(none_as_null=True))
    """Entries that nobody could read, to when they were last there (ISO 8601)."""


class InboxLoopRow(SQLModel, table=True):
    """One row: the loop. An event of an earlier `tick` is stale."""

    __tablename__ = "inbox_loop"

    id: int = Field(primary_key=True)
    tick: int
