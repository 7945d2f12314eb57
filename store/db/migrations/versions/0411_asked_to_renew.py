"""Residents who signed up are asked whether they go on before that ends, and the desk is told of lists that end."""

import sqlalchemy as sa
from alembic import op

from store.db.columns import Utc
from store.db.migrations.rebuild import know_events

revision = "0411"
down_revision = "0410"
branch_labels = None
depends_on = None

EVENTS = (
    "CrisisEstablished CrisisStoodDown DraftSubmitted DraftDecided ApprovalReminderDue ConfirmationReminderDue MessageQueued "
    "DeliveryDue Undelivered AlarmDue PlatformLockDue WatchDue InboxDue HidingDue ForeignRetractionDue ReportDue NoticeDue TokensDue "
    "ProposalDecided WebhookDue LogHeadDue SignupLetterDue RenewalLetterDue ExerciseDue ExerciseAnnounced ExerciseStepDue "
    "ExerciseEnds InjectDue"
)


def upgrade() -> None:
    op.add_column("register_entry", sa.Column("asked_at", Utc(), nullable=True))
    op.add_column("imported_list", sa.Column("told_at", Utc(), nullable=True))
    know_events(EVENTS)


def downgrade() -> None:
    raise RuntimeError("evidence is never taken away; restore a backup instead")
