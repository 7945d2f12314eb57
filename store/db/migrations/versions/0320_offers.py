"""An event that one worker holds may be offered to another."""

import sqlalchemy as sa
from alembic import op

from store.db.columns import Utc

revision = "0320"
down_revision = "0301"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outbox", sa.Column("offered_at", Utc(), nullable=True))


def downgrade() -> None:
    raise RuntimeError("evidence is never taken away; restore a backup instead")
