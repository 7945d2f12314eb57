"""A page that was read becomes rows: each remark once, however often and in whatever order it comes."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session, col, select

from policy.dialogue.greeting import first_name
from policy.dialogue.seen import fingerprint, is_stale
from policy.dialogue.states import FREE, GATHERED
from policy.dialogue.written import as_kept
from policy.recipients.signing_up import is_stop
from policy.recipients.ways import mobile
from schemas.dialogue.remark import RemarkKind, RemarkPage, RemoteRemark
from schemas.errors import InvalidInput
from schemas.sentence import say
from schemas.states import CrisisStatus, RemarkStatus
from store.context import AppContext
from store.db.columns import new_id
from store.db.status import become
from store.db.tables import CrisisRow, RemarkRow, RemarkVersionRow
from store.evidence import audit
from store.notices import notices
from store.recipients import consents
from store.remarks import answering, remarks

_STOPPED = say("STOP: this number gets no more warnings.")
_DONE = (RemarkStatus.ANSWERED, RemarkStatus.CLOSED)


class Recorded(NamedTuple):
    """Ids of what came anew, and of what says something else than before."""

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()


def record(session: Session, ctx: AppContext, account_id: str, page: RemarkPage) -> Recorded:
    """In the transaction that moves the account's cursor: what is read is never lost, and never twice."""
    found = [as_kept(one) for one in page.remarks]
    known = remarks.by_remote_ids(session, account_id, {one.remote_id for one in found})
    crisis_id = _open_crisis(session, exercise=ctx.account(account_id).sandbox)
    new: list[RemarkRow] = []
    changed: list[RemarkRow] = []
    for one in found:
        row = known.get(one.remote_id)
        if row is None:
            row = known[one.remote_id] = _added(session, ctx, account_id, one, crisis_id)
            new.append(row)
        elif _changed(session, ctx, row, one):
            changed.append(row)
    session.flush()
    _end_for(session, ctx, new)
    _log_new(session, ctx, account_id, crisis_id, new)
    _answered_there(session, ctx, account_id, new)
    return Recorded(tuple(row.id for row in new), tuple(dict.fromkeys(row.id for row in changed)))


def _end_for(session: Session, ctx: AppContext, new: Iterable[RemarkRow]) -> None:
    """STOP by SMS ends warnings to that mobile at once, whoever looks at the inbox. It asks nothing, so it is closed with why; a
    number that the municipality file names among the account's recipients is somebody's to take out there."""
    for row in new:
        if row.kind is RemarkKind.SMS and not row.ours and not row.exercise and is_stop(row.text):
            with suppress(InvalidInput):  # a short number, a sender of letters
                number = mobile(row.author)
                consents.stop(session, ctx, ctx.sealed.mark(number), number)
                if number not in ctx.account(row.account_id).recipients:
                    become(row, RemarkStatus.CLOSED)
                    row.reason = notices.words(ctx, _STOPPED)
                    row.decided_by, row.decided_at = audit.SYSTEM, ctx.clock()
                    closed = {"reason": row.reason, "hash": row.hash}
                    audit.append(session, ctx, audit.SYSTEM, "remark.closed", row.id, row.crisis_id, **closed)


def moved(
    ctx: AppContext, account_id: str, seen: RemoteRemark, found: RemoteRemark | None, *, greets: bool = False
) -> bool:
    """Whether it stands otherwise at its platform right now (None: it is gone) than it was seen, or whoever wrote it has another first
    name where the answer `greets` with it; that is taken over. Of one whose words are erased the fingerprint tells."""
    now = as_kept(found or seen.model_copy(update={"deleted": True}))
    renamed = greets and _called(ctx, now) != _called(ctx, seen)
    hashed = fingerprint(seen.remote_id, now.text, deleted=now.deleted)
    if not renamed and hashed == fingerprint(seen.remote_id, seen.text, deleted=False):
        return False
    with ctx.write() as session:
        row = remarks.by_remote_ids(session, account_id, [seen.remote_id])[seen.remote_id]
        if row.erased_at is not None:
            return hashed != row.hash
        row.author = now.author if renamed else row.author
        _changed(session, ctx, row, now)
    return True


def _called(ctx: AppContext, remark: RemoteRemark) -> str | None:
    return first_name(remark.author, ctx.municipality.dialogue)


def _added(session: Session, ctx: AppContext, account_id: str, found: RemoteRemark, crisis_id: str | None) -> RemarkRow:
    account, now = ctx.account(account_id), ctx.clock()
    row = RemarkRow(
        id=new_id("c"),
        account_id=account_id,
        **found.model_dump(),
        version=1,
        hash=fingerprint(found.remote_id, found.text, deleted=found.deleted),
        first_seen_at=now,
        exercise=account.sandbox,
        crisis_id=crisis_id,
        status=_first_status(found),
        unit=account.unit,
    )
    row.reason = notices.words(ctx, answering.DELETED) if found.deleted and not found.ours else None
    session.add(row)
    session.flush()
    _keep_version(session, row, row.first_seen_at)
    return row


def _first_status(found: RemoteRemark) -> RemarkStatus:
    if found.ours:
        return RemarkStatus.ANSWERED
    return RemarkStatus.CLOSED if found.deleted else RemarkStatus.NEW


def _keep_version(session: Session, row: RemarkRow, at: datetime) -> None:
    kept = {name: getattr(row, name) for name in ("text", "deleted", "hash")}
    session.add(RemarkVersionRow(remark_id=row.id, number=row.version, seen_at=at, **kept))


def _changed(session: Session, ctx: AppContext, row: RemarkRow, found: RemoteRemark) -> bool:
    """Takes over what is new. Whether it says something else now, or is gone, or is back."""
    if row.erased_at is not None or is_stale(remarks.noun(row), found, _said(session, row)):
        return False
    text = row.text if found.deleted else found.text
    hashed = fingerprint(found.remote_id, text, deleted=found.deleted)
    row.hidden, row.edited_at = found.hidden, found.edited_at or row.edited_at
    row.remote_url = found.remote_url or row.remote_url
    if hashed == row.hash:
        return False
    before, row.changed_at = row.hash, ctx.clock()
    row.text, row.deleted, row.hash, row.version = text, found.deleted, hashed, row.version + 1
    _keep_version(session, row, row.changed_at)
    what = "remark.deleted" if found.deleted else "remark.edited"
    audit.append(session, ctx, audit.SYSTEM, what, row.id, row.crisis_id, hash=hashed, before=before)
    _follow(session, ctx, row)
    return True


def _said(session: Session, row: RemarkRow) -> frozenset[str]:
    query = select(RemarkVersionRow.hash).where(RemarkVersionRow.remark_id == row.id)
    return frozenset(session.exec(query)) if row.deleted else frozenset()


def _follow(session: Session, ctx: AppContext, row: RemarkRow) -> None:
    """What was done with it was done with other words: it is looked at anew. What is gone needs no answer.

    An answer that waits is void by itself: it is bound to what was seen (`policy.dialogue.replies`).
    """
    if row.ours:
        return
    if row.deleted and row.status in (*FREE, *GATHERED):
        answering.needs_none(ctx, row)
    elif not row.deleted and row.status in (*_DONE, *GATHERED):
        answering.look_anew(row)


def _log_new(
    session: Session, ctx: AppContext, account_id: str, crisis_id: str | None, new: Sequence[RemarkRow]
) -> None:
    """Ids and fingerprints alone: the log is never altered, and what residents write is not ours to keep for ever."""
    if new:
        seen = {row.id: row.hash for row in new}
        audit.append(session, ctx, audit.SYSTEM, "remarks.seen", account_id, crisis_id, remarks=seen)


def _answered_there(session: Session, ctx: AppContext, account_id: str, new: Iterable[RemarkRow]) -> None:
    """By hand at the platform, whichever of the two is read first. What was edited after the answer is looked at anew."""
    asked = {row.parent_id for row in new if row.ours} | {row.remote_id for row in new if not row.ours}
    query = select(RemarkRow).where(
        RemarkRow.account_id == account_id, col(RemarkRow.ours).is_(True), col(RemarkRow.parent_id).in_(asked)
    )
    rows = session.exec(query.order_by(col(RemarkRow.written_at))) if asked else ()
    last = {row.parent_id or "": row.written_at for row in rows}
    for row in remarks.by_remote_ids(session, account_id, last).values() if last else ():
        answered, since = last[row.remote_id], row.edited_at or row.changed_at
        if row.status in FREE and not row.ours and (since is None or answered >= since):
            become(row, RemarkStatus.ANSWERED)
            row.answered_at = row.answered_at or max(answered, row.first_seen_at)
            audit.append(session, ctx, audit.SYSTEM, "remark.answered_there", row.id, row.crisis_id)


def _open_crisis(session: Session, *, exercise: bool) -> str | None:
    query = select(CrisisRow.id).where(
        CrisisRow.status == CrisisStatus.ESTABLISHED, col(CrisisRow.exercise).is_(exercise)
    )
    return session.exec(query.order_by(col(CrisisRow.established_at).desc())).first()
