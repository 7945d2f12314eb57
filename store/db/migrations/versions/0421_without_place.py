"""Beside a frozen set: how many no area can find. Of older sets it is not known."""

import sqlalchemy as sa
from alembic import op

revision = "0421"
down_revision = "0420"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("recipient_set", sa.Column("without_place", sa.Integer(), nullable=True))


def downgrade() -> None:
    raise RuntimeError("evidence is never taken away; restore a backup instead")
