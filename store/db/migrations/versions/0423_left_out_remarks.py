"""Entries of a platform's listing that cannot be read are remembered, and told of once."""

import sqlalchemy as sa
from alembic import op

revision = "0423"
down_revision = "0422"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("inbox", sa.Column("left_out", sa.JSON(), nullable=True))


def downgrade() -> None:
    raise RuntimeError("evidence is never taken away; restore a backup instead")
