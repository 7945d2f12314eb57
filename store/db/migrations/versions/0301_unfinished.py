"""Texts that somebody has begun are kept as they are, unfinished ones too."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

from store.db.columns import Utc

revision = "0301"
down_revision = "0300"
branch_labels = None
depends_on = None

_TEXT = sqlmodel.sql.sqltypes.AutoString


def upgrade() -> None:
    op.create_table(
        "unfinished",
        sa.Column("person_id", _TEXT(), nullable=False),
        sa.Column("id", _TEXT(), nullable=False),
        sa.Column("address", _TEXT(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("kept_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "id"),
    )


def downgrade() -> None:
    raise RuntimeError("evidence is never taken away; restore a backup instead")
