"""Lives of the database: what one that was restored from a backup may have sent in a life it does not remember."""

import sqlalchemy as sa
from alembic import op

from store.db.columns import Utc

revision = "0130"
down_revision = "0120"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "epoch",
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("began_at", Utc(), nullable=False),
        sa.Column("began_by", sa.String(), nullable=False),
    )
    op.add_column("delivery", sa.Column("epoch", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    raise RuntimeError("evidence is never taken away; restore a backup instead")
