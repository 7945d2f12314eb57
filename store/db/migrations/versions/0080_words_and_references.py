"""The database refuses a word that is no status, and an id that is no row's."""

import sqlalchemy as sa
from alembic import op

from store.db.migrations.rebuild import kept_triggers

revision = "0080"
down_revision = "0070"
branch_labels = None
depends_on = None

LENGTH = 40
WORDS = {
    "crisisstatus": "established stood_down evaluated",
    "deliverystatus": "queued held sending delivered failed uncertain cancelled",
    "draftstatus": "draft submitted approved returned rejected withdrawn",
    "eventkind": "CrisisEstablished CrisisStoodDown DraftSubmitted DraftDecided ApprovalReminderDue "
    "ConfirmationReminderDue MessageQueued DeliveryDue PlatformLockDue WatchDue ForeignRetractionDue ReportDue "
    "NoticeDue TokensDue WebhookDue ExerciseDue ExerciseAnnounced ExerciseStepDue ExerciseEnds InjectDue",
    "faultkind": "down busy refuses no_answer",
    "foreignstatus": "found taken_over retracting retracted ignored",
    "lockmode": "here at_platform watched",
    "loginmethod": "password passkey oidc break_glass invitation link",
    "messagekind": "message correction retraction all_clear unit_post",
    "messagestatus": "approved publishing published partly_published corrected retracted cancelled",
    "noticestatus": "queued sending sent failed uncertain",
    "outcome": "delivered again uncertain failed",
    "platformlockstatus": "wanted stored locked restoring restored failed",
    "publishaction": "publish edit delete follow_up",
    "requeststatus": "requested approved rejected opened",
    "retryclass": "retry_now retry_after retry_backoff ambiguous reauth operator permanent",
    "runmode": "prefect plain",
    "severity": "Minor Moderate Severe Extreme",
    "ticketkind": "invitation draft",
}
COLUMNS: dict[str, dict[str, str | None]] = {
    "account": {"platform": None},
    "account_lock": {"mode": "lockmode"},
    "account_request": {"platform": None, "status": "requeststatus"},
    "attempt": {"outcome": "outcome"},
    "crisis": {"severity": "severity", "status": "crisisstatus"},
    "delivery": {"action": "publishaction", "status": "deliverystatus", "error_kind": "retryclass"},
    "draft": {"status": "draftstatus"},
    "fault": {"kind": "faultkind"},
    "foreign_post": {"status": "foreignstatus"},
    "login_session": {"method": "loginmethod"},
    "message": {"kind": "messagekind", "status": "messagestatus"},
    "notice": {"status": "noticestatus"},
    "outbox": {"kind": "eventkind", "ran_by": "runmode"},
    "platform_lock": {"status": "platformlockstatus"},
    "proposal": {"severity": "severity"},
    "ticket": {"kind": "ticketkind"},
    "worker": {"mode": "runmode"},
}
"""Table, column, and which words it may hold; None: those of another version too (platforms)."""
NULLABLE = {("attempt", "outcome"), ("delivery", "error_kind"), ("outbox", "ran_by")}
REFERENCES = {
    "account_request": {"account_id": "account"},
    "delivery": {"fallback_for": "account"},
    "draft": {"refers_to": "message", "message_id": "message", "revision_id": "revision"},
    "foreign_post": {"draft_id": "draft"},
    "idempotency": {"token_id": "api_token"},
    "login_session": {"only_draft": "draft"},
    "message": {"draft_id": "draft", "revision_id": "revision", "refers_to": "message"},
    "notice": {"crisis_id": "crisis", "draft_id": "draft"},
    "outbox": {"crisis_id": "crisis"},
    "proposal": {"crisis_id": "crisis"},
    "revision": {"draft_id": "draft"},
    "ticket": {"draft_id": "draft"},
}


def upgrade() -> None:
    with kept_triggers():
        for table in sorted({*COLUMNS, *REFERENCES}):
            _alter(table)


def _alter(table: str) -> None:
    with op.batch_alter_table(table) as batch:
        for column, words in COLUMNS.get(table, {}).items():
            nullable = (table, column) in NULLABLE
            batch.alter_column(column, type_=sa.String(LENGTH), existing_type=sa.String(), existing_nullable=nullable)
            if words:
                known = ", ".join(f"'{word}'" for word in WORDS[words].split())
                batch.create_check_constraint(words, f"{column} IN ({known})")
        for column, target in REFERENCES.get(table, {}).items():
            name = f"{table}_{column}_fkey"
            batch.create_foreign_key(name, target, [column], ["id"], deferrable=True, initially="DEFERRED")


def downgrade() -> None:
    raise RuntimeError("evidence is never taken away; restore a backup instead")
