"""Drafts, their revisions (append-only) and approvals (append-only)."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from store.db.columns import document, moment


class DraftRow(SQLModel, table=True):
    __tablename__ = "draft"

    id: str = Field(primary_key=True)
    crisis_id: str = Field(foreign_key="crisis.id", index=True)
    status: str = Field(index=True)
    author: str
    created_at: datetime = moment()
    updated_at: datetime = moment()
    submitted_at: datetime | None = moment(default=None)
    submitted_by: str | None = None
    decided_by: str | None = None
    reason: str | None = None
    refers_to: str | None = None
    message_id: str | None = None
    revision_id: str


class RevisionRow(SQLModel, table=True):
    """`content`, `accounts` and `renderings` are the frozen nouns as JSON."""

    __tablename__ = "revision"
    __table_args__ = (UniqueConstraint("draft_id", "number"),)

    id: str = Field(primary_key=True)
    draft_id: str = Field(index=True)
    number: int
    author: str
    created_at: datetime = moment()
    content: dict[str, Any] = document()
    accounts: list[str] = document()
    renderings: list[dict[str, Any]] = document()
    content_hash: str


class ApprovalRow(SQLModel, table=True):
    __tablename__ = "approval"

    id: str = Field(primary_key=True)
    draft_id: str = Field(foreign_key="draft.id", unique=True)
    revision_id: str = Field(foreign_key="revision.id")
    content_hash: str
    approver: str
    approved_at: datetime = moment()
    answers: dict[str, str] = document(default_factory=dict, sa_column_kwargs={"server_default": "{}"})
    """What the approver answered to the checks that ask."""
