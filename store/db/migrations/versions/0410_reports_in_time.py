"""A delivery report that brings no key is looked for among what was sent of late alone."""

from alembic import op

revision = "0410"
down_revision = "0390"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_bulk_account_ended", "bulk", ["account_id", "ended_at"])
    op.drop_index("ix_bulk_account_id", "bulk")
    op.create_index("ix_recipient_set_member_mark_set", "recipient_set_member", ["mark", "set_id"])
    op.drop_index("ix_recipient_set_member_mark", "recipient_set_member")


def downgrade() -> None:
    raise RuntimeError("evidence is never taken away; restore a backup instead")
