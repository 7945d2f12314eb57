"""Addresses go out of a frozen set when nothing is sent to it any more."""

import sqlalchemy as sa
from alembic import op

from store.db.columns import Utc

revision = "0427"
down_revision = "0426"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("recipient_set", sa.Column("emptied_at", Utc(), nullable=True))


def downgrade() -> None:
    raise RuntimeError("evidence is never taken away; restore a backup instead")
