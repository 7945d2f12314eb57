"""Who is told what when a crisis opens and closes."""

from collections.abc import Iterable
from datetime import timedelta

from sqlmodel import Session, col, select

from schemas.accounts.account import Account
from schemas.drafts.content import Content, MessageKind
from schemas.event import EventKind
from schemas.identity.person import Person
from schemas.sentence import Sentence
from schemas.states import UNDECIDED, DeliveryStatus, DraftStatus
from store.accounts import gate
from store.context import AppContext
from store.crises import find
from store.db.status import become
from store.db.tables import CrisisRow, DeliveryRow, DraftRow, MessageRow, RevisionRow
from store.evidence import audit
from store.notices import notices
from store.notices.letters import OVER, Letters, filled
from store.outbox import outbox
from store.remarks import answering

_NO_LONGER = (MessageKind.MESSAGE, MessageKind.REPLY, MessageKind.ANSWER)
"""Kinds of drafts that end with their crisis."""


def call_out(session: Session, ctx: AppContext, crisis: CrisisRow) -> None:
    """The staff is called, the unit leaders are told that their accounts are locked and asked to confirm."""
    staff = _people(ctx, ctx.municipality.staff)
    told = {"title": crisis.title, "id": crisis.id}
    notices.tell(session, ctx, staff, Letters.CALLED.value, crisis, what=crisis.what, where=crisis.where, **told)
    for leader, accounts in _accounts_by_leader(ctx, crisis).items():
        names = handles(accounts)
        notices.tell(session, ctx, [leader], Letters.LOCKED.value, crisis, names=names, **told)
    wait = ctx.municipality.approval.confirm
    _remind_later(session, ctx, crisis, wait)


def handles(accounts: Iterable[Account]) -> str:
    """As people know them, each once."""
    return ", ".join(dict.fromkeys(account.handle for account in accounts))


def tell_all_over(session: Session, ctx: AppContext, crisis: CrisisRow) -> None:
    """Unit leaders learn whether their accounts are open, and which of their planned posts wait for a new decision.

    After the crisis was closed: what is still open is another one.
    """
    over = _over(session, crisis)
    held = _held_by_author(session) if not crisis.exercise else {}
    everyone = dict.fromkeys([*_people(ctx, ctx.municipality.staff), *_accounts_by_leader(ctx, crisis)])
    for person in everyone:
        mine = held.get(person.id, [])
        letter = Letters.OVER_AND_HELD if mine else Letters.OVER
        titles = ", ".join(f"“{title}”" for title in mine)
        notices.tell(session, ctx, [person], letter.value, crisis, id=crisis.id, over=over, titles=titles)


def _over(session: Session, crisis: CrisisRow) -> Sentence:
    """As it is now: an account is open only where no open crisis holds it."""
    if crisis.exercise:
        return filled(OVER["exercise"], title=crisis.title)
    if real := find.open_crises(session, exercise=False):
        return filled(OVER["another"], title=crisis.title, other=real[0].title)
    return filled(OVER["open"], title=crisis.title)


def withdraw_open_drafts(session: Session, ctx: AppContext, crisis: CrisisRow) -> None:
    """What was not decided goes back to its author; corrections and the like may still be approved."""
    query = (
        select(DraftRow, RevisionRow)
        .join(RevisionRow, col(RevisionRow.id) == col(DraftRow.revision_id))
        .where(DraftRow.crisis_id == crisis.id, col(DraftRow.status).in_(UNDECIDED))
    )
    for draft, revision in session.exec(query).all():
        if revision.content["kind"] not in _NO_LONGER:
            continue
        become(draft, DraftStatus.WITHDRAWN)
        answering.let_all_go(session, ctx, answering.answers_to(Content.model_validate(revision.content)))
        draft.reason = "crisis stood down"
        audit.append(session, ctx, audit.SYSTEM, "draft.withdrawn", draft.id, crisis.id, reason=draft.reason)


def _people(ctx: AppContext, ids: tuple[str, ...]) -> list[Person]:
    return [p for p in (ctx.municipality.person(i) for i in ids) if p is not None]


def _accounts_by_leader(ctx: AppContext, crisis: CrisisRow) -> dict[Person, list[Account]]:
    found: dict[Person, list[Account]] = {}
    for account in ctx.municipality.all_accounts():
        unit = ctx.municipality.unit(account.unit)
        leader = ctx.municipality.person(unit.leader) if unit else None
        if leader and account.sandbox == crisis.exercise:
            found.setdefault(leader, []).append(account)
    return found


def _remind_later(session: Session, ctx: AppContext, crisis: CrisisRow, wait: timedelta) -> None:
    outbox.emit(
        session,
        ctx,
        EventKind.CONFIRMATION_REMINDER_DUE,
        {"crisis_id": crisis.id},
        crisis_id=crisis.id,
        due_at=ctx.clock() + wait,
    )


def _held_by_author(session: Session) -> dict[str, list[str]]:
    """Person id to the headlines of their posts."""
    query = (
        select(MessageRow.author, MessageRow.content)
        .join(DeliveryRow, col(DeliveryRow.message_id) == col(MessageRow.id))
        .where(gate.A_UNITS_OWN, DeliveryRow.status == DeliveryStatus.HELD)
    )
    found: dict[str, list[str]] = {}
    for author, content in session.exec(query):
        found.setdefault(author, []).append(content["title"])
    return found
