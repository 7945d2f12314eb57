"""Deliveries to many recipients, their batches, and the pace of each account."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

from store.db.columns import Utc

revision = "0358"
down_revision = "0357"
branch_labels = None
depends_on = None

_TEXT = sqlmodel.sql.sqltypes.AutoString
_COUNTED = ("first", "size", "cursor", "handed_over", "arrived", "bounced", "failed", "uncertain", "erased")
_KINDS = ("retry_now", "retry_after", "retry_backoff", "ambiguous", "reauth", "operator", "permanent")


def _word(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    op.add_column("delivery", sa.Column("many", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "bulk",
        sa.Column("delivery_id", _TEXT(), nullable=False),
        sa.Column("account_id", _TEXT(), nullable=False),
        sa.Column("set_id", _TEXT(), nullable=True),
        sa.Column("state", _word("bulkstate", "running", "paused", "stopped", "done"), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in _COUNTED),
        sa.Column("began_at", Utc(), nullable=True),
        sa.Column("ended_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"]),
        sa.ForeignKeyConstraint(["set_id"], ["recipient_set.id"]),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"]),
        sa.PrimaryKeyConstraint("delivery_id"),
    )
    op.create_index("ix_bulk_account_id", "bulk", ["account_id"])
    op.create_index("ix_bulk_state", "bulk", ["state"])
    op.create_table(
        "batch",
        sa.Column("id", _TEXT(), nullable=False),
        sa.Column("delivery_id", _TEXT(), nullable=False),
        sa.Column("account_id", _TEXT(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("fates", _TEXT(), nullable=False),
        sa.Column("remote", _TEXT(), nullable=False),
        sa.Column("state", _word("batchstate", "begun", "waiting", "done"), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("lease_owner", _TEXT(), nullable=True),
        sa.Column("due_at", Utc(), nullable=False),
        sa.Column("begun_at", Utc(), nullable=False),
        sa.Column("ended_at", Utc(), nullable=True),
        sa.Column("doubt_since", Utc(), nullable=True),
        sa.Column("error_kind", _word("retryclass", *_KINDS), nullable=True),
        sa.Column("error", _TEXT(), nullable=True),
        sa.ForeignKeyConstraint(["delivery_id"], ["bulk.delivery_id"]),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("delivery_id", "first"),
    )
    op.create_index("ix_batch_account_state_due", "batch", ["account_id", "state", "due_at"])
    op.create_table(
        "pace",
        sa.Column("account_id", _TEXT(), nullable=False),
        sa.Column("free_at", Utc(), nullable=False),
        sa.Column("share", sa.Float(), nullable=False),
        sa.Column("slowed_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"]),
        sa.PrimaryKeyConstraint("account_id"),
    )


def downgrade() -> None:
    raise RuntimeError("evidence is never taken away; restore a backup instead")
