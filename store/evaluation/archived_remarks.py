"""What residents wrote during a crisis, as a package for the archive holds it (`policy.dialogue.archived`)."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlmodel import col, select

from policy.dialogue import archived
from schemas.dialogue.remark import RemarkKind
from schemas.evidence.audit import AuditEvent
from schemas.evidence.package import Residents
from store.context import AppContext
from store.db.tables import RemarkRow
from store.remarks import remarks

_AT_ONCE = 500


def of_crisis(ctx: AppContext, crisis_id: str, residents: Residents) -> dict[str, Any]:
    """Oldest first. `left_out` counts the messages that only we can read."""
    query = select(RemarkRow).where(RemarkRow.crisis_id == crisis_id)
    query = query.order_by(col(RemarkRow.first_seen_at), col(RemarkRow.id))
    with ctx.read() as session:
        found = [archived.remark(remarks.noun(row), residents) for row in session.exec(query)]
    kept = [one for one in found if one is not None]
    return {"residents": residents.value, "left_out": len(found) - len(kept), "remarks": kept}


def withheld(ctx: AppContext, events: Sequence[AuditEvent], residents: Residents) -> dict[int, dict[str, Any]]:
    """Number of each line that is left out of the chain, and the line without the words."""
    with_words = [event for event in events if archived.has_words(event)]
    kinds = _kinds(ctx, {event.subject for event in with_words})
    return {
        event.seq: archived.line_without_words(event)
        for event in with_words
        if not archived.shows(residents, kinds.get(event.subject))
    }


def _kinds(ctx: AppContext, remark_ids: Collection[str]) -> dict[str, RemarkKind]:
    wanted, found = sorted(remark_ids), dict[str, RemarkKind]()
    with ctx.read() as session:
        for begin in range(0, len(wanted), _AT_ONCE):
            some = wanted[begin : begin + _AT_ONCE]
            query = select(RemarkRow.id, RemarkRow.kind).where(col(RemarkRow.id).in_(some))
            found |= {remark_id: RemarkKind(kind) for remark_id, kind in session.exec(query)}
    return found
