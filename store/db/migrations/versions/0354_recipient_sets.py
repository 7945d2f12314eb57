"""Frozen sets of recipients."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

from store.db.columns import Utc

revision = "0354"
down_revision = "0353"
branch_labels = None
depends_on = None

_TEXT = sqlmodel.sql.sqltypes.AutoString


def upgrade() -> None:
    op.create_table(
        "recipient_set",
        sa.Column("id", _TEXT(), nullable=False),
        sa.Column("made_at", Utc(), nullable=False),
        sa.Column("made_by", _TEXT(), nullable=False),
        sa.Column("groups", sa.JSON(), nullable=False),
        sa.Column("zones", sa.JSON(), nullable=False),
        sa.Column("sms", sa.Integer(), nullable=False),
        sa.Column("email", sa.Integer(), nullable=False),
        sa.Column("without_number", sa.Integer(), nullable=False),
        sa.Column("reserved", sa.Integer(), nullable=False),
        sa.Column("hash", _TEXT(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "recipient_set_member",
        sa.Column("set_id", _TEXT(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "way",
            sa.Enum("sms", "email", name="way", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("language", _TEXT(), nullable=False),
        sa.Column("zone", _TEXT(), nullable=True),
        sa.Column("mark", _TEXT(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["set_id"], ["recipient_set.id"]),
        sa.PrimaryKeyConstraint("set_id", "number"),
    )
    op.create_index("ix_recipient_set_member_mark", "recipient_set_member", ["mark"])


def downgrade() -> None:
    raise RuntimeError("evidence is never taken away; restore a backup instead")
