"""Residents sign up for warnings by themselves."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

from store.db.columns import Utc
from store.db.migrations.rebuild import know_events

revision = "0368"
down_revision = "0367"
branch_labels = None
depends_on = None

_TEXT = sqlmodel.sql.sqltypes.AutoString
EVENTS = (
    "CrisisEstablished CrisisStoodDown DraftSubmitted DraftDecided ApprovalReminderDue ConfirmationReminderDue MessageQueued "
    "DeliveryDue Undelivered AlarmDue PlatformLockDue WatchDue InboxDue HidingDue ForeignRetractionDue ReportDue NoticeDue TokensDue "
    "ProposalDecided WebhookDue LogHeadDue SignupLetterDue ExerciseDue ExerciseAnnounced ExerciseStepDue ExerciseEnds InjectDue"
)


def _word(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    op.create_table(
        "signup",
        sa.Column("id", _TEXT(), nullable=False),
        sa.Column("way", _word("way", "sms", "email"), nullable=False),
        sa.Column("mark", _TEXT(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("language", _word("language", "nb", "nn", "en", "se"), nullable=False),
        sa.Column("joins", _TEXT(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("made_at", Utc(), nullable=False),
        sa.Column("expires_at", Utc(), nullable=False),
        sa.Column("sent_at", Utc(), nullable=True),
        sa.Column("proven_at", Utc(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_signup_mark", "signup", ["mark"])
    op.create_index("ix_signup_made_at", "signup", ["made_at"])
    know_events(EVENTS)


def downgrade() -> None:
    raise RuntimeError("evidence is never taken away; restore a backup instead")
