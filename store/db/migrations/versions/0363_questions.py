"""Questions and rumours with one answer each, who asked them, and the drafts and messages that answer them."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

from store.db.columns import Utc
from store.db.migrations.rebuild import kept_triggers

revision = "0363"
down_revision = "0362"
branch_labels = None
depends_on = None

_TEXT = sqlmodel.sql.sqltypes.AutoString
KINDS = "'message', 'correction', 'retraction', 'all_clear', 'unit_post', 'reply', 'answer'"
ITS_OWN = "kind IN ('unit_post', 'reply', 'answer') OR revision_id IS NOT NULL"
_LATE = {"deferrable": True, "initially": "DEFERRED"}


def _word(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    with kept_triggers():
        with op.batch_alter_table("remark") as batch:
            batch.create_unique_constraint("uq_remark_id_exercise", ["id", "exercise"])
        _question()
        with op.batch_alter_table("message") as batch:
            batch.drop_constraint("messagekind", type_="check")
            batch.create_check_constraint("messagekind", f"kind IN ({KINDS})")
            batch.drop_constraint("desk_message_has_revision", type_="check")
            batch.create_check_constraint("desk_message_has_revision", ITS_OWN)
            batch.add_column(sa.Column("question_id", _TEXT(), nullable=True))
            batch.create_foreign_key("fk_message_question_id_question", "question", ["question_id"], ["id"], **_LATE)
        with op.batch_alter_table("draft") as batch:
            batch.add_column(sa.Column("question_id", _TEXT(), nullable=True))
            batch.create_foreign_key("fk_draft_question_id_question", "question", ["question_id"], ["id"], **_LATE)
        for table in ("draft", "message"):
            op.create_index(f"ix_{table}_question_id", table, ["question_id"])


def _question() -> None:
    op.create_table(
        "question",
        sa.Column("id", _TEXT(), nullable=False),
        sa.Column("kind", _word("questionkind", "question", "rumour"), nullable=False),
        sa.Column("text", _TEXT(), nullable=False),
        sa.Column("exercise", sa.Boolean(), nullable=False),
        sa.Column("crisis_id", _TEXT(), nullable=True),
        sa.Column("created_by", _TEXT(), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("standing", _word("standing", "said", "checking", "false", "not_yet"), nullable=True),
        sa.Column("answer", _TEXT(), nullable=True),
        sa.Column("source", _TEXT(), nullable=True),
        sa.Column("answered_at", Utc(), nullable=True),
        sa.Column("revised_at", Utc(), nullable=True),
        sa.Column("message_id", _TEXT(), nullable=True),
        sa.Column("draft_id", _TEXT(), nullable=True),
        sa.Column("merged_into", _TEXT(), nullable=True),
        sa.ForeignKeyConstraint(["crisis_id", "exercise"], ["crisis.id", "crisis.exercise"]),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], **_LATE),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], **_LATE),
        sa.ForeignKeyConstraint(["merged_into"], ["question.id"], **_LATE),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("id", "exercise"),
    )
    op.create_index("ix_question_crisis_id", "question", ["crisis_id"])
    op.create_table(
        "question_remark",
        sa.Column("remark_id", _TEXT(), nullable=False),
        sa.Column("question_id", _TEXT(), nullable=False),
        sa.Column("exercise", sa.Boolean(), nullable=False),
        sa.Column("seen", _TEXT(), nullable=False),
        sa.Column("added_by", _TEXT(), nullable=False),
        sa.Column("added_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["question_id", "exercise"], ["question.id", "question.exercise"]),
        sa.ForeignKeyConstraint(["remark_id", "exercise"], ["remark.id", "remark.exercise"]),
        sa.PrimaryKeyConstraint("remark_id"),
    )
    op.create_index("ix_question_remark_question_id", "question_remark", ["question_id"])


def downgrade() -> None:
    raise RuntimeError("evidence is never taken away; restore a backup instead")
