"""A unit's own desk: publish on normal days, see the calendar; in a crisis it explains itself and takes a draft."""

from datetime import datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Request, Response
from starlette.datastructures import FormData

from desk.web.answers import answered
from desk.web.forms import attempt, build, read_form, words
from desk.web.open_crises import ABOUT, looked_at
from desk.web.pages import planned
from desk.web.pages.unfinished import UNFINISHED, gone_on_with, keep_form, new_id
from desk.web.parts import tried
from desk.web.shown.drawn import post
from desk.web.view import page
from desk.web.visitor import Visitor
from desk.web.writing import still
from desk.web.writing.form_files import files, files_here
from schemas.drafts.content import Content, MessageKind
from schemas.drafts.media import Media
from schemas.errors import InvalidInput, KrisekanalError
from schemas.messages.message import Message
from schemas.sentence import say
from store.accounts import accounts
from store.deliveries import unit_posts
from store.drafts import drafts
from store.drafts.unfinished import drop

router = APIRouter()
Form = Annotated[FormData, Depends(read_form)]


@router.get("/unit")
def unit(request: Request, unfinished: str = "", done: str = "", post: str = "", was: str = "") -> Response:
    """`done`, `post` and `was` are what `planned.receipt` reads."""
    form = gone_on_with(request.state.visitor, unfinished) or FormData()
    return _page(request, form, receipt=planned.receipt(request.state.visitor, done, post, was))


@router.get("/unit/planned/{message_id}")
def change(request: Request, message_id: str) -> Response:
    """The form with a planned post in it."""
    found = planned.own(request.state.visitor, message_id)
    return _page(request, planned.as_form(request.state.visitor, found), instead_of=found)


@router.post("/unit/preview")
def preview(request: Request, form: Form) -> Response:
    """What the account would publish, beside the form while someone writes."""
    return page(request, "unit_preview.html", values=form, **_preview(request.state.visitor, form))


@router.post("/unit")
def publish(request: Request, form: Form) -> Response:
    """At once or later; `to_desk` sends the same text to the editorial desk as a draft; `instead_of` is a planned post."""
    visitor: Visitor = request.state.visitor
    ctx = visitor.app_state.ctx

    def work() -> str:
        text = _content(visitor, form)
        if form.get("to_desk"):
            current = looked_at(request, words(form, ABOUT))
            if current is None:
                raise InvalidInput(say("No crisis is open any more: publish it yourself."))
            draft = drafts.new(ctx, visitor.id, current.id, text, [words(form, "account")])
            drop(ctx, visitor.id, words(form, UNFINISHED))
            return f"/drafts/{drafts.submit(ctx, visitor.id, draft.id).id}"
        text = text.model_copy(update={"kind": MessageKind.UNIT_POST})
        instead_of, at = words(form, "instead_of") or None, _moment(visitor, words(form, "at"))
        made = unit_posts.post_instead(ctx, visitor.id, instead_of, words(form, "account"), text, at)
        drop(ctx, visitor.id, words(form, UNFINISHED))
        return f"/unit?done={planned.done(instead_of, at)}&post={made.id}" + (
            f"&was={instead_of}" if instead_of else ""
        )

    def refused(error: KrisekanalError) -> Response:
        tried(lambda: keep_form(visitor, form) if words(form, UNFINISHED) else None, None)
        name = words(form, "instead_of")
        before = tried(lambda: unit_posts.planned(ctx, name) if name else None, None)
        return _page(request, form, error, instead_of=before)

    if form.get("look"):
        name = words(form, "instead_of")
        return _page(request, form, instead_of=unit_posts.planned(ctx, name) if name else None)
    return attempt(work, refused)


@router.post("/unit/held/{message_id}")
def held(request: Request, message_id: str, form: Form) -> Response:
    visitor: Visitor = request.state.visitor

    def work() -> str:
        publish = words(form, "do") == "resume"
        unit_posts.decide_held(visitor.app_state.ctx, visitor.id, message_id, publish=publish)
        return answered("/unit", "resumed" if publish else "dropped")

    return attempt(work, lambda error: _page(request, FormData(), error))


def _page(
    request: Request,
    form: FormData,
    error: KrisekanalError | None = None,
    *,
    receipt: planned.DeedAnswer | None = None,
    instead_of: Message | None = None,
) -> Response:
    visitor: Visitor = request.state.visitor
    ctx = visitor.app_state.ctx
    own = planned.of_units(visitor)
    ids = {a.id for a in own.accounts}
    statuses = [s for s in accounts.statuses(ctx) if s.account.id in ids]
    held_by = [lock.crisis_id for s in statuses for lock in s.locks]
    return page(
        request,
        "unit.html",
        unfinished=words(form, UNFINISHED) or new_id(),
        error=error,
        form=form,
        values=form,
        kept=_kept(visitor, form),
        receipt=receipt,
        instead_of=instead_of,
        now=ctx.clock(),
        mine=statuses,
        still_address=still.address(crisis=held_by[0]) if held_by else still.address(calm="yes"),
        why={a.id: ctx.channels.why_not(a) for a in own.accounts},
        planned=own.planned,
        held=own.held,
        done=own.done[:10],
        **_preview(visitor, form),
    )


def _preview(visitor: Visitor, form: FormData) -> dict[str, Any]:
    """`drawn_post`, or `problem`: why there is none; both None before anything is written."""
    nothing: dict[str, Any] = {"drawn_post": None, "problem": None}
    if not words(form, "title") or not words(form, "body"):
        return nothing
    ctx, account = visitor.app_state.ctx, words(form, "account")
    try:
        _, _, shown = unit_posts.before_post(ctx, account, _content(visitor, form, with_files=False), None)
    except KrisekanalError as error:
        return nothing | {"problem": error.sentence}
    return nothing | {"drawn_post": post(ctx.account(account), shown[0])}


def _content(visitor: Visitor, form: FormData, *, with_files: bool = True) -> Content:
    given = {name: words(form, name) for name in ("title", "body", "short", "link") if words(form, name)}
    return build(Content, **given, media=files(visitor, form) if with_files else files_here(visitor, form))


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
