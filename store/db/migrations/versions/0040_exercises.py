"""Exercises as they were held: the scenario, its injects, and what is broken on purpose in the sandbox."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import store.db.columns

revision = "0040"
down_revision = "0030"
branch_labels = None
depends_on = None

_TEXT = sqlmodel.sql.sqltypes.AutoString
_MOMENT = store.db.columns.Utc


def upgrade() -> None:
    op.create_table(
        "exercise_run",
        sa.Column("crisis_id", _TEXT(), nullable=False),
        sa.Column("scenario", sa.JSON(), nullable=False),
        sa.Column("plan_id", _TEXT(), nullable=True),
        sa.Column("scripted", sa.Boolean(), nullable=False),
        sa.Column("announced", sa.Boolean(), nullable=False),
        sa.Column("players", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["crisis_id"], ["crisis.id"]),
        sa.PrimaryKeyConstraint("crisis_id"),
    )
    op.create_index(op.f("ix_exercise_run_plan_id"), "exercise_run", ["plan_id"])
    op.create_table(
        "inject",
        sa.Column("crisis_id", _TEXT(), nullable=False),
        sa.Column("inject_id", _TEXT(), nullable=False),
        sa.Column("due_at", _MOMENT(timezone=True), nullable=False),
        sa.Column("happened_at", _MOMENT(timezone=True), nullable=True),
        sa.Column("answered_at", _MOMENT(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["crisis_id"], ["exercise_run.crisis_id"]),
        sa.PrimaryKeyConstraint("crisis_id", "inject_id"),
    )
    op.create_table(
        "fault",
        sa.Column("id", _TEXT(), nullable=False),
        sa.Column("crisis_id", _TEXT(), nullable=False),
        sa.Column("sandbox", sa.Boolean(), nullable=False),
        sa.Column("account_id", _TEXT(), nullable=True),
        sa.Column("person_id", _TEXT(), nullable=True),
        sa.Column("kind", _TEXT(), nullable=False),
        sa.Column("begins_at", _MOMENT(timezone=True), nullable=False),
        sa.Column("ends_at", _MOMENT(timezone=True), nullable=False),
        sa.CheckConstraint("sandbox = true", name="fault_in_sandbox"),
        sa.CheckConstraint("(account_id IS NULL) <> (person_id IS NULL)", name="fault_of_one"),
        sa.ForeignKeyConstraint(["crisis_id", "sandbox"], ["crisis.id", "crisis.exercise"]),
        sa.ForeignKeyConstraint(["account_id", "sandbox"], ["account.id", "account.sandbox"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_fault_account_id"), "fault", ["account_id"])
    op.create_index(op.f("ix_fault_crisis_id"), "fault", ["crisis_id"])


def downgrade() -> None:
    raise RuntimeError("evidence is never taken away; restore a backup instead")
