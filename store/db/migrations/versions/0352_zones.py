"""Where a crisis is, by the municipality's own zones."""

import sqlalchemy as sa
from alembic import op

revision = "0352"
down_revision = "0351"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("crisis", sa.Column("zones", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    raise RuntimeError("evidence is never taken away; restore a backup instead")
