"""Messages. The pair (crisis, exercise) must exist: a message cannot be of another kind than its crisis."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from schemas.drafts.content import MessageKind
from schemas.states import MessageStatus
from store.db.columns import enum_column, foreign_key, json_column, utc_column


class MessageRow(SQLModel, table=True):
    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("id", "exercise"),
        ForeignKeyConstraint(["crisis_id", "exercise"], ["crisis.id", "crisis.exercise"]),
        CheckConstraint("crisis_id IS NOT NULL OR exercise = false", name="exercise_has_crisis"),
        CheckConstraint(
            "kind IN ('unit_post', 'reply', 'answer') OR revision_id IS NOT NULL", name="desk_message_has_revision"
        ),
    )

    id: str = Field(primary_key=True)
    kind: MessageKind = enum_column(MessageKind)
    status: MessageStatus = enum_column(MessageStatus, index=True)
    exercise: bool
    crisis_id: str | None = Field(default=None, index=True)
    draft_id: str | None = foreign_key("draft.id", default=None)
    revision_id: str | None = foreign_key("revision.id", default=None)
    content: dict[str, Any] = json_column()
    content_hash: str
    author: str
    approver: str | None = None
    approved_at: datetime = utc_column()
    publish_at: datetime = utc_column()
    refers_to: str | None = foreign_key("message.id", default=None, index=True)
    reply_to: str | None = foreign_key("remark.id", default=None, index=True)
    question_id: str | None = foreign_key("question.id", default=None, index=True)
