"""What many ask, and who asked it. The pairs with `exercise` must exist: an exercise's question has no real remark."""

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from schemas.question import QuestionKind, Standing
from store.db.columns import moment, reference, word


class QuestionRow(SQLModel, table=True):
    """`answer`, `standing` and `source` are those approved last."""

    __tablename__ = "question"
    __table_args__ = (
        UniqueConstraint("id", "exercise"),
        ForeignKeyConstraint(["crisis_id", "exercise"], ["crisis.id", "crisis.exercise"]),
    )

    id: str = Field(primary_key=True)
    kind: QuestionKind = word(QuestionKind)
    text: str
    exercise: bool
    crisis_id: str | None = Field(default=None, index=True)
    created_by: str
    created_at: datetime = moment()
    standing: Standing | None = word(Standing, default=None)
    answer: str | None = None
    source: str | None = None
    answered_at: datetime | None = moment(default=None)
    revised_at: datetime | None = moment(default=None)
    message_id: str | None = reference("message.id", default=None)
    draft_id: str | None = reference("draft.id", default=None)
    told_at: datetime | None = moment(default=None)
    """When our own were told that nobody answers it; `escalated_at`: their deputies."""
    escalated_at: datetime | None = moment(default=None)
    merged_into: str | None = reference("question.id", default=None)


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
    added_at: datetime = moment()
