"""Over so many recipients the other workers are called to help: an event for each."""

from alembic import op

from store.db.migrations.rebuild import kept_triggers

revision = "0420"
down_revision = "0411"
branch_labels = None
depends_on = None

EVENTS = (
    "CrisisEstablished CrisisStoodDown DraftSubmitted DraftDecided ApprovalReminderDue ConfirmationReminderDue MessageQueued "
    "DeliveryDue DrainDue Undelivered AlarmDue PlatformLockDue WatchDue InboxDue HidingDue ForeignRetractionDue ReportDue NoticeDue "
    "TokensDue ProposalDecided WebhookDue LogHeadDue SignupLetterDue RenewalLetterDue ExerciseDue ExerciseAnnounced "
    "ExerciseStepDue ExerciseEnds InjectDue"
)


def upgrade() -> None:
    known = ", ".join(f"'{word}'" for word in EVENTS.split())
    with kept_triggers():
        with op.batch_alter_table("outbox") as batch:
            batch.drop_constraint("eventkind", type_="check")
            batch.create_check_constraint("eventkind", f"kind IN ({known})")


def downgrade() -> None:
    raise RuntimeError("evidence is never taken away; restore a backup instead")
