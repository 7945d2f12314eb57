"""The outbox may say that somebody is to be told again of what nobody has seen to."""

from alembic import op

from store.db.migrations.rebuild import kept_triggers

revision = "0340"
down_revision = "0320"
branch_labels = None
depends_on = None

KINDS = (
    "CrisisEstablished CrisisStoodDown DraftSubmitted DraftDecided ApprovalReminderDue ConfirmationReminderDue MessageQueued "
    "DeliveryDue Undelivered AlarmDue PlatformLockDue WatchDue ForeignRetractionDue ReportDue NoticeDue TokensDue ProposalDecided "
    "WebhookDue LogHeadDue ExerciseDue ExerciseAnnounced ExerciseStepDue ExerciseEnds InjectDue"
)


def upgrade() -> None:
    known = ", ".join(f"'{word}'" for word in KINDS.split())
    with kept_triggers(), op.batch_alter_table("outbox") as batch:
        batch.drop_constraint("eventkind", type_="check")
        batch.create_check_constraint("eventkind", f"kind IN ({known})")


def downgrade() -> None:
    raise RuntimeError("evidence is never taken away; restore a backup instead")
