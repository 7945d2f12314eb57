"""A remark may be hidden, shown again or removed at its platform."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

from store.db.migrations.rebuild import kept_triggers, know_events

revision = "0362"
down_revision = "0361"
branch_labels = None
depends_on = None

_TEXT = sqlmodel.sql.sqltypes.AutoString
EVENTS = (
    "CrisisEstablished CrisisStoodDown DraftSubmitted DraftDecided ApprovalReminderDue ConfirmationReminderDue MessageQueued "
    "DeliveryDue Undelivered AlarmDue PlatformLockDue WatchDue InboxDue HidingDue ForeignRetractionDue ReportDue NoticeDue TokensDue "
    "ProposalDecided WebhookDue LogHeadDue ExerciseDue ExerciseAnnounced ExerciseStepDue ExerciseEnds InjectDue"
)
_DEED = sa.Enum("hide", "show", "remove", name="hidedeed", native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    know_events(EVENTS)
    with kept_triggers():
        with op.batch_alter_table("remark") as batch:
            batch.add_column(sa.Column("hide_wanted", _DEED, nullable=True))
            batch.add_column(sa.Column("hide_attempts", sa.Integer(), nullable=False, server_default="0"))
            batch.add_column(sa.Column("hide_error", _TEXT(), nullable=True))


def downgrade() -> None:
    raise RuntimeError("evidence is never taken away; restore a backup instead")
