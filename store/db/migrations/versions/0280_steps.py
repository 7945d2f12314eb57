"""A step of an event's work is written down in the transaction that takes it, so that it is taken once."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

from store.db.columns import Utc

revision = "0280"
down_revision = "0260"
branch_labels = None
depends_on = None

_TEXT = sqlmodel.sql.sqltypes.AutoString


def upgrade() -> None:
    op.create_table(
        "step",
        sa.Column("event_id", _TEXT(), nullable=False),
        sa.Column("name", _TEXT(), nullable=False),
        sa.Column("taken_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["outbox.id"], deferrable=True, initially="DEFERRED"),
        sa.PrimaryKeyConstraint("event_id", "name"),
    )


def downgrade() -> None:
    raise RuntimeError("evidence is never taken away; restore a backup instead")
