"""What a frozen set rests on: the drawn area, the zones as they were, and how the register stood."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0357"
down_revision = "0356"
branch_labels = None
depends_on = None

_TEXT = sqlmodel.sql.sqltypes.AutoString


def upgrade() -> None:
    op.add_column("recipient_set", sa.Column("area", sa.JSON(), nullable=True))
    op.add_column("recipient_set", sa.Column("basis", _TEXT(), nullable=False, server_default=""))
    op.add_column("recipient_set", sa.Column("turn", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    raise RuntimeError("evidence is never taken away; restore a backup instead")
