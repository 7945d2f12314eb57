"""Words to our own people. Written with the change they tell of, sent by the worker."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from sqlmodel import Session, func, select

from config.language.texts import read
from policy.exercises.sandbox import MARK
from schemas.event import EventKind
from schemas.identity.person import Person
from schemas.messages.notice import Notice, NoticeStatus
from schemas.sentence import Sentence
from store.context import AppContext
from store.db.columns import new_id
from store.db.nouns import as_noun
from store.db.status import become
from store.db.tables import CrisisRow, NoticeRow
from store.evidence import audit
from store.notices.letters import Letter, filled
from store.outbox import outbox


def tell(
    session: Session,
    ctx: AppContext,
    people: Iterable[Person],
    letter: Letter,
    crisis: CrisisRow | None,
    draft_id: str | None = None,
    **places: Any,
) -> None:
    """One notice per active person, in a crisis one more by SMS to those with a mobile, where the municipality wants that.

    `places` fill the letter's. The worker sends each by itself; with `draft_id` the link is the reader's own way to that draft.
    """
    written = _written(ctx, letter, crisis, draft_id, places)
    for person in dict.fromkeys(p for p in people if p.active):
        _put(session, ctx, person, written)
        if crisis and ctx.municipality.notices_sms and person.mobile:
            _put(session, ctx, person, {**written, "by_sms": True})


def write_with_link(
    session: Session, ctx: AppContext, person: Person, letter: Letter, ticket_id: str, *, by_sms: bool, **places: Any
) -> None:
    """A letter whose link only its reader ever sees."""
    written = _written(ctx, letter, None, None, places)
    _put(session, ctx, person, {**written, "by_sms": by_sms, "ticket_id": ticket_id})


def _written(
    ctx: AppContext, letter: Letter, crisis: CrisisRow | None, draft_id: str | None, places: dict[str, Any]
) -> dict[str, Any]:
    """Columns of a notice. An exercise says so in every subject line."""
    exercise = bool(crisis and crisis.exercise)
    subject = words(ctx, filled(letter.subject, **places))
    return {
        "crisis_id": crisis.id if crisis else None,
        "exercise": exercise,
        "subject": f"{MARK}: {subject}" if exercise else subject,
        "text": words(ctx, filled(letter.text, **places)),
        "page": letter.page.format_map(places) or None,
        "draft_id": draft_id,
    }


def _put(session: Session, ctx: AppContext, person: Person, written: dict[str, Any]) -> None:
    row = NoticeRow(id=new_id("v"), person_id=person.id, status=NoticeStatus.QUEUED, created_at=ctx.clock(), **written)
    session.add(row)
    outbox.emit(session, ctx, EventKind.NOTICE_DUE, {"notice_id": row.id}, crisis_id=row.crisis_id)


def words(ctx: AppContext, sentence: Sentence) -> str:
    """In the language of the municipality."""
    return read(sentence, ctx.municipality.organisation.language)


def claim(ctx: AppContext, notice_id: str, worker: str, lease: timedelta) -> Notice | None:
    """Ours to send, or None if it is sent, or somebody else's. One whose sender died is set aside, unsent twice."""
    with ctx.write() as session:
        row = session.get_one(NoticeRow, notice_id)
        if row.status == NoticeStatus.SENDING and row.lease_until and row.lease_until < ctx.clock():
            become(row, NoticeStatus.UNCERTAIN)
            audit.append(session, ctx, audit.SYSTEM, "notice.uncertain", row.id, row.crisis_id, person=row.person_id)
            return None
        if row.status != NoticeStatus.QUEUED:
            return None
        become(row, NoticeStatus.SENDING)
        row.lease_owner, row.lease_until, row.attempts = worker, ctx.clock() + lease, row.attempts + 1
        return as_noun(Notice, row)


def settle(ctx: AppContext, notice_id: str, status: NoticeStatus, error: str | None = None) -> None:
    """What became of a claimed notice."""
    with ctx.write() as session:
        row = session.get_one(NoticeRow, notice_id)
        become(row, status)
        row.error, row.lease_owner, row.lease_until = error, None, None
        row.sent_at = ctx.clock() if status is NoticeStatus.SENT else None
        if status is not NoticeStatus.QUEUED:
            audit.append(session, ctx, audit.SYSTEM, f"notice.{status}", row.id, row.crisis_id, person=row.person_id)


def count(ctx: AppContext, crisis_id: str) -> int:
    """Of this crisis, sent or not."""
    with ctx.read() as session:
        return session.exec(select(func.count()).select_from(NoticeRow).where(NoticeRow.crisis_id == crisis_id)).one()


def attempts(ctx: AppContext, notice_id: str) -> int:
    with ctx.read() as session:
        return session.get_one(NoticeRow, notice_id).attempts
