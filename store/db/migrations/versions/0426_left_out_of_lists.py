"""Who is erased while a list waits is left out when it is taken in."""

import sqlalchemy as sa
from alembic import op

revision = "0426"
down_revision = "0425"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("imported_list", sa.Column("left_out", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    raise RuntimeError("evidence is never taken away; restore a backup instead")
