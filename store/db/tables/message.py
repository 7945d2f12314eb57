"""Messages. The pair (crisis, exercise) must exist: a message cannot be of another kind than its crisis."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from schemas.content import MessageKind
from schemas.states import MessageStatus
from store.db.columns import document, moment, reference, word


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
    kind: MessageKind = word(MessageKind)
    status: MessageStatus = word(MessageStatus, index=True)
    exercise: bool
    crisis_id: str | None = Field(default=None, index=True)
    draft_id: str | None = reference("draft.id", default=None)
    revision_id: str | None = reference("revision.id", default=None)
    content: dict[str, Any] = document()
    content_hash: str
    author: str
    approver: str | None = None
    approved_at: datetime = moment()
    publish_at: datetime = moment()
    refers_to: str | None = reference("message.id", default=None, index=True)
    reply_to: str | None = reference("remark.id", default=None, index=True)
    question_id: str | None = reference("question.id", default=None, index=True)
