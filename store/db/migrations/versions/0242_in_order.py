"""The log takes the next number only, and nothing that is evidence is replaced by another row (SQLite's `OR REPLACE`)."""

from alembic import op

revision = "0242"
down_revision = "0241"
branch_labels = None
depends_on = None

SAME = {
    "revision": "id = NEW.id OR (draft_id = NEW.draft_id AND number = NEW.number)",
    "approval": "id = NEW.id OR draft_id = NEW.draft_id",
    "rendering": "id = NEW.id OR (revision_id = NEW.revision_id AND account_id = NEW.account_id) "
    "OR (message_id = NEW.message_id AND account_id = NEW.account_id)",
    "crisis": "id = NEW.id OR plan = NEW.plan",
    "message": "id = NEW.id",
    "delivery": "id = NEW.id OR (message_id = NEW.message_id AND account_id = NEW.account_id)",
    "account": "id = NEW.id",
    "platform_lock": "id = NEW.id OR (account_id = NEW.account_id AND status <> 'restored' AND NEW.status <> 'restored')",
}
"""What would be replaced, by table. PostgreSQL has no such verb, and its `ON CONFLICT` meets the guards of UPDATE."""
_NEXT = "(SELECT COALESCE(MAX(seq), 0) + 1 FROM audit)"


def _sqlite() -> None:
    op.execute(
        f"CREATE TRIGGER audit_in_order BEFORE INSERT ON audit WHEN NEW.seq IS NOT {_NEXT} "
        "BEGIN SELECT RAISE(ABORT, 'audit takes the next number only'); END"
    )
    for table, same in SAME.items():
        there = f"EXISTS (SELECT 1 FROM {table} WHERE {same})"  # noqa: S608  # names of ours
        op.execute(
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {there} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is there already'); END"
        )


def _postgresql() -> None:
    op.execute(
        "CREATE FUNCTION krisekanal_in_order() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF NEW.seq IS DISTINCT FROM {_NEXT} "
        "THEN RAISE EXCEPTION 'audit takes the next number only'; END IF; RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER audit_in_order BEFORE INSERT ON audit FOR EACH ROW EXECUTE FUNCTION krisekanal_in_order()"
    )


def upgrade() -> None:
    _sqlite() if op.get_bind().dialect.name == "sqlite" else _postgresql()


def downgrade() -> None:
    raise RuntimeError("evidence guards are never taken away; restore a backup instead")
