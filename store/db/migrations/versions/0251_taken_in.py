"""Who sent in which file, and when: for the day's bound, and for removing what nothing came of."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

from store.db.columns import Utc

revision = "0251"
down_revision = "0250"
branch_labels = None
depends_on = None

_TEXT = sqlmodel.sql.sqltypes.AutoString


def upgrade() -> None:
    op.create_table(
        "taken_in",
        sa.Column("id", _TEXT(), nullable=False),
        sa.Column("sha256", _TEXT(), nullable=False),
        sa.Column("person_id", _TEXT(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("used_at", Utc(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    for column in ("sha256", "person_id", "at"):
        op.create_index(op.f(f"ix_taken_in_{column}"), "taken_in", [column])


def downgrade() -> None:
    raise RuntimeError("evidence is never taken away; restore a backup instead")
