"""A set of recipients may be some of another."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0366"
down_revision = "0365"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("recipient_set", sa.Column("among", sqlmodel.sql.sqltypes.AutoString(), nullable=True))


def downgrade() -> None:
    raise RuntimeError("evidence is never taken away; restore a backup instead")
