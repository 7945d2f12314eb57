"""Tries that are looked for until the platform has settled, and deliveries that are tried for hours."""

import sqlalchemy as sa
from alembic import op

from store.db.columns import Utc
from store.db.migrations.rebuild import kept_triggers

revision = "0100"
down_revision = "0090"
branch_labels = None
depends_on = None

OUTCOMES = "delivered again in_doubt uncertain failed"


def upgrade() -> None:
    known = ", ".join(f"'{word}'" for word in OUTCOMES.split())
    with kept_triggers():
        with op.batch_alter_table("attempt") as batch:
            batch.add_column(sa.Column("due_at", Utc(), nullable=True))
            batch.add_column(sa.Column("in_doubt_since", Utc(), nullable=True))
            batch.drop_constraint("outcome", type_="check")
            batch.create_check_constraint("outcome", f"outcome IN ({known})")
        with op.batch_alter_table("delivery") as batch:
            batch.add_column(sa.Column("tried_since", Utc(), nullable=True))
            batch.add_column(sa.Column("give_up_at", Utc(), nullable=True))


def downgrade() -> None:
    raise RuntimeError("evidence is never taken away; restore a backup instead")
