"""Every rendering is stored once: messages refer to those of the revision that was approved."""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

from store.db.columns import new_id
from store.db.migrations.rebuild import kept_triggers

revision = "0090"
down_revision = "0080"
branch_labels = None
depends_on = None

FROZEN = ("exercise", "content", "revision_id", "content_hash", "approver", "author")
"""Of a message."""
_REVISION = sa.table("revision", sa.column("id"), sa.column("renderings", sa.JSON))
_MESSAGE = sa.table("message", sa.column("id"), sa.column("revision_id"), sa.column("renderings", sa.JSON))
_RENDERING = sa.table(
    "rendering",
    *(sa.column(name) for name in ("id", "revision_id", "message_id", "account_id", "number")),
    sa.column("body", sa.JSON),
)


def upgrade() -> None:
    lite = op.get_bind().dialect.name == "sqlite"
    _create()
    _copy()
    op.execute("DROP TRIGGER message_frozen" + ("" if lite else " ON message"))
    with kept_triggers():
        for table in ("revision", "message"):
            with op.batch_alter_table(table) as batch:
                batch.drop_column("renderings")
    for statement in _guards_sqlite() if lite else _guards_postgresql():
        op.execute(statement)


def _create() -> None:
    later = {"deferrable": True, "initially": "DEFERRED"}
    op.create_table(
        "rendering",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("revision_id", sa.String(), sa.ForeignKey("revision.id", **later), nullable=True),
        sa.Column("message_id", sa.String(), sa.ForeignKey("message.id", **later), nullable=True),
        sa.Column("account_id", sa.String(), sa.ForeignKey("account.id", **later), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.UniqueConstraint("revision_id", "account_id"),
        sa.UniqueConstraint("message_id", "account_id"),
        sa.CheckConstraint("(revision_id IS NULL) <> (message_id IS NULL)", name="rendering_of_one"),
    )


def _copy() -> None:
    """One revision at a time: the texts of years need not fit into memory."""
    bind = op.get_bind()
    for key in bind.scalars(sa.select(_REVISION.c.id)).all():
        _insert(_renderings(_REVISION, key), revision_id=key)
    for key, revision_id in bind.execute(sa.select(_MESSAGE.c.id, _MESSAGE.c.revision_id)).all():
        own = _renderings(_MESSAGE, key)
        if revision_id is None:
            _insert(own, message_id=key)
        elif _words(own) != _words(_renderings(_REVISION, revision_id)):
            raise RuntimeError(f"message {key} is not what was approved as {revision_id}; nothing was changed")
    if bind.dialect.name == "postgresql":
        op.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _renderings(table: Any, key: str) -> list[dict[str, Any]]:
    return list(op.get_bind().scalar(sa.select(table.c.renderings).where(table.c.id == key)) or [])


def _insert(renderings: list[dict[str, Any]], **owner: str) -> None:
    rows = [
        {"id": new_id("g"), "revision_id": None, "message_id": None, "account_id": each["account_id"]}
        | {"number": number, "body": each}
        | owner
        for number, each in enumerate(renderings)
    ]
    if rows:
        op.get_bind().execute(sa.insert(_RENDERING), rows)


def _words(renderings: list[dict[str, Any]]) -> str:
    return json.dumps(renderings, sort_keys=True)


def _guards_sqlite() -> list[str]:
    changed = " OR ".join(f"OLD.{c} IS NOT NEW.{c}" for c in FROZEN)
    return [
        f"CREATE TRIGGER message_frozen BEFORE UPDATE ON message WHEN {changed} "
        "BEGIN SELECT RAISE(ABORT, 'message is frozen'); END",
        *(
            f"CREATE TRIGGER rendering_no_{verb.lower()} BEFORE {verb} ON rendering "
            "BEGIN SELECT RAISE(ABORT, 'rendering is append-only'); END"
            for verb in ("UPDATE", "DELETE")
        ),
    ]


def _guards_postgresql() -> list[str]:
    changed = " OR ".join(f"OLD.{c}::text IS DISTINCT FROM NEW.{c}::text" for c in FROZEN)
    return [
        f"CREATE TRIGGER message_frozen BEFORE UPDATE ON message FOR EACH ROW WHEN ({changed}) "
        "EXECUTE FUNCTION krisekanal_refuse()",
        "CREATE TRIGGER rendering_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON rendering "
        "FOR EACH STATEMENT EXECUTE FUNCTION krisekanal_refuse()",
    ]


def downgrade() -> None:
    raise RuntimeError("evidence is never taken away; restore a backup instead")
