"""What the desk does about a post that is not ours: take it over, take it down, or let it stand and say why."""

from datetime import timedelta
from typing import Any

from sqlmodel import Session, col, select

from policy.access import Action
from policy.accounts.foreign_posts import may_ignore
from policy.roles import editors
from policy.sending.retry import after_failure
from schemas.errors import NotFound, Refused, RetryClass
from schemas.event import EventKind
from schemas.monitoring.foreign_post import ForeignPost
from schemas.sentence import Sentence, say
from schemas.states import DeliveryStatus, ForeignStatus
from store.context import AppContext
from store.db.nouns import as_noun
from store.db.status import become
from store.db.tables import CrisisRow, ForeignPostRow
from store.evidence import audit
from store.notices import notices
from store.notices.letters import Letters
from store.outbox import outbox


def listing(ctx: AppContext, crisis_id: str | None = None) -> list[ForeignPost]:
    """Newest first."""
    query = select(ForeignPostRow).order_by(col(ForeignPostRow.found_at).desc())
    with ctx.read() as session:
        rows = session.exec(query.where(ForeignPostRow.crisis_id == crisis_id) if crisis_id else query)
        return [as_noun(ForeignPost, row) for row in rows]


def show(ctx: AppContext, foreign_id: str) -> ForeignPost:
    """Raises `NotFound`."""
    with ctx.read() as session:
        return as_noun(ForeignPost, get(session, foreign_id))


def retract(ctx: AppContext, actor: str, foreign_id: str) -> ForeignPost:
    """The worker takes it down at the platform. Raises `Refused` with the reason where it cannot."""
    with ctx.write() as session:
        row = get(session, foreign_id)
        ctx.authorize(Action.FOREIGN, actor)
        why = ctx.channels.cannot_remove(ctx.account(row.account_id))
        if why:
            raise Refused(why)
        decide(session, ctx, actor, row, ForeignStatus.RETRACTING)
        row.attempts, row.error = 0, None
        _announce(session, ctx, row)
        return as_noun(ForeignPost, row)


def ignore(ctx: AppContext, actor: str, foreign_id: str, reason: str) -> ForeignPost:
    """It may stand; the log says why."""
    with ctx.write() as session:
        row = get(session, foreign_id)
        ctx.ask(lambda person: may_ignore(ctx.municipality, person, reason), actor)
        decide(session, ctx, actor, row, ForeignStatus.IGNORED, reason=reason.strip())
        row.reason = reason.strip()
        return as_noun(ForeignPost, row)


def to_retract(ctx: AppContext, foreign_id: str) -> ForeignPost | None:
    """None where it is down already, or no longer to be taken down."""
    found = show(ctx, foreign_id)
    return found if found.status is ForeignStatus.RETRACTING else None


def retracted(ctx: AppContext, foreign_id: str) -> None:
    with ctx.write() as session:
        row = get(session, foreign_id)
        if row.status == ForeignStatus.RETRACTING:
            become(row, ForeignStatus.RETRACTED)
            audit.append(
                session, ctx, audit.SYSTEM, "foreign_post.retracted", row.id, row.crisis_id, account=row.account_id
            )


def not_retracted(
    ctx: AppContext, foreign_id: str, error: Sentence, kind: RetryClass, retry_after: float | None
) -> None:
    """Tried again where that may help (what is gone counts as done, so twice is safe); else the desk decides anew."""
    with ctx.write() as session:
        row = get(session, foreign_id)
        if row.status != ForeignStatus.RETRACTING:
            return
        row.attempts, row.error = row.attempts + 1, notices.words(ctx, error)
        again = RetryClass.RETRY_BACKOFF if kind is RetryClass.AMBIGUOUS else kind
        then = after_failure(again, row.attempts, ctx.clock(), retry_after)
        if then.status is DeliveryStatus.QUEUED and then.due_at:
            _announce(session, ctx, row, then.due_at - ctx.clock())
            return
        become(row, ForeignStatus.FOUND)
        audit.append(session, ctx, audit.SYSTEM, "foreign_post.not_retracted", row.id, row.crisis_id, error=str(error))
        _tell_desk(session, ctx, row, error)


def decide(
    session: Session, ctx: AppContext, actor: str, row: ForeignPostRow, status: ForeignStatus, **data: str
) -> None:
    become(row, status)
    row.decided_by, row.decided_at = actor, ctx.clock()
    audit.append(
        session,
        ctx,
        actor,
        f"foreign_post.{status}",
        row.id,
        row.crisis_id,
        account=row.account_id,
        remote_id=row.remote_id,
        **data,
    )


def _announce(session: Session, ctx: AppContext, row: ForeignPostRow, wait: timedelta = timedelta()) -> None:
    outbox.emit(
        session,
        ctx,
        EventKind.FOREIGN_RETRACTION_DUE,
        {"foreign_id": row.id},
        crisis_id=row.crisis_id,
        due_at=ctx.clock() + wait,
    )


def _tell_desk(session: Session, ctx: AppContext, row: ForeignPostRow, error: Sentence) -> None:
    crisis = session.get_one(CrisisRow, row.crisis_id)
    told: dict[str, Any] = {"account": row.account_id, "error": error, "id": row.crisis_id}
    notices.tell(session, ctx, editors(ctx.municipality), Letters.FOREIGN_POST_STANDS.value, crisis, **told)


def get(session: Session, foreign_id: str) -> ForeignPostRow:
    row = session.get(ForeignPostRow, foreign_id)
    if row is None:
        raise NotFound(say("There is no post {id}. See `krisekanal account foreign`.", id=foreign_id))
    return row
