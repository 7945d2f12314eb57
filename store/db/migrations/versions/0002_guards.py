"""Evidence cannot be changed, exercises cannot become real, and new outbox rows ring a bell (PostgreSQL)."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

APPEND_ONLY = ("audit", "revision", "approval")
FROZEN = {
    "crisis": ("exercise",),
    "message": ("exercise", "content", "renderings", "content_hash", "approver", "author"),
    "delivery": ("exercise", "message_id", "account_id"),
    "account": ("sandbox",),
}


def _sqlite() -> None:
    for table in APPEND_ONLY:
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
    for table, columns in FROZEN.items():
        changed = " OR ".join(f"OLD.{c} IS NOT NEW.{c}" for c in columns)
        op.execute(
            f"CREATE TRIGGER {table}_frozen BEFORE UPDATE ON {table} WHEN {changed} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is frozen'); END"
        )


def _postgresql() -> None:
    op.execute(
        "CREATE FUNCTION krisekanal_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% cannot be changed', TG_TABLE_NAME; END $$"
    )
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION krisekanal_refuse()"
        )
    for table, columns in FROZEN.items():
        changed = " OR ".join(f"OLD.{c}::text IS DISTINCT FROM NEW.{c}::text" for c in columns)
        op.execute(
            f"CREATE TRIGGER {table}_frozen BEFORE UPDATE ON {table} FOR EACH ROW WHEN ({changed}) "
            "EXECUTE FUNCTION krisekanal_refuse()"
        )
    op.execute(
        "CREATE FUNCTION krisekanal_ring() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN NOTIFY krisekanal_outbox; RETURN NULL; END $$"
    )
    op.execute(
        "CREATE TRIGGER outbox_ring AFTER INSERT OR UPDATE ON outbox "
        "FOR EACH STATEMENT EXECUTE FUNCTION krisekanal_ring()"
    )


def upgrade() -> None:
    _sqlite() if op.get_bind().dialect.name == "sqlite" else _postgresql()


def downgrade() -> None:
    raise RuntimeError("evidence guards are never taken away; restore a backup instead")
