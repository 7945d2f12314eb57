"""What others wrote is theirs: their names and words are erased once the municipality's time for them is over."""

from sqlmodel import col, select, update

from policy.dialogue.states import OPEN
from store.context import AppContext
from store.db.tables import RemarkRow, RemarkVersionRow
from store.evidence import audit

_AT_ONCE = 500
GONE = "–"
"""Stands where a name or a text was."""


def erase_what_is_over(ctx: AppContext) -> int:
    """How many were erased. Fingerprints, states and times stay, and so does that they were answered; what is open is kept."""
    with ctx.write() as session:
        over = select(RemarkRow).where(
            col(RemarkRow.erased_at).is_(None),
            col(RemarkRow.first_seen_at) < ctx.clock() - ctx.municipality.dialogue.kept_for,
            col(RemarkRow.status).not_in(OPEN),
        )
        rows = session.exec(over.limit(_AT_ONCE)).all()
        for row in rows:
            row.author = row.text = GONE
            row.remote_url = row.hide_error = None
            row.erased_at = ctx.clock()
        ids = [row.id for row in rows]
        said = update(RemarkVersionRow).where(col(RemarkVersionRow.remark_id).in_(ids))
        session.execute(said.values(text=GONE))
        if rows:
            audit.append(session, ctx, audit.SYSTEM, "remarks.erased", f"{len(rows)}", remarks=ids)
        return len(rows)
