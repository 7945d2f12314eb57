"""Manual entries in the crisis log, in the same chain as everything else."""

from policy.crisis import may_log
from schemas.audit import AuditEvent
from schemas.errors import InvalidInput
from schemas.sentence import say
from store.context import House
from store.crises import find
from store.evidence import audit

LONGEST = 5000


def add(house: House, actor: str, crisis_id: str, text: str) -> AuditEvent:
    """Raises `Refused` for the wrong role, `InvalidInput` for an empty or endless text."""
    house.decide(lambda person: may_log(house.municipality, person), actor)
    if not text.strip() or len(text) > LONGEST:
        raise InvalidInput(say("Write between 1 and {most} characters.", most=LONGEST))
    with house.write() as session:
        crisis = find.get(session, crisis_id)
        return audit.append(session, house, actor, "log.entry", crisis.id, crisis.id, text=text.strip())
