"""Who had a hand in a draft: none of them approves it."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0200"
down_revision = "0130"
branch_labels = None
depends_on = None

_KNOWN = sa.text(
    "SELECT id, author FROM draft UNION SELECT id, submitted_by FROM draft WHERE submitted_by IS NOT NULL "
    "UNION SELECT draft_id, author FROM revision UNION SELECT subject, actor FROM audit WHERE action = 'draft.submitted'"
)


def upgrade() -> None:
    op.add_column("draft", sa.Column("hands", sa.JSON(), nullable=False, server_default="[]"))
    found: dict[str, list[str]] = {}
    for draft_id, person_id in op.get_bind().execute(_KNOWN):
        found.setdefault(draft_id, []).append(person_id)
    keep = sa.text("UPDATE draft SET hands = :hands WHERE id = :id")
    for draft_id, people in found.items():
        op.get_bind().execute(keep, {"id": draft_id, "hands": json.dumps(sorted(people))})


def downgrade() -> None:
    raise RuntimeError("evidence is never taken away; restore a backup instead")
