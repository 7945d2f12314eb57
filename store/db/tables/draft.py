"""Drafts, their revisions (append-only) and approvals (append-only)."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from schemas.states import DraftStatus
from store.db.columns import enum_column, foreign_key, json_column, utc_column


class DraftRow(SQLModel, table=True):
    __tablename__ = "draft"

    id: str = Field(primary_key=True)
    crisis_id: str = Field(foreign_key="crisis.id", index=True)
    status: DraftStatus = enum_column(DraftStatus, index=True)
    author: str
    created_at: datetime = utc_column()
    updated_at: datetime = utc_column()
    submitted_at: datetime | None = utc_column(default=None)
    submitted_by: str | None = None
    decided_by: str | None = None
    reason: str | None = None
    hands: list[str] = json_column(default_factory=list, sa_column_kwargs={"server_default": "[]"})
    refers_to: str | None = foreign_key("message.id", default=None)
    message_id: str | None = foreign_key("message.id", default=None)
    reply_to: str | None = foreign_key("remark.id", default=None, index=True)
    question_id: str | None = foreign_key("question.id", default=None, index=True)
    revision_id: str = foreign_key("revision.id")


class UnfinishedRow(SQLModel, table=True):
    """A form on its way to a draft: `fields` are pairs of a name and a value."""

    __tablename__ = "unfinished"

    person_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    address: str
    fields: list[list[str]] = json_column()
    kept_at: datetime = utc_column()


class DraftLookRow(SQLModel, table=True):
    """Somebody has had this revision before them."""

    __tablename__ = "draft_look"

    draft_id: str = Field(primary_key=True, foreign_key="draft.id")
    person_id: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    seen_at: datetime = utc_column()


class RevisionRow(SQLModel, table=True):
    """`content` and `accounts` are the frozen nouns as JSON; its renderings are rows of their own."""

    __tablename__ = "revision"
    __table_args__ = (UniqueConstraint("draft_id", "number"),)

    id: str = Field(primary_key=True)
    draft_id: str = foreign_key("draft.id", index=True)
    number: int
    author: str
    created_at: datetime = utc_column()
    content: dict[str, Any] = json_column()
    accounts: list[str] = json_column()
    content_hash: str


class ApprovalRow(SQLModel, table=True):
    __tablename__ = "approval"

    id: str = Field(primary_key=True)
    draft_id: str = Field(foreign_key="draft.id", unique=True)
    revision_id: str = Field(foreign_key="revision.id")
    content_hash: str
    approver: str
    approved_at: datetime = utc_column()
    answers: dict[str, str] = json_column(default_factory=dict, sa_column_kwargs={"server_default": "{}"})
    """What the approver answered to the checks that ask."""
