"""Who is told what when a crisis opens and closes."""

from datetime import timedelta

from sqlmodel import Session, col, select

from schemas.content import MessageKind
from schemas.event import EventKind
from schemas.person import Person
from schemas.sentence import Sentence, say
from schemas.states import DeliveryStatus, DraftStatus
from store.context import AppContext
from store.crises import find
from store.db.status import become
from store.db.tables import CrisisRow, DeliveryRow, DraftRow, MessageRow, RevisionRow
from store.evidence import audit
from store.notices import notices
from store.outbox import outbox


def call_out(session: Session, ctx: AppContext, crisis: CrisisRow) -> None:
    """The staff is called, the unit leaders are told that their accounts are locked and asked to confirm."""
    notices.tell(
        session,
        ctx,
        _people(ctx, ctx.municipality.staff),
        notices.in_its_world(crisis, say("Crisis staff: {title}", title=crisis.title)),
        say(
            "A crisis staff is set up. What: {what} Where: {where} All communication now goes through the "
            "editorial desk. Crisis id: {id}.",
            what=crisis.what,
            where=crisis.where,
            id=crisis.id,
        ),
        crisis,
    )
    for leader, ids in _accounts_by_leader(ctx, crisis).items():
        _ask_to_confirm(session, ctx, crisis, leader, ids)
    wait = ctx.municipality.approval.confirm
    _remind_later(session, ctx, crisis, wait)


def tell_all_over(session: Session, ctx: AppContext, crisis: CrisisRow) -> None:
    """Unit leaders learn whether their accounts are open, and which of their planned posts wait for a new decision.

    After the crisis was closed: what is still open is another one.
    """
    over = _over(session, crisis)
    held = _held_by_author(session) if not crisis.exercise else {}
    everyone = dict.fromkeys([*_people(ctx, ctx.municipality.staff), *_accounts_by_leader(ctx, crisis)])
    for person in everyone:
        mine = held.get(person.id, [])
        text = over
        if mine:
            text = say(
                "{over} These planned posts were held and wait for you: {ids}. Publish them anew or drop them "
                "with `krisekanal account post --resume ID` or `--drop ID`.",
                over=over,
                ids=", ".join(mine),
            )
        notices.tell(
            session, ctx, [person], notices.in_its_world(crisis, say("The crisis staff is stood down")), text, crisis
        )


def _over(session: Session, crisis: CrisisRow) -> Sentence:
    """As it is now: an account is open only where no open crisis holds it."""
    if crisis.exercise:
        return say("The exercise “{title}” is over. It never locked any public account.", title=crisis.title)
    if real := find.open_crises(session, exercise=False):
        return say(
            "The crisis staff for “{title}” is stood down. The accounts stay locked: “{other}” is still open.",
            title=crisis.title,
            other=real[0].title,
        )
    return say("The crisis staff for “{title}” is stood down and the accounts are open again.", title=crisis.title)


def withdraw_open_drafts(session: Session, ctx: AppContext, crisis: CrisisRow) -> None:
    """What was not decided goes back to its author; corrections and the like may still be approved."""
    undecided = (DraftStatus.DRAFT, DraftStatus.SUBMITTED, DraftStatus.RETURNED)
    query = (
        select(DraftRow, RevisionRow)
        .join(RevisionRow, col(RevisionRow.id) == col(DraftRow.revision_id))
        .where(DraftRow.crisis_id == crisis.id, col(DraftRow.status).in_(undecided))
    )
    for draft, revision in session.exec(query).all():
        if revision.content["kind"] != MessageKind.MESSAGE:
            continue
        become(draft, DraftStatus.WITHDRAWN)
        draft.reason = "crisis stood down"
        audit.append(session, ctx, audit.SYSTEM, "draft.withdrawn", draft.id, crisis.id, reason=draft.reason)


def _people(ctx: AppContext, ids: tuple[str, ...]) -> list[Person]:
    return [p for p in (ctx.municipality.person(i) for i in ids) if p is not None]


def _accounts_by_leader(ctx: AppContext, crisis: CrisisRow) -> dict[Person, list[str]]:
    found: dict[Person, list[str]] = {}
    for account in ctx.municipality.all_accounts():
        unit = ctx.municipality.unit(account.unit)
        leader = ctx.municipality.person(unit.leader) if unit else None
        if leader and account.sandbox == crisis.exercise:
            found.setdefault(leader, []).append(account.id)
    return found


def _ask_to_confirm(session: Session, ctx: AppContext, crisis: CrisisRow, leader: Person, ids: list[str]) -> None:
    names = ", ".join(ids)
    notices.tell(
        session,
        ctx,
        [leader],
        notices.in_its_world(crisis, say("Your accounts are locked: {title}", title=crisis.title)),
        say(
            "A crisis staff is set up. Nothing more goes out through Krisekanal on these accounts, and nobody posts on them by "
            "hand: {names}. Send what you want to say to the editorial desk. Confirm that you know: `krisekanal account confirm "
            "ACCOUNT --as {id}`.",
            names=names,
            id=leader.id,
        ),
        crisis,
    )


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
    query = (
        select(MessageRow.author, MessageRow.id)
        .join(DeliveryRow, col(DeliveryRow.message_id) == col(MessageRow.id))
        .where(MessageRow.kind == MessageKind.UNIT_POST, DeliveryRow.status == DeliveryStatus.HELD)
    )
    found: dict[str, list[str]] = {}
    for author, message_id in session.exec(query):
        found.setdefault(author, []).append(message_id)
    return found
