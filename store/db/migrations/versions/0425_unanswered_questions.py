"""A question that nobody answers and nobody has in writing is told of, and a second time to the deputies."""

import sqlalchemy as sa
from alembic import op

from store.db.columns import Utc

revision = "0425"
down_revision = "0423"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("question", sa.Column("told_at", Utc(), nullable=True))
    op.add_column("question", sa.Column("escalated_at", Utc(), nullable=True))


def downgrade() -> None:
    raise RuntimeError("evidence is never taken away; restore a backup instead")
