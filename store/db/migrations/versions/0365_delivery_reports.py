"""Delivery reports: of single messages, and counted by the minute; how often an address of the register has failed in a row."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

from store.db.columns import Utc

revision = "0365"
down_revision = "0364"
branch_labels = None
depends_on = None

_TEXT = sqlmodel.sql.sqltypes.AutoString


def upgrade() -> None:
    op.create_table(
        "delivery_report",
        sa.Column("account_id", _TEXT(), nullable=False),
        sa.Column("remote_id", _TEXT(), nullable=False),
        sa.Column("arrived", sa.Boolean(), nullable=False),
        sa.Column("reported_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"]),
        sa.PrimaryKeyConstraint("account_id", "remote_id"),
    )
    op.create_table(
        "reported",
        sa.Column("delivery_id", _TEXT(), nullable=False),
        sa.Column("minute", Utc(), nullable=False),
        sa.Column("arrived", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"]),
        sa.PrimaryKeyConstraint("delivery_id", "minute"),
    )
    op.create_index("ix_attempt_remote_id", "attempt", ["remote_id"])
    op.add_column("register_way", sa.Column("failed_in_row", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("register_way", sa.Column("failing_since", Utc(), nullable=True))


def downgrade() -> None:
    raise RuntimeError("evidence is never taken away; restore a backup instead")
