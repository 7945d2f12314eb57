"""Drafts on their way through the editorial desk."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlmodel import Session, col, select

from policy.decision import Decision
from policy.drafts import approval
from policy.transitions import may_become
from schemas.content import Content
from schemas.crisis import Crisis
from schemas.draft import Draft, Revision
from schemas.errors import NotFound
from schemas.event import EventKind
from schemas.person import Person
from schemas.sentence import say
from schemas.states import DraftStatus
from store.context import House
from store.crises import faults, find
from store.db.columns import new_id
from store.db.tables import DraftRow, RevisionRow
from store.drafts import revisions, timetable
from store.evidence import audit
from store.outbox import outbox


def new(
    house: House, actor: str, crisis_id: str, content: Content, accounts: Sequence[str] = (),
    refers_to: str | None = None,
) -> Draft:  # fmt: skip
    """With no `accounts`, every connected one. Raises `InvalidInput` where a channel cannot carry the text."""
    with house.write() as session:
        row = start(session, house, actor, crisis_id, content, accounts, refers_to)
        return noun(session, row)


def start(
    session: Session, house: House, actor: str, crisis_id: str, content: Content,
    accounts: Sequence[str], refers_to: str | None,
) -> DraftRow:  # fmt: skip
    crisis = Crisis.model_validate(find.get(session, crisis_id))
    house.decide(lambda person: approval.may_draft(person, crisis, content.kind), actor)
    now = house.clock()
    row = DraftRow(
        id=new_id("u"), crisis_id=crisis_id, status=DraftStatus.DRAFT, author=actor, created_at=now,
        updated_at=now, refers_to=refers_to, revision_id="",
    )  # fmt: skip
    revision = revisions.make(session, house, actor, crisis, row, content, accounts, number=1)
    row.revision_id = revision.id
    session.add(row)
    session.add(revision)
    session.flush()
    _log(session, house, actor, row, "draft.created", revision=1, hash=revision.content_hash)
    return row


def edit(house: House, actor: str, draft_id: str, content: Content, accounts: Sequence[str] = ()) -> Draft:
    """A new revision; whatever anybody had looked at before no longer counts as seen."""
    with house.write() as session:
        row = get(session, draft_id)
        before = noun(session, row)
        house.decide(lambda person: approval.may_edit(house.municipality, person, before), actor)
        crisis = Crisis.model_validate(find.get(session, row.crisis_id))
        revision = revisions.make(
            session, house, actor, crisis, row, content, accounts or before.revision.accounts,
            number=before.revision.number + 1,
        )  # fmt: skip
        session.add(revision)
        row.revision_id, row.updated_at = revision.id, house.clock()
        session.flush()
        _log(session, house, actor, row, "draft.edited", revision=revision.number, hash=revision.content_hash)
        return noun(session, row)


def submit(house: House, actor: str, draft_id: str) -> Draft:
    """To the desk. Its editors are told, reminded, and their deputies called."""
    with house.write() as session:
        row = get(session, draft_id)
        hand_in(session, house, actor, row)
        return noun(session, row)


def hand_in(session: Session, house: House, actor: str, row: DraftRow) -> None:
    _step(session, house, actor, row, DraftStatus.SUBMITTED,
          lambda p: approval.may_submit(house.municipality, p, noun(session, row)))  # fmt: skip
    row.submitted_at, row.submitted_by = house.clock(), actor
    revisions.check_still_fits(session, house, row)
    _log(session, house, actor, row, "draft.submitted", hash=noun(session, row).revision.content_hash)
    outbox.emit(session, house, EventKind.DRAFT_SUBMITTED, {"draft_id": row.id}, crisis_id=row.crisis_id)
    timetable.plan(session, house, row)


def give_back(house: House, actor: str, draft_id: str, reason: str) -> Draft:
    """Return it for changes."""
    return _decide(house, actor, draft_id, DraftStatus.RETURNED, reason,
                   lambda p, d: approval.may_return(house.municipality, p, d, reason))  # fmt: skip


def reject(house: House, actor: str, draft_id: str, reason: str) -> Draft:
    return _decide(house, actor, draft_id, DraftStatus.REJECTED, reason,
                   lambda p, d: approval.may_reject(house.municipality, p, d, reason))  # fmt: skip


def withdraw(house: House, actor: str, draft_id: str) -> Draft:
    return _decide(house, actor, draft_id, DraftStatus.WITHDRAWN, None,
                   lambda p, d: approval.may_withdraw(house.municipality, p, d))  # fmt: skip


def show(house: House, draft_id: str) -> Draft:
    """Raises `NotFound`."""
    with house.read() as session:
        return noun(session, get(session, draft_id))


def listing(house: House, crisis_id: str | None = None, status: DraftStatus | None = None) -> list[Draft]:
    """Oldest first: the desk works from the front of the queue."""
    query = select(DraftRow).order_by(col(DraftRow.created_at))
    if crisis_id:
        query = query.where(DraftRow.crisis_id == crisis_id)
    if status:
        query = query.where(DraftRow.status == status)
    with house.read() as session:
        rows = session.exec(query).all()
        wanted = col(RevisionRow.id).in_([row.revision_id for row in rows])
        kept = session.exec(select(RevisionRow).where(wanted)).all()  # all in one question; `noun` finds them there
        found = [noun(session, row) for row in rows]
        del kept
        return found


def history(house: House, draft_id: str) -> list[Revision]:
    """Every revision, oldest first."""
    with house.read() as session:
        rows = session.exec(
            select(RevisionRow).where(RevisionRow.draft_id == draft_id).order_by(col(RevisionRow.number))
        )
        return [Revision.model_validate(row) for row in rows]


def get(session: Session, draft_id: str) -> DraftRow:
    row = session.get(DraftRow, draft_id)
    if row is None:
        raise NotFound(say("There is no draft {id}. See `krisekanal draft list`.", id=draft_id))
    return row


def noun(session: Session, row: DraftRow) -> Draft:
    revision = Revision.model_validate(session.get_one(RevisionRow, row.revision_id))
    fields = {name: getattr(row, name) for name in Draft.model_fields if name != "revision"}
    return Draft.model_validate({**fields, "revision": revision})


def _decide(
    house: House, actor: str, draft_id: str, status: DraftStatus, reason: str | None,
    question: Callable[[Person, Draft], Decision],
) -> Draft:  # fmt: skip
    with house.write() as session:
        row = get(session, draft_id)
        faults.require_available(session, house, row.crisis_id, actor)
        _step(session, house, actor, row, status, lambda person: question(person, noun(session, row)))
        row.decided_by, row.reason = actor, reason
        _log(session, house, actor, row, f"draft.{status}", reason=reason)
        outbox.emit(session, house, EventKind.DRAFT_DECIDED, {"draft_id": row.id}, crisis_id=row.crisis_id)
        return noun(session, row)


def _step(
    session: Session, house: House, actor: str, row: DraftRow, status: DraftStatus,
    question: Callable[[Person], Decision],
) -> None:  # fmt: skip
    house.decide(question, actor)
    may_become(DraftStatus(row.status), status).require()
    row.status, row.updated_at = status, house.clock()
    session.flush()


def _log(session: Session, house: House, actor: str, row: DraftRow, action: str, **data: Any) -> None:
    audit.append(session, house, actor, action, row.id, row.crisis_id, **data)
