"""The register of recipients: how many there are, one of them looked up, given out or erased, and lists from outside."""

from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Query, Request, Response
from starlette.datastructures import FormData, UploadFile

from desk.web.answers import answered
from desk.web.forms import attempt, build, read_form, several, words
from desk.web.view import page
from desk.web.visitor import Visitor
from policy import days
from policy.access import Action
from schemas.errors import InvalidInput, KrisekanalError
from schemas.recipients.imported import ImportedList, ListForm, ListPreview
from schemas.recipients.register import Entry
from schemas.sentence import say
from store.lists import importing, rights, sheets
from store.lists.bounds import MOST_BYTES
from store.recipients import register

router = APIRouter()
Form = Annotated[FormData, Depends(read_form)]


@router.get("/register")
def show(request: Request, number: Annotated[int, Query(alias="page", ge=1, le=10_000)] = 1) -> Response:
    """`page` of the lists from outside."""
    return _page(request, number=number)


@router.post("/register/find")
def find(request: Request, form: Form) -> Response:
    visitor: Visitor = request.state.visitor
    try:
        found = register.find(visitor.app_state.ctx, visitor.id, words(form, "address"))
    except KrisekanalError as error:
        return _page(request, error, form=form)
    return _page(request, form=form, found=found)


@router.post("/register/export")
def export(request: Request, form: Form) -> Response:
    """As a file for whoever asked what is kept about them."""
    visitor: Visitor = request.state.visitor
    try:
        found = rights.export(visitor.app_state.ctx, visitor.id, words(form, "address"))
    except KrisekanalError as error:
        return _page(request, error, form=form)
    headers = {"content-disposition": 'attachment; filename="innsyn.json"'}
    return Response(found.model_dump_json(indent=1), media_type="application/json", headers=headers)


@router.post("/register/erase")
def erase(request: Request, form: Form) -> Response:
    visitor: Visitor = request.state.visitor

    def work() -> str:
        if not words(form, "sure"):
            raise InvalidInput(say("Tick that the person is to be erased for good."))
        rights.erase(visitor.app_state.ctx, visitor.id, words(form, "address"))
        return answered("/register", "erased")

    return attempt(work, lambda error: _page(request, error, form=form))


@router.post("/register/lists")
def bring(request: Request, form: Form) -> Response:
    """Looked through first: with wrong lines it is kept only by who says that the others are to be taken in without them."""
    visitor: Visitor = request.state.visitor
    ctx = visitor.app_state.ctx
    try:
        asked, (name, data) = _asked(visitor, form), _file(form)
        found, laid = importing.bring(ctx, visitor.id, name, data, asked)
    except KrisekanalError as error:
        return _page(request, error, form=form)
    return _page(request, form=None if laid else form, preview=found, laid=laid)


@router.post("/register/lists/{list_id}/{step}")
def decide(request: Request, list_id: str, step: str) -> Response:
    """`step` is look, take-in or drop."""
    visitor: Visitor = request.state.visitor
    ctx = visitor.app_state.ctx
    if step == "look":
        try:
            return _page(request, preview=importing.look(ctx, visitor.id, list_id), looked_at=list_id)
        except KrisekanalError as error:
            return _page(request, error)

    def work() -> str:
        if step == "take-in":
            importing.take_in(ctx, visitor.id, list_id)
            return answered("/register", "list-taken-in")
        importing.drop(ctx, visitor.id, list_id)
        return answered("/register", "list-dropped")

    return attempt(work, lambda error: _page(request, error))


def _page(
    request: Request,
    error: KrisekanalError | None = None,
    *,
    form: FormData | None = None,
    found: list[Entry] | None = None,
    preview: ListPreview | None = None,
    laid: ImportedList | None = None,
    looked_at: str = "",
    number: int = 1,
) -> Response:
    visitor: Visitor = request.state.visitor
    visitor.authorize(Action.RECIPIENTS)
    ctx = visitor.app_state.ctx
    lists = importing.listing(ctx, visitor.id, (number - 1) * importing.PAGE, importing.PAGE + 1)
    return page(
        request,
        "register.html",
        error=error,
        values=form or FormData(),
        several=several,
        found=found,
        preview=preview,
        waiting_id=laid.id if laid else looked_at,
        zones=ctx.municipality.zones,
        groups=ctx.municipality.target_groups,
        counts=register.counts(ctx, visitor.id),
        lists=lists[: importing.PAGE],
        number=number,
        further=len(lists) > importing.PAGE,
    )


def _asked(visitor: Visitor, form: FormData) -> ListForm:
    zone = ZoneInfo(visitor.app_state.ctx.municipality.organisation.timezone)
    try:
        until = days.last_moment(words(form, "until"), zone)
    except ValueError:
        raise InvalidInput(say("Say until which day the list may be kept.")) from None
    return build(
        ListForm,
        purpose=words(form, "purpose"),
        until=until,
        groups=tuple(several(form, "target")),
        zones=tuple(several(form, "zone")),
        replaces=words(form, "replaces") or None,
        skip_wrong=bool(words(form, "skip_wrong")),
    )


def _file(form: FormData) -> tuple[str, bytes]:
    sent = form.get("list")
    if not isinstance(sent, UploadFile) or not sent.filename:
        raise InvalidInput(say("Choose the file with the list."))
    data = sent.file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise sheets.too_large()
    return sent.filename, data
