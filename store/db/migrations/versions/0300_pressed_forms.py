"""A form that was pressed is written down with its answer, so that the second press gets the same one."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

from store.db.columns import Utc

revision = "0300"
down_revision = "0290"
branch_labels = None
depends_on = None

_TEXT = sqlmodel.sql.sqltypes.AutoString


def upgrade() -> None:
    op.create_table(
        "pressed_form",
        sa.Column("mark", _TEXT(), nullable=False),
        sa.Column("pressed_at", Utc(), nullable=False),
        sa.Column("answer", _TEXT(), nullable=True),
        sa.PrimaryKeyConstraint("mark"),
    )
    op.create_index("ix_pressed_form_pressed_at", "pressed_form", ["pressed_at"])


def downgrade() -> None:
    raise RuntimeError("evidence is never taken away; restore a backup instead")
