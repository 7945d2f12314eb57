"""Those who keep the system are told of what Prefect saw go wrong, once per run, and of what Krisekanal has given up itself."""

from typing import Any

from sqlmodel import Session, select

from policy.roles import operators
from schemas.event import EventKind
from schemas.monitoring.trouble import Trouble
from store.context import AppContext
from store.db.tables import AuditRow, CrisisRow
from store.evidence import audit
from store.notices import notices
from store.notices.other_letters import GIVEN_UP, NOT_DRAWN, TROUBLES
from store.outbox import outbox

_ACTION, _NOT_DRAWN = "prefect.trouble", "report.not_drawn"


def tell(ctx: AppContext, trouble: Trouble, run_id: str, link: str) -> bool:
    """False where they have been told of it. `link` leads to the run in Prefect."""
    with ctx.write() as session:
        if _told(session, trouble, run_id):
            return False
        notices.tell(session, ctx, operators(ctx.municipality), TROUBLES[trouble], None, link=link)
        audit.append(session, ctx, audit.SYSTEM, _ACTION, run_id, trouble=trouble.value)
    return True


def give_back(ctx: AppContext, event_id: str, error: str, holder: str) -> None:
    """Work that failed is tried later; after its last try those who keep the system are told, in the transaction that ends it."""
    with ctx.write() as session:
        ended = outbox.given_back(session, ctx, event_id, error, holder)
        if ended is None:
            return
        facts: dict[str, Any] = {"kind": ended.kind.value, "error": error, "tries": outbox.MOST_FAILURES}
        audit.append(session, ctx, audit.SYSTEM, "work.given_up", event_id, crisis_id=ended.crisis_id, **facts)
        if ended.kind is not EventKind.NOTICE_DUE:  # notices that fail would be told of by notices that fail
            places = {"work": event_id, **facts}
            notices.tell(session, ctx, operators(ctx.municipality), GIVEN_UP, None, **places)


def begin_again(ctx: AppContext, actor: str, event_id: str) -> None:
    """What had failed for good is done after all. Raises `NotFound`."""
    with ctx.write() as session:
        outbox.again(session, ctx, event_id)
        audit.append(session, ctx, actor, "work.begun_again", event_id)


def tell_of_report(ctx: AppContext, crisis_id: str) -> None:
    """Its PDF could not be drawn; the page stands. Once for each report."""
    with ctx.write() as session:
        if session.exec(select(AuditRow).where(AuditRow.action == _NOT_DRAWN, AuditRow.subject == crisis_id)).first():
            return
        crisis = session.get_one(CrisisRow, crisis_id)
        notices.tell(session, ctx, operators(ctx.municipality), NOT_DRAWN, crisis, title=crisis.title, id=crisis_id)
        audit.append(session, ctx, audit.SYSTEM, _NOT_DRAWN, crisis_id, crisis_id=crisis_id)


def _told(session: Session, trouble: Trouble, run_id: str) -> bool:
    told = session.exec(select(AuditRow).where(AuditRow.action == _ACTION, AuditRow.subject == run_id))
    return any(row.data["trouble"] == trouble.value for row in told)
