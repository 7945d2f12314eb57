"""Lists from outside, and which of the register's entries came with which."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

from store.db.columns import Utc

revision = "0360"
down_revision = "0359"
branch_labels = None
depends_on = None

_TEXT = sqlmodel.sql.sqltypes.AutoString


def upgrade() -> None:
    op.create_table(
        "imported_list",
        sa.Column("id", _TEXT(), nullable=False),
        sa.Column("file", _TEXT(), nullable=False),
        sa.Column("fingerprint", _TEXT(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                *("waiting", "taken_in", "dropped"),
                name="liststate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("form", sa.JSON(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("laid_by", _TEXT(), nullable=False),
        sa.Column("laid_at", Utc(), nullable=False),
        sa.Column("decided_by", _TEXT(), nullable=True),
        sa.Column("decided_at", Utc(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_imported_list_fingerprint", "imported_list", ["fingerprint"])
    op.execute("ALTER TABLE register_entry ADD COLUMN list_id VARCHAR REFERENCES imported_list (id)")
    op.create_index("ix_register_entry_list_id", "register_entry", ["list_id"])


def downgrade() -> None:
    raise RuntimeError("evidence is never taken away; restore a backup instead")
