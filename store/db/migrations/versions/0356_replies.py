"""A message may answer what somebody else wrote; on normal days no revision stands behind it."""

from alembic import op

from store.db.migrations.rebuild import kept_triggers

revision = "0356"
down_revision = "0355"
branch_labels = None
depends_on = None

ACTIONS = "'publish', 'edit', 'delete', 'follow_up', 'reply'"
KINDS = "'message', 'correction', 'retraction', 'all_clear', 'unit_post', 'reply'"
ITS_OWN = "kind IN ('unit_post', 'reply') OR revision_id IS NOT NULL"


def upgrade() -> None:
    with kept_triggers():
        with op.batch_alter_table("delivery") as batch:
            batch.drop_constraint("publishaction", type_="check")
            batch.create_check_constraint("publishaction", f"action IN ({ACTIONS})")
        with op.batch_alter_table("message") as batch:
            batch.drop_constraint("messagekind", type_="check")
            batch.create_check_constraint("messagekind", f"kind IN ({KINDS})")
            batch.drop_constraint("desk_message_has_revision", type_="check")
            batch.create_check_constraint("desk_message_has_revision", ITS_OWN)


def downgrade() -> None:
    raise RuntimeError("evidence is never taken away; restore a backup instead")
