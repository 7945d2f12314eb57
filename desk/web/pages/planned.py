"""A unit's planned posts: the calendar of weeks and months, changed, moved, cancelled, and all of it undone."""

from calendar import Calendar
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from babel.dates import format_date
from fastapi import APIRouter, Request, Response
from starlette.datastructures import FormData

from desk.web.forms import attempt
from desk.web.view import page
from desk.web.visitor import Visitor
from policy.accounts.lock import leads
from schemas.accounts.account import Account
from schemas.drafts.content import MessageKind
from schemas.errors import InvalidInput, KrisekanalError, NotFound
from schemas.messages.message import Message
from schemas.sentence import Sentence, say
from schemas.states import DeliveryStatus
from store.deliveries import unit_posts
from store.messages import messages

router = APIRouter()
Span = Literal["week", "month"]
_WAITS = (DeliveryStatus.QUEUED, DeliveryStatus.HELD)
_DONE = {
    "out": say("Sent: it goes out now."),
    "planned": say("Planned."),
    "changed": say("Changed. The one before is cancelled."),
    "cancelled": say("Cancelled: it does not go out."),
    "undone": say("Undone: it is planned as before."),
}
"""What a deed answers, by the address' `done`: a fixed word, so that no link can say anything else."""


@dataclass(frozen=True)
class DeedAnswer:
    sentence: Sentence
    post: Message | None
    """What it is about."""
    undo: str | None
    """The id of the post that an undoing brings back."""


@dataclass(frozen=True)
class OwnPosts:
    """What the visitor's units have: newest first, the planned ones by the day they leave."""

    accounts: Sequence[Account]
    planned: Sequence[Message]
    held: Sequence[Message]
    done: Sequence[Message]


@router.get("/unit/calendar")
def calendar(request: Request, span: Span = "month", day: str = "") -> Response:
    """`day` is any day of the week or month, as 2026-11-28; today where it is left out."""
    visitor: Visitor = request.state.visitor
    chosen = _day(visitor, day)
    weeks = [_week_of(chosen)] if span == "week" else Calendar().monthdatescalendar(chosen.year, chosen.month)
    before, after = _neighbours(chosen, span)
    return page(
        request,
        "unit_calendar.html",
        span=span,
        chosen=chosen,
        today=_day(visitor, ""),
        weeks=weeks,
        head=_head(chosen, span, visitor.lang),
        names=[
            (format_date(d, "EEEE", locale=visitor.lang), format_date(d, "EEE", locale=visitor.lang)) for d in weeks[0]
        ],
        long_day=lambda d: format_date(
            d, "EEEE d. MMMM" if visitor.lang != "en" else "EEEE d MMMM", locale=visitor.lang
        ),
        posts=_by_day(visitor),
        now=visitor.app_state.ctx.clock(),
        before=before,
        after=after,
    )


@router.post("/unit/planned/{message_id}/cancel")
def cancel(request: Request, message_id: str) -> Response:
    visitor: Visitor = request.state.visitor

    def work() -> str:
        own(visitor, message_id)
        unit_posts.cancel(visitor.app_state.ctx, visitor.id, message_id)
        return f"/unit?done=cancelled&post={message_id}"

    return attempt(work, lambda error: page(request, "error.html", error=error, typed=[]))


@router.post("/unit/planned/{message_id}/undo")
def undo(request: Request, message_id: str, instead_of: str = "") -> Response:
    """Bring this one back; `instead_of` is the one that took its place, and is cancelled with it."""
    visitor: Visitor = request.state.visitor
    ctx = visitor.app_state.ctx

    def work() -> str:
        found = own(visitor, message_id)
        if found.deliveries[0].status is not DeliveryStatus.CANCELLED:
            raise InvalidInput(say("It is not cancelled, so there is nothing to undo."))
        account = found.deliveries[0].account_id
        again = unit_posts.post_instead(ctx, visitor.id, instead_of or None, account, found.content, found.publish_at)
        return f"/unit?done=undone&post={again.id}"

    return attempt(work, lambda error: page(request, "error.html", error=error, typed=[]))


def of_units(visitor: Visitor) -> OwnPosts:
    municipality = visitor.app_state.ctx.municipality
    mine = [a for a in municipality.accounts if leads(municipality, visitor.person, a)]
    ids = {a.id for a in mine}
    found = [
        m for m in messages.unit_posts(visitor.app_state.ctx) if m.deliveries and m.deliveries[0].account_id in ids
    ]
    queued = [m for m in found if m.deliveries[0].status is DeliveryStatus.QUEUED]
    return OwnPosts(
        accounts=mine,
        planned=sorted(queued, key=lambda m: m.publish_at),
        held=[m for m in found if m.deliveries[0].status is DeliveryStatus.HELD],
        done=[m for m in found if m.deliveries[0].status not in _WAITS],
    )


def own(visitor: Visitor, message_id: str) -> Message:
    """A post on an account that the visitor answers for. Raises `NotFound`, for another unit's too."""
    found = unit_posts.planned(visitor.app_state.ctx, message_id)
    municipality = visitor.app_state.ctx.municipality
    account = visitor.app_state.ctx.account(found.deliveries[0].account_id)
    if not leads(municipality, visitor.person, account):
        raise NotFound(say("There is no unit post {id}.", id=message_id))
    return found


def as_form(visitor: Visitor, found: Message) -> FormData:
    zone = ZoneInfo(visitor.app_state.ctx.municipality.organisation.timezone)
    written = found.content
    fields = {"title": written.title, "body": written.body, "short": written.short, "link": written.link}
    fields |= {"account": found.deliveries[0].account_id, "instead_of": found.id}
    fields["at"] = found.publish_at.astimezone(zone).strftime("%Y-%m-%dT%H:%M")
    kept = [("kept", f"{m.sha256}:{m.alt}") for m in written.media]
    return FormData([*((name, str(value)) for name, value in fields.items() if value), *kept])


def done(instead_of: str | None, at: datetime | None) -> str:
    return "changed" if instead_of else "planned" if at else "out"


def receipt(visitor: Visitor, word: str, post: str, was: str) -> DeedAnswer | None:
    """Of the last deed, by its address; None for an address that says nothing of ours."""
    if word not in _DONE:
        return None
    try:
        found = own(visitor, post)
    except KrisekanalError:
        return None
    waits = found.deliveries[0].status is DeliveryStatus.QUEUED and found.publish_at > visitor.app_state.ctx.clock()
    undoes = {"cancelled": post, "changed": was if waits else ""}
    return DeedAnswer(_DONE[word], found, undoes.get(word) or None)


def _by_day(visitor: Visitor) -> dict[date, list[Message]]:
    """By the municipality's own days; what was cancelled is not on them."""
    zone = ZoneInfo(visitor.app_state.ctx.municipality.organisation.timezone)
    found: dict[date, list[Message]] = {}
    units = of_units(visitor)
    for message in sorted([*units.planned, *units.held, *units.done], key=lambda m: m.publish_at):
        if message.deliveries[0].status is not DeliveryStatus.CANCELLED and message.kind is MessageKind.UNIT_POST:
            found.setdefault(message.publish_at.astimezone(zone).date(), []).append(message)
    return found


def _day(visitor: Visitor, given: str) -> date:
    zone = ZoneInfo(visitor.app_state.ctx.municipality.organisation.timezone)
    if not given:
        return visitor.app_state.ctx.clock().astimezone(zone).date()
    try:
        found = date.fromisoformat(given)
    except ValueError:
        raise InvalidInput(say("“{at}” is no date. Write it like 2027-02-01.", at=given)) from None
    if not 1971 <= found.year <= 2999:
        raise InvalidInput(say("“{at}” is no date. Write it like 2027-02-01.", at=given))
    return found


def _week_of(day: date) -> list[date]:
    monday = day - timedelta(days=day.weekday())
    return list(_days(monday, 7))


def _days(first: date, count: int) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range(count))


def _neighbours(day: date, span: Span) -> tuple[date, date]:
    """A day of the one before and of the one after."""
    if span == "week":
        return day - timedelta(days=7), day + timedelta(days=7)
    first = day.replace(day=1)
    return first - timedelta(days=1), first + timedelta(days=31)


def _head(day: date, span: Span, lang: str) -> str:
    if span == "month":
        return format_date(day, "LLLL y", locale=lang)
    first, *_, last = _week_of(day)
    return f"{day.isocalendar().week} · {format_date(first, 'd. MMM', locale=lang)} – {format_date(last, 'd. MMM y', locale=lang)}"
