"""What many ask, and who asked it. The pairs with `exercise` must exist: an exercise's question has no real remark."""

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from schemas.dialogue.question import QuestionKind, Standing
from store.db.columns import enum_column, foreign_key, utc_column


class QuestionRow(SQLModel, table=True):
    """`answer`, `standing` and `source` are those approved last."""

    __tablename__ = "question"
    __table_args__ = (
        UniqueConstraint("id", "exercise"),
        ForeignKeyConstraint(["crisis_id", "exercise"], ["crisis.id", "crisis.exercise"]),
    )

    id: str = Field(primary_key=True)
    kind: QuestionKind = enum_column(QuestionKind)
    text: str
    exercise: bool
    crisis_id: str | None = Field(default=None, index=True)
    created_by: str
    created_at: datetime = utc_column()
    standing: Standing | None = enum_column(Standing, default=None)
    answer: str | None = None
    source: str | None = None
    answered_at: datetime | None = utc_column(default=None)
    revised_at: datetime | None = utc_column(default=None)
    message_id: str | None = foreign_key("message.id", default=None)
    draft_id: str | None = foreign_key("draft.id", default=None)
    told_at: datetime | None = utc_column(default=None)
    """When our own were told that nobody answers it; `escalated_at`: their deputies."""
    escalated_at: datetime | None = utc_column(default=None)
    merged_into: str | None = foreign_key("question.id", default=None)


class QuestionRemarkRow(SQLModel, table=True):
    """Each remark asks one question at the most, in the words that it had when a person said so."""

    __tablename__ = "question_remark"
    __table_args__ = (
        ForeignKeyConstraint(["question_id", "exercise"], ["question.id", "question.exercise"]),
        ForeignKeyConstraint(["remark_id", "exercise"], ["remark.id", "remark.exercise"]),
    )

    remark_id: str = Field(primary_key=True)
    question_id: str = Field(index=True)
    exercise: bool
    seen: str
    """Fingerprint of the remark."""
    added_by: str
    added_at: datetime = utc_column()
