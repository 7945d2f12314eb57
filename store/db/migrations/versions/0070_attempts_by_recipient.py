"""Attempts are looked up by recipient: one of hundreds should not read the tries of all."""

from alembic import op

revision = "0070"
down_revision = "0060"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_attempt_delivery_recipient", "attempt", ["delivery_id", "recipient"])


def downgrade() -> None:
    raise RuntimeError("evidence is never taken away; restore a backup instead")
