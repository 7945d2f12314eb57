"""A unit's own desk: publish on normal days, see the calendar; in a crisis it explains itself and takes a draft."""

from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Request, Response
from starlette.datastructures import FormData

from desk.web.draft_form import files, files_here
from desk.web.forms import attempt, build, read_form, words
from desk.web.open_crises import ABOUT, looked_at
from desk.web.pages.unfinished import UNFINISHED, gone_on_with, keep_form, new_id
from desk.web.parts import tried
from desk.web.view import page
from desk.web.visitor import Visitor
from policy.accounts.lock import leads
from schemas.content import Content, MessageKind
from schemas.errors import InvalidInput, KrisekanalError
from schemas.media import Media
from schemas.sentence import say
from schemas.states import DeliveryStatus
from store.accounts import accounts
from store.drafts import drafts
from store.drafts.unfinished import drop
from store.messages import messages, unit_posts

router = APIRouter()
Form = Annotated[FormData, Depends(read_form)]


@router.get("/unit")
def unit(request: Request, unfinished: str = "") -> Response:
    return _page(request, gone_on_with(request.state.visitor, unfinished) or FormData())


@router.post("/unit")
def publish(request: Request, form: Form) -> Response:
    """At once or later; `to_desk` sends the same text to the editorial desk as a draft."""
    visitor: Visitor = request.state.visitor
    ctx = visitor.app_state.ctx

    def work() -> str:
        given = {name: words(form, name) for name in ("title", "body", "short", "link") if words(form, name)}
        text = build(Content, **given, media=files(visitor, form))
        if form.get("to_desk"):
            current = looked_at(request, words(form, ABOUT))
            if current is None:
                raise InvalidInput(say("No crisis is open any more: publish it yourself."))
            draft = drafts.new(ctx, visitor.id, current.id, text, [words(form, "account")])
            drop(ctx, visitor.id, words(form, UNFINISHED))
            return f"/drafts/{drafts.submit(ctx, visitor.id, draft.id).id}"
        text = text.model_copy(update={"kind": MessageKind.UNIT_POST})
        unit_posts.post(ctx, visitor.id, words(form, "account"), text, _moment(visitor, words(form, "at")))
        drop(ctx, visitor.id, words(form, UNFINISHED))
        return "/unit"

    def refused(error: KrisekanalError) -> Response:
        tried(lambda: keep_form(visitor, form) if words(form, UNFINISHED) else None, None)
        return _page(request, form, error)

    return attempt(work, refused)


@router.post("/unit/held/{message_id}")
def held(request: Request, message_id: str, form: Form) -> Response:
    visitor: Visitor = request.state.visitor

    def work() -> str:
        unit_posts.decide_held(visitor.app_state.ctx, visitor.id, message_id, publish=words(form, "do") == "resume")
        return "/unit"

    return attempt(work, lambda error: _page(request, FormData(), error))


def _page(request: Request, form: FormData, error: KrisekanalError | None = None) -> Response:
    visitor: Visitor = request.state.visitor
    ctx = visitor.app_state.ctx
    mine = [a for a in ctx.municipality.accounts if leads(ctx.municipality, visitor.person, a)]
    ids = {a.id for a in mine}
    own = [m for m in messages.unit_posts(ctx) if m.deliveries and m.deliveries[0].account_id in ids]
    return page(
        request,
        "unit.html",
        unfinished=words(form, UNFINISHED) or new_id(),
        error=error,
        form=form,
        values=form,
        kept=_kept(visitor, form),
        mine=[s for s in accounts.statuses(ctx) if s.account.id in ids],
        why={a.id: ctx.channels.why_not(a) for a in mine},
        planned=[m for m in own if m.deliveries[0].status is DeliveryStatus.QUEUED],
        held=[m for m in own if m.deliveries[0].status is DeliveryStatus.HELD],
        done=[m for m in own if m.deliveries[0].status not in (DeliveryStatus.QUEUED, DeliveryStatus.HELD)][:10],
    )


def _kept(visitor: Visitor, form: FormData) -> tuple[Media, ...]:
    """What came with a form that was refused is not asked for again."""
    try:
        return files(visitor, form)
    except KrisekanalError:
        return files_here(visitor, form)


def _moment(visitor: Visitor, given: str) -> datetime | None:
    """As the browser's own field writes it, on the municipality's wall clock."""
    if not given:
        return None
    try:
        moment = datetime.fromisoformat(given)
    except ValueError:
        raise InvalidInput(say("“{at}” is no time. Write it like 2026-11-24T09:00.", at=given)) from None
    zone = ZoneInfo(visitor.app_state.ctx.municipality.organisation.timezone)
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)
