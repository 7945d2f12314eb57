"""What others write to us, and how far each account is read."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

from store.db.columns import Utc
from store.db.migrations.rebuild import kept_triggers

revision = "0359"
down_revision = "0358"
branch_labels = None
depends_on = None

_TEXT = sqlmodel.sql.sqltypes.AutoString
EVENTS = (
    "CrisisEstablished CrisisStoodDown DraftSubmitted DraftDecided ApprovalReminderDue ConfirmationReminderDue MessageQueued "
    "DeliveryDue Undelivered AlarmDue PlatformLockDue WatchDue InboxDue ForeignRetractionDue ReportDue NoticeDue TokensDue "
    "ProposalDecided WebhookDue LogHeadDue ExerciseDue ExerciseAnnounced ExerciseStepDue ExerciseEnds InjectDue"
)


def _word(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    known = ", ".join(f"'{word}'" for word in EVENTS.split())
    with kept_triggers(), op.batch_alter_table("outbox") as batch:
        batch.drop_constraint("eventkind", type_="check")
        batch.create_check_constraint("eventkind", f"kind IN ({known})")
    _remark()
    op.create_table(
        "remark_version",
        sa.Column("remark_id", _TEXT(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text", _TEXT(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("hash", _TEXT(), nullable=False),
        sa.Column("seen_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["remark_id"], ["remark.id"]),
        sa.PrimaryKeyConstraint("remark_id", "number"),
    )
    op.create_table(
        "inbox",
        sa.Column("account_id", _TEXT(), nullable=False),
        sa.Column("cursor", _TEXT(), nullable=True),
        sa.Column("next_at", Utc(), nullable=False),
        sa.Column("read_at", Utc(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("error", _TEXT(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"]),
        sa.PrimaryKeyConstraint("account_id"),
    )
    op.create_table(
        "inbox_loop",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tick", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )


def _remark() -> None:
    op.create_table(
        "remark",
        sa.Column("id", _TEXT(), nullable=False),
        sa.Column("account_id", _TEXT(), nullable=False),
        sa.Column("remote_id", _TEXT(), nullable=False),
        sa.Column("kind", _word("remarkkind", "comment", "reply", "mention", "direct", "sms", "mail"), nullable=False),
        sa.Column("parent_id", _TEXT(), nullable=True),
        sa.Column("post_id", _TEXT(), nullable=True),
        sa.Column("author", _TEXT(), nullable=False),
        sa.Column("text", _TEXT(), nullable=False),
        sa.Column("remote_url", _TEXT(), nullable=True),
        sa.Column("written_at", Utc(), nullable=False),
        sa.Column("edited_at", Utc(), nullable=True),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("ours", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("hash", _TEXT(), nullable=False),
        sa.Column("first_seen_at", Utc(), nullable=False),
        sa.Column("changed_at", Utc(), nullable=True),
        sa.Column("exercise", sa.Boolean(), nullable=False),
        sa.Column("crisis_id", _TEXT(), nullable=True),
        sa.Column(
            "status",
            _word(
                "remarkstatus",
                *("new", "assigned", "waiting", "answered", "closed", "hidden", "question", "rumour", "mending"),
            ),
            nullable=False,
        ),
        sa.Column("unit", _TEXT(), nullable=False),
        sa.Column("assigned_to", _TEXT(), nullable=True),
        sa.Column("reason", _TEXT(), nullable=True),
        sa.Column("decided_by", _TEXT(), nullable=True),
        sa.Column("decided_at", Utc(), nullable=True),
        sa.Column("answered_at", Utc(), nullable=True),
        sa.Column("told_at", Utc(), nullable=True),
        sa.Column("erased_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(["account_id", "exercise"], ["account.id", "account.sandbox"]),
        sa.ForeignKeyConstraint(["crisis_id"], ["crisis.id"], deferrable=True, initially="DEFERRED"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("account_id", "remote_id"),
    )
    op.create_index("ix_remark_status_first_seen", "remark", ["status", "first_seen_at"])
    op.create_index("ix_remark_account_parent", "remark", ["account_id", "parent_id"])
    op.create_index("ix_remark_post_id", "remark", ["post_id"])
    op.create_index("ix_remark_crisis_id", "remark", ["crisis_id"])


def downgrade() -> None:
    raise RuntimeError("evidence is never taken away; restore a backup instead")
