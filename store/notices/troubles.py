"""Those who keep the system are told of what Prefect saw go wrong, once per run."""

from sqlmodel import Session, select

from policy.roles import operators
from schemas.trouble import Trouble
from store.context import AppContext
from store.db.tables import AuditRow
from store.evidence import audit
from store.notices import notices
from store.notices.other_letters import TROUBLES

_ACTION = "prefect.trouble"


def tell(ctx: AppContext, trouble: Trouble, run_id: str, link: str) -> bool:
    """False where they have been told of it. `link` leads to the run in Prefect."""
    with ctx.write() as session:
        if _told(session, trouble, run_id):
            return False
        notices.tell(session, ctx, operators(ctx.municipality), TROUBLES[trouble], None, link=link)
        audit.append(session, ctx, audit.SYSTEM, _ACTION, run_id, trouble=trouble.value)
    return True


def _told(session: Session, trouble: Trouble, run_id: str) -> bool:
    told = session.exec(select(AuditRow).where(AuditRow.action == _ACTION, AuditRow.subject == run_id))
    return any(row.data["trouble"] == trouble.value for row in told)
