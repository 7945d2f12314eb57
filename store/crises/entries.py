"""Manual entries in the crisis log, in the same chain as everything else."""

from policy.access import Action
from schemas.audit import AuditEvent
from schemas.errors import InvalidInput
from schemas.sentence import say
from store.context import AppContext
from store.crises import find
from store.evidence import audit

LONGEST = 5000


def add(ctx: AppContext, actor: str, crisis_id: str, text: str) -> AuditEvent:
    """Raises `Refused` for the wrong role, `InvalidInput` for an empty or endless text."""
    ctx.authorize(Action.LOG, actor)
    if not text.strip() or len(text) > LONGEST:
        raise InvalidInput(say("Write between 1 and {most} characters.", most=LONGEST))
    with ctx.write() as session:
        crisis = find.get(session, crisis_id)
        return audit.append(session, ctx, actor, "log.entry", crisis.id, crisis.id, text=text.strip())
