"""Manual entries in the crisis log, in the same chain as everything else."""

from sqlmodel import Session, col, select

from policy.access import Action
from policy.pressed_twice import WITHIN
from schemas.errors import InvalidInput
from schemas.evidence.audit import AuditEvent
from schemas.sentence import say
from store.context import AppContext
from store.crises import find
from store.db.nouns import as_noun
from store.db.tables import AuditRow
from store.evidence import audit

LONGEST = 5000
_ENTRY = "log.entry"


def add(ctx: AppContext, actor: str, crisis_id: str, text: str, *, once: bool = False) -> AuditEvent:
    """`once`: the same words by the same person within moments are one entry (`policy.pressed_twice`).

    Raises `Refused` for the wrong role, `InvalidInput` for an empty or endless text."""
    ctx.authorize(Action.LOG, actor)
    if not text.strip() or len(text) > LONGEST:
        raise InvalidInput(say("Write between 1 and {most} characters.", most=LONGEST))
    with ctx.write() as session:
        crisis = find.get(session, crisis_id)
        if first := _pressed_already(session, ctx, actor, crisis.id, text.strip()) if once else None:
            return first
        return audit.append(session, ctx, actor, _ENTRY, crisis.id, crisis.id, text=text.strip())


def _pressed_already(session: Session, ctx: AppContext, actor: str, crisis_id: str, text: str) -> AuditEvent | None:
    query = select(AuditRow).where(
        AuditRow.actor == ctx.actor(actor),
        AuditRow.action == _ENTRY,
        AuditRow.crisis_id == crisis_id,
        AuditRow.at > ctx.clock() - WITHIN,
    )
    rows = session.exec(query.order_by(col(AuditRow.seq).desc()))
    return next((as_noun(AuditEvent, row) for row in rows if row.data.get("text") == text), None)
