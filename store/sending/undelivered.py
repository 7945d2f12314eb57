"""Our own people are told of a delivery that ended as failed or uncertain, or is tried for long: of many in one notice.

What is told of is looked up when the notice is written, half a minute later: what has been settled meanwhile is left out.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select

from config.reading.explain import joined
from policy.monitoring import undelivered
from policy.sending import sending_order
from schemas.event import EventKind
from schemas.identity.person import Person
from schemas.messages.delivery import Delivery
from schemas.messages.message import Message
from schemas.sentence import Sentence
from schemas.states import DeliveryStatus
from store.accounts import gate
from store.context import AppContext
from store.db.tables import CrisisRow, DeliveryRow, MessageRow, OutboxRow
from store.deliveries import deliveries
from store.evidence import audit
from store.messages import earlier, messages
from store.notices import alarm_clock, notices
from store.notices.letters import STORY, Letter, Letters, filled
from store.outbox import outbox, steps

Found = list[tuple[DeliveryRow, MessageRow]]
_NOT_OUT = (DeliveryStatus.FAILED, DeliveryStatus.UNCERTAIN, DeliveryStatus.QUEUED, DeliveryStatus.SENDING)
_NAMED = 5
"""Messages named in one notice; the rest are counted."""
_STILL_NEWS = timedelta(days=1)


def announce(session: Session, ctx: AppContext, row: DeliveryRow, message: MessageRow, before: datetime | None) -> None:
    """In the transaction that ends a round, the last of which ended at `before`: is somebody to be told of it?"""
    now = ctx.clock()
    if not undelivered.is_news(DeliveryStatus(row.status), row.tried_since, before, now):
        return
    first = sending_order.is_first(ctx.channels.turn(ctx.account(row.account_id)))
    due = undelivered.due_at(now, _told_last(session, message.crisis_id), first_in_line=first)
    outbox.emit_gathered(session, ctx, EventKind.UNDELIVERED, row.id, crisis_id=message.crisis_id, due_at=due)
    begun = undelivered.since(DeliveryStatus(row.status), row.tried_since, now)
    alarm_clock.wind(session, ctx, message.crisis_id, max(now, begun + ctx.municipality.alarms.remind))


def tell(ctx: AppContext, delivery_ids: Sequence[str]) -> None:
    """Of those that are still open."""
    with ctx.write() as session:
        if not steps.first_time(session, ctx, "tell-undelivered"):
            return
        found = _still_open(session, ctx, delivery_ids)
        for person, theirs in _by_reader(ctx, found).items():
            _tell_one(session, ctx, person, theirs)
        for row, message in found:
            audit.append(session, ctx, audit.SYSTEM, "delivery.told", row.id, message.crisis_id, account=row.account_id)


def open_ones(ctx: AppContext, found: Iterable[Message]) -> list[tuple[Message, list[Delivery]]]:
    """Of these messages those with a channel that somebody should look at, and which."""
    now = ctx.clock()
    pairs = [(m, [d for d in m.deliveries if _is_open(d, now)]) for m in found]
    followed = followed_up(ctx, [d for _, rows in pairs for d in rows if d.status is DeliveryStatus.FAILED])
    left = ((m, [d for d in rows if not followed.get(d.id)]) for m, rows in pairs)
    return [(message, rows) for message, rows in left if rows]


def followed_up(ctx: AppContext, found: Sequence[Delivery]) -> dict[str, bool]:
    """Those that nobody can send again, since another message has come after theirs: id to whether that one sees to it here too."""
    if not found:
        return {}
    with ctx.read() as session:
        return _followed_up(session, deliveries.with_messages(session, [d.id for d in found]))


def _followed_up(session: Session, pairs: Sequence[tuple[DeliveryRow, MessageRow]]) -> dict[str, bool]:
    of_each = {message.id: message for _, message in pairs}
    after = {name: list(earlier.after(session, message)) for name, message in of_each.items()}
    later = [(row, earlier.first_for(session, row, message, after[message.id])) for row, message in pairs]
    return {row.id: earlier.sees_to(session, row, each) for row, each in later if each}


def _is_open(delivery: Delivery, now: datetime) -> bool:
    """What a person paused is told of as that (`store.monitoring.paused`)."""
    return not delivery.paused and undelivered.is_open(delivery.status, delivery.tried_since, now)


def open_posts(ctx: AppContext) -> list[tuple[Message, list[Delivery]]]:
    """The same of units' posts of the last day, newest first."""
    query = (
        select(MessageRow)
        .join(DeliveryRow, col(DeliveryRow.message_id) == col(MessageRow.id))
        .where(gate.A_UNITS_OWN, col(DeliveryRow.status).in_(_NOT_OUT))
        .where(col(DeliveryRow.finished_at) > ctx.clock() - _STILL_NEWS)
        .order_by(col(MessageRow.publish_at).desc())
    )
    with ctx.read() as session:
        rows = session.exec(query).all()
        return open_ones(ctx, messages.nouns(session, rows)) if rows else []


def _told_last(session: Session, crisis_id: str | None) -> datetime | None:
    told = select(func.max(OutboxRow.done_at)).where(
        OutboxRow.kind == EventKind.UNDELIVERED, OutboxRow.crisis_id == crisis_id
    )
    return session.exec(told).one()


def _still_open(session: Session, ctx: AppContext, ids: Sequence[str]) -> Found:
    found, now = deliveries.with_messages(session, ids), ctx.clock()
    followed = _followed_up(session, [each for each in found if each[0].status is DeliveryStatus.FAILED])
    return [
        (row, message)
        for row, message in sorted(found, key=lambda each: (each[1].approved_at, each[0].account_id))
        if undelivered.is_open(DeliveryStatus(row.status), row.tried_since, now) and not followed.get(row.id)
    ]


def _by_reader(ctx: AppContext, found: Found) -> dict[Person, Found]:
    readers: dict[Person, Found] = {}
    for row, message in found:
        for person in _readers(ctx, row, message):
            readers.setdefault(person, []).append((row, message))
    return readers


def _readers(ctx: AppContext, row: DeliveryRow, message: MessageRow) -> tuple[Person, ...]:
    town = ctx.municipality
    if message.crisis_id is None:
        return undelivered.unit_people(town, ctx.account(row.account_id))
    return undelivered.desk_people(town, town.person(message.approver or ""))


def _tell_one(session: Session, ctx: AppContext, person: Person, found: Found) -> None:
    first = found[0][1]
    crisis = session.get_one(CrisisRow, first.crisis_id) if first.crisis_id else None
    title = crisis.title if crisis else first.content["title"]
    one = len({message.id for _, message in found}) == 1
    page = f"/messages/{first.id}" if one else "/messages"
    story = _story(session, ctx, found)
    notices.tell(session, ctx, [person], _letter(found), crisis, title=title, page=page, story=story)


def _letter(found: Found) -> Letter:
    if found[0][1].crisis_id is None:
        return Letters.UNIT_POST_NOT_OUT.value
    surely = any(row.status != DeliveryStatus.UNCERTAIN for row, _ in found)
    return Letters.UNDELIVERED.value if surely else Letters.PERHAPS_NOT_OUT.value


def _story(session: Session, ctx: AppContext, found: Found) -> Sentence:
    by_message = {message.id: (message, [r for r, m in found if m.id == message.id]) for _, message in found}
    told = list(by_message.values())
    sentences = [each for message, rows in told[:_NAMED] for each in _of_message(session, ctx, message, rows)]
    if len(told) > _NAMED:
        sentences.append(filled(STORY["more"], count=len(told) - _NAMED))
    return joined(sentences)


def _of_message(session: Session, ctx: AppContext, message: MessageRow, rows: list[DeliveryRow]) -> Iterable[Sentence]:
    title = message.content["title"]
    failed = _names(ctx, rows, DeliveryStatus.FAILED)
    unknown = _names(ctx, rows, DeliveryStatus.UNCERTAIN)
    tried = _names(ctx, rows, DeliveryStatus.QUEUED, DeliveryStatus.SENDING)
    for kind, channels in (("failed", failed), ("unknown", unknown), ("tried", tried)):
        if channels:
            yield filled(STORY[kind], title=title, channels=channels)
    stand_ins = select(DeliveryRow).where(
        DeliveryRow.message_id == message.id, col(DeliveryRow.fallback_for).in_([row.account_id for row in rows])
    )
    for row in session.exec(stand_ins):
        yield filled(STORY["stand_in"], account=_name(ctx, row), other=ctx.account(row.fallback_for or "").handle)


def _names(ctx: AppContext, rows: Iterable[DeliveryRow], *statuses: DeliveryStatus) -> list[str]:
    return [_name(ctx, row) for row in rows if row.status in statuses]


def _name(ctx: AppContext, row: DeliveryRow) -> str:
    return ctx.account(row.account_id).handle
