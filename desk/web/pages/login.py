"""Logging in and out: password and one-time code, passkey, the municipality's own login, printed code, links."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.datastructures import FormData

from desk.origins import address
from desk.web import oidc, passkey_logins, signed_cookies
from desk.web.forms import back, read_form, words
from desk.web.view import page
from desk.web.visitor import Visitor
from schemas.errors import KrisekanalError, Refused
from schemas.login import LoginMethod, TicketKind
from schemas.sentence import say
from store.drafts import drafts
from store.identity import links, login_sessions, passwords

router = APIRouter()
Form = Annotated[FormData, Depends(read_form)]
_HALF = "krisekanal-half"
"""Cookie between password and one-time code: a signed word, good for five minutes."""


@router.get("/login")
def ask(request: Request, next: str = "/") -> Response:  # the name in the address
    return _ask(request, next=next)


@router.post("/login")
def password(request: Request, form: Form) -> Response:
    """First the password; with one-time codes set up, then the code."""
    visitor, name = _visitor(request), _known(request, words(form, "name"))
    ctx = visitor.app_state.ctx
    try:
        login_sessions.allow_try(ctx, name or words(form, "name"), address(request))
        if not passwords.password_fits(ctx, name, str(form.get("password") or "")):
            raise login_sessions.wrong_try(ctx, name or words(form, "name"), address(request))
    except KrisekanalError as error:
        return _ask(request, error, next=words(form, "next"), typed=words(form, "name"))
    assert name is not None  # noqa: S101  # a password fits someone
    if passwords.state(ctx, name).totp:
        return _half_way(request, name, words(form, "next"))
    return _enter(request, name, LoginMethod.PASSWORD, words(form, "next"))


@router.post("/login/code")
def code(request: Request, form: Form) -> Response:
    """The second half: a one-time code, or a printed one that replaces both halves."""
    visitor = _visitor(request)
    ctx, given = visitor.app_state.ctx, words(form, "code")
    printed = bool(words(form, "name"))
    name = _known(request, words(form, "name")) if printed else signed_cookies.get(request, visitor, _HALF)
    try:
        if name is None:
            raise Refused(say("That took too long. Begin again."))
        if not printed:  # a printed code cannot be guessed, and nobody must be able to keep its owner out
            login_sessions.allow_try(ctx, name, address(request))
        fits = (
            passwords.use_code(ctx, name, given)
            if printed
            else passwords.code_fits(ctx, visitor.app_state.vault, name, given)
        )
        if not fits:
            raise login_sessions.wrong_try(ctx, name, address(request))
    except KrisekanalError as error:
        return _ask(request, error, next=words(form, "next"), half=not printed and name is not None)
    return _enter(request, name, LoginMethod.BREAK_GLASS if printed else LoginMethod.PASSWORD, words(form, "next"))


@router.post("/login/passkey/options")
def passkey_options(request: Request) -> Response:
    return passkey_logins.begin_login(_visitor(request))


@router.post("/login/passkey")
async def passkey(request: Request) -> Response:
    visitor = _visitor(request)
    try:
        name = passkey_logins.finish_login(visitor, request, await request.json())
    except KrisekanalError as error:
        login_sessions.wrong_try(visitor.app_state.ctx, "passkey", address(request))
        return JSONResponse({"message": str(error)}, 403)
    answer = JSONResponse({"next": "/"})
    _set(answer, visitor, login_sessions.open_(visitor.app_state.ctx, name, LoginMethod.PASSKEY, _agent(request)))
    return answer


@router.get("/login/oidc")
async def begin_oidc(request: Request) -> Response:
    try:
        return await oidc.begin(_visitor(request))
    except KrisekanalError as error:
        return _ask(request, error)


@router.get("/login/oidc/callback")
async def end_oidc(request: Request) -> Response:
    try:
        name = await oidc.finish(_visitor(request), request)
    except KrisekanalError as error:
        login_sessions.wrong_try(_visitor(request).app_state.ctx, "oidc", address(request))
        return _ask(request, error)
    return _enter(request, name, LoginMethod.OIDC, "/")


@router.post("/logout")
def logout(request: Request) -> Response:
    visitor = _visitor(request)
    if visitor.session:
        login_sessions.end(visitor.app_state.ctx, visitor.id, visitor.session.id)
    answer = RedirectResponse("/login", 303)
    answer.delete_cookie(visitor.app_state.cookie, secure=visitor.app_state.secure, httponly=True, samesite="lax")
    return answer


@router.get("/start/{word}")
def start(request: Request, word: str) -> Response:
    return _start(request, word)


@router.post("/start/{word}")
def choose_password(request: Request, word: str, form: Form) -> Response:
    """Looked at first, used up last: a password that is too short costs no new invitation."""
    visitor = _visitor(request)
    app_state = visitor.app_state
    try:
        ticket = links.look(app_state.ctx, app_state.vault, word, TicketKind.INVITATION)
        if words(form, "password") != words(form, "again"):
            raise Refused(say("The two passwords are not the same."))
        passwords.set_password(app_state.ctx, ticket.person_id, words(form, "password"))
        links.use(app_state.ctx, app_state.vault, word, TicketKind.INVITATION)
    except KrisekanalError as error:
        return _start(request, word, error)
    return _enter(request, ticket.person_id, LoginMethod.INVITATION, "/me")


@router.get("/l/{word}")
def link(request: Request, word: str) -> Response:
    """A mail program that looks at the link uses nothing up; only the PIN does."""
    visitor = _visitor(request)
    try:
        ticket = links.look(visitor.app_state.ctx, visitor.app_state.vault, word, TicketKind.DRAFT)
    except KrisekanalError as error:
        return page(request, "link.html", error=error, word=word, person=None)
    if visitor.session and visitor.id == ticket.person_id:
        return RedirectResponse(f"/drafts/{ticket.draft_id}", 303)
    return page(request, "link.html", word=word, person=visitor.app_state.ctx.person(ticket.person_id))


@router.post("/l/{word}")
def link_and_pin(request: Request, word: str, form: Form) -> Response:
    app_state = _visitor(request).app_state
    person = None
    try:
        ticket = links.look(app_state.ctx, app_state.vault, word, TicketKind.DRAFT)
        person = app_state.ctx.person(ticket.person_id)
        login_sessions.allow_try(app_state.ctx, ticket.person_id, address(request))
        if not passwords.pin_fits(app_state.ctx, ticket.person_id, words(form, "pin")):
            raise login_sessions.wrong_try(app_state.ctx, ticket.person_id, address(request))
        if drafts.show(app_state.ctx, ticket.draft_id or "").revision.content_hash != ticket.content_hash:
            raise Refused(say("The draft has changed since this link was sent. Log in to read it as it is now."))
        links.use(app_state.ctx, app_state.vault, word, TicketKind.DRAFT)
    except KrisekanalError as error:
        return page(request, "link.html", error=error, word=word, person=person)
    return _enter(request, ticket.person_id, LoginMethod.LINK, f"/drafts/{ticket.draft_id}", ticket.draft_id)


def _ask(request: Request, error: KrisekanalError | None = None, **facts: Any) -> Response:
    known = {"next": "/", "typed": "", "half": False, **facts}
    return page(
        request, "login.html", error=error, oidc=bool(_visitor(request).app_state.settings.oidc_issuer), **known
    )


def _start(request: Request, word: str, error: KrisekanalError | None = None) -> Response:
    app_state, person = _visitor(request).app_state, None
    try:
        person = app_state.ctx.person(links.look(app_state.ctx, app_state.vault, word, TicketKind.INVITATION).person_id)
    except KrisekanalError as refusal:
        error = error or refusal
    return page(request, "start.html", error=error, word=word, person=person)


def _half_way(request: Request, name: str, to: str) -> Response:
    visitor = _visitor(request)
    answer = _ask(request, next=to, half=True)
    signed_cookies.put(answer, visitor, _HALF, name)
    return answer


def _enter(request: Request, name: str, method: LoginMethod, to: str, only_draft: str | None = None) -> Response:
    visitor = _visitor(request)
    try:
        token = login_sessions.open_(visitor.app_state.ctx, name, method, _agent(request), only_draft)
    except KrisekanalError as error:
        return _ask(request, error)
    answer = back(request, to or "/")
    answer.delete_cookie(_HALF)
    _set(answer, visitor, token)
    return answer


def _set(answer: Response, visitor: Visitor, token: str) -> None:
    """Lax, so that a link in an e-mail finds one logged in; every change asks for the session's own word besides."""
    answer.set_cookie(
        visitor.app_state.cookie, token, httponly=True, samesite="lax", secure=visitor.app_state.secure, path="/"
    )


def _known(request: Request, given: str) -> str | None:
    """By person id or e-mail address."""
    wanted = given.lower()
    people = _visitor(request).app_state.ctx.municipality.people
    return next((p.id for p in people if wanted and wanted in (p.id, (p.email or "").lower())), None)


def _visitor(request: Request) -> Visitor:
    found: Visitor = request.state.visitor
    return found


def _agent(request: Request) -> str:
    return request.headers.get("user-agent", "?")
