"""The desk knows which files it has shown through which session or token."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

from store.db.columns import Utc

revision = "0250"
down_revision = "0242"
branch_labels = None
depends_on = None

_TEXT = sqlmodel.sql.sqltypes.AutoString


def upgrade() -> None:
    op.create_table(
        "shown_file",
        sa.Column("door", _TEXT(), nullable=False),
        sa.Column("draft_id", _TEXT(), nullable=False),
        sa.Column("sha256", _TEXT(), nullable=False),
        sa.Column("spans", sa.JSON(), nullable=False),
        sa.Column("whole_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("door", "draft_id", "sha256"),
    )


def downgrade() -> None:
    raise RuntimeError("evidence is never taken away; restore a backup instead")
