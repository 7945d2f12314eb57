"""PostgreSQL tells of new lines of the log; SQLite's `data_version` tells of every commit."""

from alembic import op

revision = "0281"
down_revision = "0280"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute(
        "CREATE FUNCTION krisekanal_tell_of_log() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN NOTIFY krisekanal_log; RETURN NULL; END $$"
    )
    op.execute(
        "CREATE TRIGGER audit_told AFTER INSERT ON audit FOR EACH STATEMENT EXECUTE FUNCTION krisekanal_tell_of_log()"
    )


def downgrade() -> None:
    raise RuntimeError("evidence guards are never taken away; restore a backup instead")
