"""One's own page: password, PIN, one-time codes, passkeys, where one is logged in."""

from typing import Annotated

import segno
from fastapi import APIRouter, Depends, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse
from starlette.datastructures import FormData

from desk.web.answers import answered
from desk.web.forms import attempt, read_form, read_json, words
from desk.web.logins import passkey_logins, still_the_same
from desk.web.view import page
from desk.web.visitor import Visitor
from schemas.errors import KrisekanalError, Refused
from schemas.sentence import say
from store.identity import api_tokens, login_sessions, passkeys, passwords
from store.logins import letting_in

router = APIRouter()
Form = Annotated[FormData, Depends(read_form)]


@router.get("/me")
def me(request: Request) -> Response:
    return _page(request)


@router.post("/me/password")
def password(request: Request, form: Form) -> Response:
    """The present one is asked for, whatever way one came in."""
    visitor: Visitor = request.state.visitor
    return attempt(lambda: _new_password(visitor, form), lambda error: _page(request, error))


@router.post("/me/pin")
def pin(request: Request, form: Form) -> Response:
    visitor: Visitor = request.state.visitor

    def work() -> str:
        still_the_same.prove(visitor, form)
        passwords.set_pin(visitor.app_state.ctx, visitor.id, words(form, "pin"))
        return answered("/me", "pin")

    return attempt(work, lambda error: _page(request, error))


@router.post("/me/totp/begin")
def begin_totp(request: Request, form: Form) -> Response:
    app_state = request.state.visitor.app_state
    try:
        still_the_same.prove(request.state.visitor, form)
        address = passwords.begin_totp(app_state.ctx, app_state.vault, request.state.visitor.id)
    except KrisekanalError as error:
        return _page(request, error)
    picture = segno.make(address, error="m").svg_data_uri(scale=5)
    return _page(request, totp=(address, picture))


@router.post("/me/totp")
def confirm_totp(request: Request, form: Form) -> Response:
    visitor: Visitor = request.state.visitor

    def work() -> str:
        passwords.confirm_totp(visitor.app_state.ctx, visitor.app_state.vault, visitor.id, words(form, "code"))
        return answered("/me", "totp")

    return attempt(work, lambda error: _page(request, error))


@router.post("/me/totp/remove")
def remove_totp(request: Request, form: Form) -> Response:
    visitor: Visitor = request.state.visitor

    def work() -> str:
        still_the_same.prove(visitor, form)
        letting_in.remove_own_totp(visitor.app_state.ctx, visitor.id)
        return answered("/me", "no-totp")

    return attempt(work, lambda error: _page(request, error))


@router.post("/me/codes")
def codes(request: Request, form: Form) -> Response:
    """Ten printed codes of one's own, on a page made for paper."""
    visitor: Visitor = request.state.visitor
    try:
        still_the_same.prove(visitor, form)
        made = letting_in.print_own_codes(visitor.app_state.ctx, visitor.id)
    except KrisekanalError as error:
        return _page(request, error)
    return page(request, "codes.html", person=visitor.person, codes=made)


@router.post("/me/passkey/options")
def passkey_options(request: Request, form: Form) -> Response:
    try:
        still_the_same.prove(request.state.visitor, form)
    except KrisekanalError as error:
        return JSONResponse({"message": str(error)}, error.http_status)
    return passkey_logins.begin_registration(request.state.visitor)


@router.post("/me/passkey")
async def passkey(request: Request, name: str = "") -> Response:
    visitor: Visitor = request.state.visitor
    try:
        given = await read_json(request)
        await run_in_threadpool(passkey_logins.finish_registration, visitor, request, given, name or "passkey")
    except KrisekanalError as error:
        return JSONResponse({"message": str(error)}, 422)
    return JSONResponse({"next": answered("/me", "passkey")})


@router.post("/me/passkey/remove")
def remove_passkey(request: Request, form: Form) -> Response:
    visitor: Visitor = request.state.visitor

    def work() -> str:
        still_the_same.prove(visitor, form)
        passkeys.remove(visitor.app_state.ctx, visitor.id, words(form, "id"))
        return answered("/me", "no-passkey")

    return attempt(work, lambda error: _page(request, error))


def _new_password(visitor: Visitor, form: FormData) -> str:
    still_the_same.prove(visitor, form)
    if words(form, "password") != words(form, "again"):
        raise Refused(say("The two passwords are not the same."))
    without_passkeys = still_the_same.without_passkeys(visitor, visitor.id, form)
    this = visitor.session.id if visitor.session else None
    ctx, given = visitor.app_state.ctx, words(form, "password")
    passwords.set_password(ctx, visitor.id, given, session_id=this, without_passkeys=without_passkeys)
    return answered("/me", "password")


def _page(request: Request, error: KrisekanalError | None = None, totp: tuple[str, str] | None = None) -> Response:
    visitor: Visitor = request.state.visitor
    ctx = visitor.app_state.ctx
    tokens = api_tokens.acting(ctx, visitor.id)
    return page(
        request,
        "me.html",
        error=error,
        state=passwords.state(ctx, visitor.id),
        totp=totp,
        keys=passkeys.of(ctx, visitor.id),
        tokens=api_tokens.acting_still(tokens) if tokens else None,
        open_sessions=login_sessions.listing(ctx, visitor.id),
    )
