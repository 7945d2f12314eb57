"""Over so many recipients the other workers are called to help: an event for each."""

from store.db.migrations.rebuild import know_events

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
    know_events(EVENTS)


def downgrade() -> None:
    raise RuntimeError("evidence is never taken away; restore a backup instead")
