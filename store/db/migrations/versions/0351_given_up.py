"""Work that fails again and again is counted, and given up at last."""

import sqlalchemy as sa
from alembic import op

revision = "0351"
down_revision = "0350"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outbox", sa.Column("failures", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    raise RuntimeError("evidence is never taken away; restore a backup instead")
