"""What a warning service has drawn is offered with its proposal."""

import sqlalchemy as sa
from alembic import op

revision = "0367"
down_revision = "0366"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("proposal", sa.Column("area", sa.JSON(), nullable=True))


def downgrade() -> None:
    raise RuntimeError("evidence is never taken away; restore a backup instead")
