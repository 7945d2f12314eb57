"""Taking what others write out of readers' sight: decided here with a reason, done at the platform by a worker."""

from datetime import timedelta

from sqlmodel import Session

from policy.dialogue.taking import may_hide, may_show
from policy.sending.retry import after_failure
from schemas.dialogue.remark import HideDeed, HideReason, Remark, RemarkDeed
from schemas.errors import Refused, RetryClass
from schemas.event import EventKind
from schemas.sentence import Sentence
from schemas.states import DeliveryStatus, RemarkStatus
from store.context import AppContext
from store.db.status import become
from store.db.tables import RemarkRow
from store.evidence import audit
from store.notices import notices
from store.outbox import outbox
from store.remarks import remarks

_NEEDS = {HideDeed.HIDE: RemarkDeed.HIDE, HideDeed.SHOW: RemarkDeed.HIDE, HideDeed.REMOVE: RemarkDeed.REMOVE}


def hide(ctx: AppContext, actor: str, remark_id: str, reason: HideReason, *, remove: bool = False) -> Remark:
    """`remove`: for good, also of what is hidden by now. Raises `Refused` with the reason where the platform cannot.

    The log keeps a copy of what was hidden, so that anybody can judge it; of personal data its fingerprint alone.
    """
    deed = HideDeed.REMOVE if remove else HideDeed.HIDE
    with ctx.write() as session:
        row = _asked(session, ctx, actor, remark_id, deed)
        if not (remove and row.status == RemarkStatus.HIDDEN and not row.deleted):
            become(row, RemarkStatus.HIDDEN)
        row.reason = reason.value
        copy = {} if reason is HideReason.PERSONAL_DATA else {"author": row.author, "text": row.text}
        _want(session, ctx, actor, row, deed, reason=reason.value, **copy)
        return remarks.noun(row)


def show_again(ctx: AppContext, actor: str, remark_id: str) -> Remark:
    """Raises `Refused` for what is not hidden, or was removed."""
    with ctx.write() as session:
        row = _asked(session, ctx, actor, remark_id, HideDeed.SHOW)
        become(row, RemarkStatus.NEW)
        row.reason = None
        _want(session, ctx, actor, row, HideDeed.SHOW)
        return remarks.noun(row)


def wanted(ctx: AppContext, remark_id: str) -> tuple[Remark, HideDeed] | None:
    """What is to be done at the platform; None where it is done."""
    found = remarks.show(ctx, remark_id)
    return (found, found.hide_wanted) if found.hide_wanted else None


def done(ctx: AppContext, remark_id: str, deed: HideDeed) -> None:
    """The platform has done it. Another wish that came meanwhile stays."""
    with ctx.write() as session:
        row = remarks.get(session, remark_id)
        if row.hide_wanted == deed:
            row.hide_wanted, row.hide_error = None, None
            row.hidden, row.deleted = deed is not HideDeed.SHOW, row.deleted or deed is HideDeed.REMOVE
            audit.append(session, ctx, audit.SYSTEM, f"remark.{_DONE[deed]}", row.id, row.crisis_id, hash=row.hash)


def not_done(
    ctx: AppContext, remark_id: str, deed: HideDeed, error: Sentence, kind: RetryClass, retry_after: float | None
) -> None:
    """Tried again where that may help: done twice is done once. Else it stands, says why, and is somebody's again."""
    with ctx.write() as session:
        row = remarks.get(session, remark_id)
        if row.hide_wanted != deed:
            return
        row.hide_attempts, row.hide_error = row.hide_attempts + 1, notices.words(ctx, error)
        again = RetryClass.RETRY_BACKOFF if kind is RetryClass.AMBIGUOUS else kind
        then = after_failure(again, row.hide_attempts, ctx.clock(), retry_after)
        if then.status is DeliveryStatus.QUEUED and then.due_at:
            _announce(session, ctx, row, then.due_at - ctx.clock())
            return
        row.hide_wanted = None
        if row.status == RemarkStatus.HIDDEN and not row.hidden:
            become(row, RemarkStatus.NEW)
        audit.append(session, ctx, audit.SYSTEM, "remark.not_hidden", row.id, row.crisis_id, error=str(error))


def _asked(session: Session, ctx: AppContext, actor: str, remark_id: str, deed: HideDeed) -> RemarkRow:
    row = remarks.get(session, remark_id)
    may = may_show if deed is HideDeed.SHOW else may_hide
    ctx.ask(lambda person: may(ctx.municipality, person, remarks.noun(row)), actor)
    why = ctx.channels.unable(ctx.account(row.account_id), _NEEDS[deed])
    if why:
        raise Refused(why)
    return row


def _want(session: Session, ctx: AppContext, actor: str, row: RemarkRow, deed: HideDeed, **data: str) -> None:
    row.decided_by, row.decided_at = actor, ctx.clock()
    row.hide_wanted, row.hide_attempts, row.hide_error = deed, 0, None
    audit.append(session, ctx, actor, f"remark.to_{deed}", row.id, row.crisis_id, hash=row.hash, **data)
    _announce(session, ctx, row)


def _announce(session: Session, ctx: AppContext, row: RemarkRow, wait: timedelta = timedelta()) -> None:
    due_at = ctx.clock() + wait
    payload = {"remark_id": row.id}
    outbox.emit(session, ctx, EventKind.HIDING_DUE, payload, crisis_id=row.crisis_id, due_at=due_at)


_DONE = {HideDeed.HIDE: "hidden", HideDeed.SHOW: "shown", HideDeed.REMOVE: "removed"}
