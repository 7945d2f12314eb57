"""A draft and a message may say which remark they answer."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

from store.db.migrations.rebuild import kept_triggers

revision = "0361"
down_revision = "0360"
branch_labels = None
depends_on = None

_TEXT = sqlmodel.sql.sqltypes.AutoString


def upgrade() -> None:
    with kept_triggers():
        for table in ("draft", "message"):
            with op.batch_alter_table(table) as batch:
                batch.add_column(sa.Column("reply_to", _TEXT(), nullable=True))
                batch.create_foreign_key(
                    f"fk_{table}_reply_to_remark", "remark", ["reply_to"], ["id"], deferrable=True, initially="DEFERRED"
                )
            op.create_index(f"ix_{table}_reply_to", table, ["reply_to"])


def downgrade() -> None:
    raise RuntimeError("evidence is never taken away; restore a backup instead")
