"""What a person must see to now, and telling of it again where nobody has."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from config.reading.explain import joined
from policy.accounts.foreign_posts import BLIND
from policy.crises.standing_alerts import unrenewed
from policy.monitoring import alarms
from policy.monitoring.undelivered import since
from policy.promises import promised_updates
from schemas.crises.crisis import Crisis
from schemas.messages.delivery import Delivery
from schemas.messages.message import Message
from schemas.monitoring.alarm import Alarm, AlarmKind, AlarmStep
from schemas.monitoring.foreign_post import ForeignPost
from schemas.sentence import Sentence
from schemas.states import CrisisStatus, ForeignStatus
from store.accounts import platform_locks
from store.context import AppContext
from store.db.nouns import as_noun
from store.db.tables import AccountWatchRow, AuditRow, CrisisRow
from store.evidence import audit
from store.messages import messages
from store.monitoring import foreign_posts, paused
from store.notices import alarm_clock, notices
from store.notices.letters import Letters, filled
from store.notices.other_letters import ALARMS, MORE_ALARMS
from store.outbox import steps
from store.sending import undelivered

_NAMED = 5
"""In one notice; the rest are counted."""
TOLD = "alarm.told"


@dataclass(frozen=True)
class Open:
    """`promised` is the message and its time, near or not; `reach` alarms of locks and watching."""

    undelivered: Sequence[tuple[Message, list[Delivery]]]
    foreign: Sequence[ForeignPost]
    reach: Sequence[Alarm]
    promised: tuple[Message, datetime] | None
    unrenewed: Sequence[tuple[Message, datetime]] = ()
    """With the time at which each leaves other people's screens, or left them."""
    paused: Sequence[Alarm] = ()
    """Sendings to many."""
    near: bool = False
    """The promise is about to be broken, or broken."""

    @property
    def count(self) -> int:
        """Of things to see to; all channels of a message are one."""
        each = (self.undelivered, self.foreign, self.reach, self.unrenewed, self.paused)
        return sum(map(len, each)) + self.near


def of_crisis(ctx: AppContext, crisis: Crisis, sent: Sequence[Message]) -> Open:
    """`sent` are its messages, newest first. What a crisis that is over leaves behind are its deliveries, and roles not given back."""
    is_open, town = crisis.status is CrisisStatus.ESTABLISHED, ctx.municipality
    promised = promised_updates.standing(sent, ZoneInfo(town.organisation.timezone)) if is_open else None
    real = is_open and not crisis.exercise
    return Open(
        undelivered=undelivered.open_ones(ctx, sent),
        foreign=_foreign(ctx, crisis.id) if real else (),
        reach=_reach(ctx, watching=real) if not crisis.exercise else (),
        promised=promised,
        unrenewed=unrenewed(sent, ctx.clock()) if real else (),
        paused=paused.of(ctx, crisis.id),
        near=promised is not None and alarms.is_near(promised[1], town.alarms, ctx.clock()),
    )


def on_a_normal_day(ctx: AppContext) -> Open:
    """Units' own posts of the last day, and roles that could not be given back."""
    return Open(undelivered.open_posts(ctx), (), _reach(ctx, watching=False), None, paused=paused.of(ctx, None))


def tell(ctx: AppContext, crisis_id: str) -> None:
    """What is due by now, in one notice for each step; and when to look again."""
    with ctx.read() as session:
        crisis = as_noun(Crisis, session.get_one(CrisisRow, crisis_id))
    found = _listed(of_crisis(ctx, crisis, messages.listing(ctx, crisis_id)))
    with ctx.write() as session:
        if not steps.first_time(session, ctx, "tell-alarms"):
            return
        now, table = ctx.clock(), ctx.municipality.alarms
        for step, theirs in alarms.due(found, told_of(session, crisis_id), table, now).items():
            _tell(session, ctx, crisis_id, step, theirs)
        if again := alarms.next_at(found, table, now):
            alarm_clock.wind(session, ctx, crisis_id, again)


def look_for_unrenewed(ctx: AppContext) -> None:
    """In every open crisis: somebody is asked, should a message leave other people's screens soon."""
    query = select(CrisisRow.id).where(CrisisRow.status == CrisisStatus.ESTABLISHED, col(CrisisRow.exercise).is_(False))
    with ctx.read() as session:
        ids = session.exec(query).all()
    for crisis_id in ids:
        if unrenewed(messages.listing(ctx, crisis_id), ctx.clock()):
            tell(ctx, crisis_id)


def _foreign(ctx: AppContext, crisis_id: str) -> list[ForeignPost]:
    return [post for post in foreign_posts.listing(ctx, crisis_id) if post.status is ForeignStatus.FOUND]


def _reach(ctx: AppContext, *, watching: bool) -> list[Alarm]:
    """`watching`: a real crisis is open."""
    with ctx.read() as session:
        return [*platform_locks.alarms(session), *(_blind(session, ctx) if watching else ())]


def _blind(session: Session, ctx: AppContext) -> Iterable[Alarm]:
    rows = session.exec(select(AccountWatchRow).where(col(AccountWatchRow.failures) >= BLIND))
    for row in rows:
        if ctx.municipality.account(row.account_id):
            yield Alarm(
                kind=AlarmKind.NOT_WATCHED,
                name=row.account_id,
                since=row.read_at or row.since,
                account_id=row.account_id,
                error=row.error or "",
            )


def _listed(found: Open) -> list[Alarm]:
    return [
        *([_promise(*found.promised)] if found.promised else ()),
        *(of_delivery(message, row) for message, rows in found.undelivered for row in rows),
        *(_of_post(post) for post in found.foreign),
        *found.reach,
        *found.paused,
        *(_of_unrenewed(message, leaves) for message, leaves in found.unrenewed),
    ]


def _promise(message: Message, due: datetime) -> Alarm:
    return Alarm(kind=AlarmKind.PROMISE, name=message.id, since=due, message_id=message.id, title=message.content.title)


def _of_unrenewed(message: Message, leaves: datetime) -> Alarm:
    kind, title = AlarmKind.UNRENEWED, message.content.title
    return Alarm(kind=kind, name=message.id, since=leaves, message_id=message.id, title=title)


def of_delivery(message: Message, row: Delivery) -> Alarm:
    return Alarm(
        kind=AlarmKind.UNDELIVERED,
        name=row.id,
        since=since(row.status, row.tried_since, row.finished_at or row.queued_at),
        account_id=row.account_id,
        message_id=message.id,
        title=message.content.title,
    )


def _of_post(post: ForeignPost) -> Alarm:
    return Alarm(kind=AlarmKind.FOREIGN_POST, name=post.id, since=post.found_at, account_id=post.account_id)


def told_of(session: Session, crisis_id: str | None) -> dict[tuple[str, AlarmStep], datetime]:
    """Name and step to when it was told last; None is for what belongs to no crisis."""
    query = select(AuditRow).where(AuditRow.action == TOLD, AuditRow.crisis_id == crisis_id)
    rows = session.exec(query.order_by(col(AuditRow.seq)))
    return {(row.subject, AlarmStep(row.data["step"])): row.at for row in rows}


def _tell(session: Session, ctx: AppContext, crisis_id: str, step: AlarmStep, theirs: list[Alarm]) -> None:
    crisis = session.get_one(CrisisRow, crisis_id)
    people = alarms.readers(ctx.municipality, step)
    first, story = theirs[0], story_of(ctx, theirs)
    letter = Letters.PROMISED if first.kind is AlarmKind.PROMISE else Letters.NOT_SEEN_TO
    told: dict[str, Any] = {"id": crisis_id, "title": crisis.title, "time": first.since, "story": story}
    notices.tell(session, ctx, people, letter.value, crisis, **told)
    for one in theirs:
        ids = [person.id for person in people]
        audit.append(session, ctx, audit.SYSTEM, TOLD, one.name, crisis_id, step=step, kind=one.kind, told=ids)


def story_of(ctx: AppContext, theirs: Sequence[Alarm]) -> Sentence:
    """The first of them decides the subject: a promise has a time."""
    sentences = [_in_words(ctx, one) for one in theirs[:_NAMED]]
    if len(theirs) > _NAMED:
        sentences.append(filled(MORE_ALARMS, count=len(theirs) - _NAMED))
    return joined(sentences)


def _in_words(ctx: AppContext, one: Alarm) -> Sentence:
    account = ctx.account(one.account_id).handle if one.account_id else ""
    return filled(ALARMS[one.kind], title=one.title, account=account, time=one.since)
