"""Where a crisis is, beside the zones: what was drawn for it alone."""

import sqlalchemy as sa
from alembic import op

revision = "0364"
down_revision = "0363"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("crisis", sa.Column("area", sa.JSON(), nullable=True))


def downgrade() -> None:
    raise RuntimeError("evidence is never taken away; restore a backup instead")
