"""Entries end by their last day. Weeks before, residents who signed up are asked whether they go on, and the desk is told of lists.

While a crisis or an exercise is open nobody is asked anything: what leaves then is about that.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, func, select

from policy.recipients import endings
from policy.recipients.signing_up import carrier
from policy.roles import chief_executives, editors
from schemas.event import EventKind
from schemas.recipients.imported import ListForm, ListState
from schemas.recipients.recipient import Way
from schemas.recipients.register import EntrySource
from schemas.recipients.signup import RenewalLetter
from store.context import AppContext
from store.crises import find
from store.db.tables import (
    BulkRow,
    DeliveryRow,
    ImportedListRow,
    MessageRow,
    RecipientSetRow,
    RegisterEntryRow,
    RegisterWayRow,
)
from store.evidence import audit
from store.notices import notices
from store.notices.letters import Letters
from store.outbox import outbox
from store.recipients import consents, sets

SET_KEPT = timedelta(days=90)
"""So long a set's addresses are there for what follows a message up; while a crisis is open, those of all messages since it began."""
_SETS_AT_ONCE = 20
MOST = 200
"""Residents asked in one look: a campaign two years ago makes no flood today."""


def ask_residents(ctx: AppContext) -> int:
    """How many. Each is asked once for each last day; safe to do twice."""
    if not _calm(ctx) or not any(carrier(ctx.municipality, way) for way in Way):
        return 0
    with ctx.read() as session:
        if not _unasked(session, ctx):
            return 0
    with ctx.write() as session:
        rows = _unasked(session, ctx)
        for row in rows:
            row.asked_at = ctx.clock()
            outbox.emit(session, ctx, EventKind.RENEWAL_LETTER_DUE, {"entry_id": row.id})
        ids = [row.id for row in rows]
        audit.append(session, ctx, audit.SYSTEM, "register.asked_to_renew", "register", entries=ids)
    return len(ids)


def letter(ctx: AppContext, entry_id: str) -> RenewalLetter | None:
    """What is to be sent now; None for who has renewed, ended or lost their address meanwhile, and while it has to wait."""
    if not _calm(ctx):
        ask_again(ctx, entry_id)
        return None
    with ctx.read() as session:
        row = session.get(RegisterEntryRow, entry_id)
        if row is None or row.asked_at is None or not endings.is_near(ctx.municipality, row.until, ctx.clock()):
            return None
        way = _own_way(session, ctx, entry_id)
        if way is None or row.until is None:
            return None
        stop = consents.stop_word(ctx.sealed, way.mark) if way.way is Way.EMAIL else ""
        return RenewalLetter(way.way, ctx.sealed.unseal(way.sealed, entry_id), row.language, _day(ctx, row.until), stop)


def ask_again(ctx: AppContext, entry_id: str) -> None:
    """It could not leave: the next look asks anew."""
    with ctx.write() as session:
        if row := session.get(RegisterEntryRow, entry_id):
            row.asked_at = None


def tell_of_lists(ctx: AppContext) -> int:
    """How many lists the keepers of the register were told of, once each. Who took one in with a day so near knows of it."""
    if not _calm(ctx):
        return 0
    with ctx.read() as session:
        if not _untold(session, ctx):
            return 0
    with ctx.write() as session:
        rows = _untold(session, ctx)
        for row in rows:
            row.told_at = ctx.clock()
            _tell(session, ctx, row)
    return len(rows)


def empty_old_sets(ctx: AppContext) -> int:
    """How many frozen sets lost their addresses: nothing follows up what was sent to them any more."""
    found = _old_sets(ctx)
    for set_id in found:
        sets.empty(ctx, set_id)
    return len(found)


def _old_sets(ctx: AppContext) -> list[str]:
    with ctx.read() as session:
        crises = (one for exercise in (False, True) for one in find.open_crises(session, exercise=exercise))
        before = min([ctx.clock() - SET_KEPT, *(one.established_at for one in crises)])
        used = (
            select(BulkRow.set_id)
            .join(DeliveryRow, col(DeliveryRow.id) == col(BulkRow.delivery_id))
            .join(MessageRow, col(MessageRow.id) == col(DeliveryRow.message_id))
            .where(col(MessageRow.approved_at) >= before, col(BulkRow.set_id).is_not(None))
        )
        old = (col(RecipientSetRow.made_at) < before, col(RecipientSetRow.emptied_at).is_(None))
        query = select(RecipientSetRow.id).where(*old, col(RecipientSetRow.id).not_in(used))
        return list(session.exec(query.limit(_SETS_AT_ONCE)))


def _calm(ctx: AppContext) -> bool:
    return find.current(ctx) is None and endings.may_ask(ctx.municipality, ctx.clock())


def _unasked(session: Session, ctx: AppContext) -> Sequence[RegisterEntryRow]:
    near = ctx.clock() + ctx.municipality.recipients.ask_before
    query = select(RegisterEntryRow).where(
        col(RegisterEntryRow.until).between(ctx.clock(), near),
        RegisterEntryRow.source == EntrySource.OPT_IN,
        col(RegisterEntryRow.reserved).is_(False),
        col(RegisterEntryRow.asked_at).is_(None),
    )
    return session.exec(query.order_by(col(RegisterEntryRow.until)).limit(MOST)).all()


def _own_way(session: Session, ctx: AppContext, entry_id: str) -> RegisterWayRow | None:
    """One that is alive and that something can be sent by: a letter before an SMS, which costs."""
    found = session.exec(select(RegisterWayRow).where(RegisterWayRow.entry_id == entry_id)).all()
    alive = [each for each in found if each.dead_at is None and carrier(ctx.municipality, each.way)]
    return min(alive, key=lambda each: (each.way is not Way.EMAIL, each.mark), default=None)


def _untold(session: Session, ctx: AppContext) -> list[ImportedListRow]:
    query = select(ImportedListRow).where(
        ImportedListRow.state == ListState.TAKEN_IN, col(ImportedListRow.told_at).is_(None)
    )
    town = ctx.municipality
    return [
        row
        for row in session.exec(query)
        if endings.is_near(town, until := ListForm.model_validate(row.form).until, ctx.clock())
        and endings.was_far(town, until, row.decided_at or row.laid_at)
    ]


def _tell(session: Session, ctx: AppContext, row: ImportedListRow) -> None:
    """A list whose place a newer one has taken has nobody left, and is not spoken of."""
    mobiles, emails = (_count(session, row.id, way) for way in Way)
    if not mobiles and not emails:
        return
    town = ctx.municipality
    day, today = (_day(ctx, at) for at in (ListForm.model_validate(row.form).until, ctx.clock()))
    keepers = dict.fromkeys((*editors(town), *chief_executives(town)))
    notices.tell(
        session,
        ctx,
        keepers,
        Letters.LIST_ENDS.value,
        None,
        file=row.file,
        day=day,
        days=(day - today).days,
        mobiles=mobiles,
        emails=emails,
    )
    audit.append(session, ctx, audit.SYSTEM, "list.told_of", row.id, mobiles=mobiles, emails=emails)


def _day(ctx: AppContext, at: datetime) -> date:
    return at.astimezone(ZoneInfo(ctx.municipality.organisation.timezone)).date()


def _count(session: Session, list_id: str, way: Way) -> int:
    query = select(func.count(func.distinct(RegisterWayRow.mark))).join(RegisterEntryRow)
    return session.exec(query.where(RegisterEntryRow.list_id == list_id, RegisterWayRow.way == way)).one()
