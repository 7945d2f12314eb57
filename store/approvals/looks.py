"""Which revisions of a draft somebody has had before them, so that what changed since can be shown."""

from sqlmodel import col, select

from store.context import AppContext
from store.db.tables import AuditRow, DraftLookRow
from store.drafts import drafts

_RETURNED = "draft.returned"
_STEPS = ("draft.created", "draft.edited", "draft.addressed", _RETURNED)


def note(ctx: AppContext, person_id: str, draft_id: str, number: int) -> None:
    """Said again it changes nothing."""
    with ctx.write() as session:
        if session.get(DraftLookRow, (draft_id, person_id, number)) is None:
            session.add(DraftLookRow(draft_id=draft_id, person_id=person_id, number=number, seen_at=ctx.clock()))


def numbers(ctx: AppContext, person_id: str, draft_id: str) -> frozenset[int]:
    """Those that this person has looked at."""
    looked = select(DraftLookRow.number).where(DraftLookRow.draft_id == draft_id, DraftLookRow.person_id == person_id)
    with ctx.read() as session:
        return frozenset(session.exec(looked))


def returned(ctx: AppContext, draft_id: str) -> int | None:
    """The revision that was sent back to its author last, by the order of the log."""
    with ctx.read() as session:
        steps = select(AuditRow.action, AuditRow.data).where(AuditRow.subject == draft_id)
        steps = steps.where(AuditRow.crisis_id == drafts.get(session, draft_id).crisis_id)
        found = session.exec(steps.where(col(AuditRow.action).in_(_STEPS)).order_by(col(AuditRow.seq))).all()
    newest = sent_back = None
    for action, data in found:
        newest = data.get("revision", newest)
        sent_back = newest if action == _RETURNED else sent_back
    return sent_back
