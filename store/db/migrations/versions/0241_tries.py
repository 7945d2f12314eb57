"""Tries at a login are counted by place before they are looked at; a link's session knows its revision."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

from store.db.columns import Utc

revision = "0241"
down_revision = "0240"
branch_labels = None
depends_on = None

_TEXT = sqlmodel.sql.sqltypes.AutoString


def upgrade() -> None:
    op.add_column("login_session", sa.Column("only_hash", _TEXT(), nullable=True))
    op.drop_table("login_failure")  # a count of a quarter of an hour, no evidence
    op.create_table(
        "login_try",
        sa.Column("id", _TEXT(), nullable=False),
        sa.Column("attempt", _TEXT(), nullable=False),
        sa.Column("key", _TEXT(), nullable=False),
        sa.Column("who", _TEXT(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    for column in ("attempt", "key", "who", "at"):
        op.create_index(op.f(f"ix_login_try_{column}"), "login_try", [column])
    op.create_table(
        "login_noise",
        sa.Column("key", _TEXT(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )


def downgrade() -> None:
    raise RuntimeError("evidence is never taken away; restore a backup instead")
