"""Who opened a login for whom: links that know their maker, what two managers do together, and what follows from it."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

from store.db.columns import LONGEST_WORD, Utc
from store.db.migrations.rebuild import kept_triggers

revision = "0240"
down_revision = "0200"
branch_labels = None
depends_on = None

_TEXT = sqlmodel.sql.sqltypes.AutoString


def _ticket(table: str) -> None:
    with kept_triggers(), op.batch_alter_table(table) as batch:
        batch.add_column(sa.Column("ticket_id", _TEXT(), nullable=True))
        name = f"{table}_ticket_id_fkey"
        batch.create_foreign_key(name, "ticket", ["ticket_id"], ["id"], deferrable=True, initially="DEFERRED")


def upgrade() -> None:
    op.add_column("ticket", sa.Column("made_by", _TEXT(), nullable=False, server_default="system"))
    op.add_column("ticket", sa.Column("agreed_by", _TEXT(), nullable=True))
    op.add_column("ticket", sa.Column("ended_at", Utc(), nullable=True))
    op.add_column("break_glass", sa.Column("made_by", _TEXT(), nullable=False, server_default="system"))
    op.add_column("break_glass", sa.Column("agreed_by", _TEXT(), nullable=True))
    _ticket("login_session")
    _ticket("notice")
    kind = sa.Enum(
        "reset",
        "codes",
        "no_totp",
        name="loginrequestkind",
        native_enum=False,
        create_constraint=True,
        length=LONGEST_WORD,
    )
    op.create_table(
        "login_request",
        sa.Column("id", _TEXT(), nullable=False),
        sa.Column("kind", kind, nullable=False),
        sa.Column("person_id", _TEXT(), nullable=False),
        sa.Column("asked_by", _TEXT(), nullable=False),
        sa.Column("asked_at", Utc(), nullable=False),
        sa.Column("answered_by", _TEXT(), nullable=True),
        sa.Column("answered_at", Utc(), nullable=True),
        sa.Column("agreed", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "opening",
        sa.Column("id", _TEXT(), nullable=False),
        sa.Column("person_id", _TEXT(), nullable=False),
        sa.Column("opened_by", _TEXT(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_opening_at"), "opening", ["at"])


def downgrade() -> None:
    raise RuntimeError("evidence is never taken away; restore a backup instead")
