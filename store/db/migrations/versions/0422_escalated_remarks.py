"""What nobody answers is told of a second time: to the deputies."""

import sqlalchemy as sa
from alembic import op

from store.db.columns import Utc

revision = "0422"
down_revision = "0421"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("remark", sa.Column("escalated_at", Utc(), nullable=True))


def downgrade() -> None:
    raise RuntimeError("evidence is never taken away; restore a backup instead")
