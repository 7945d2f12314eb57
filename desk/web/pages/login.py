"""Logging in and out: password and one-time code, passkey, the municipality's own login, printed code, links."""

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.datastructures import FormData

from desk.origins import address
from desk.web.answers import answered
from desk.web.forms import back, read_form, read_json, texts, words
from desk.web.logins import devices, oidc, passkey_logins, signed_cookies, still_the_same
from desk.web.view import page
from desk.web.visitor import Visitor
from desk.web.writing import carried_on
from desk.web.writing.carried_on import Carried
from schemas.errors import KrisekanalError, Refused
from schemas.identity.login import LoginMethod, Ticket, TicketKind
from schemas.sentence import say
from store.drafts import drafts
from store.identity import login_sessions, passkeys, passwords
from store.logins import links, tries

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
    visitor, typed = _visitor(request), words(form, "name")
    name = _known(request, typed)
    ctx = visitor.app_state.ctx
    try:
        tried = tries.at_login(ctx, name or typed, address(request), devices.of(request, visitor, name))
        if not passwords.password_fits(ctx, name, str(form.get("password") or "")):
            raise tries.wrong(ctx, tried)
        tries.right(ctx, tried)
    except KrisekanalError as error:
        return _ask(request, error, next=words(form, "next"), typed=typed, carried=carried_on.read(form))
    assert name is not None  # noqa: S101  # a password fits someone
    return _past_the_password(request, name, LoginMethod.PASSWORD, words(form, "next"), carried_on.read(form))


@router.post("/login/code")
def code(request: Request, form: Form) -> Response:
    """The second half: a one-time code, or a printed one that replaces both halves."""
    if words(form, "name"):
        return _printed(request, form)
    visitor = _visitor(request)
    ctx, half = visitor.app_state.ctx, signed_cookies.get(request, visitor, _HALF)
    try:
        if half is None:
            raise Refused(say("That took too long. Begin again."))
        name, method = str(half[0]), LoginMethod(half[1])
        tried = tries.at_code(ctx, name, devices.of(request, visitor, name))
        if not passwords.code_fits(ctx, visitor.app_state.vault, name, words(form, "code")):
            raise tries.wrong(ctx, tried)
        tries.right(ctx, tried)
    except KrisekanalError as error:
        return _ask(request, error, next=words(form, "next"), half=half is not None, carried=carried_on.read(form))
    return _enter(request, name, method, words(form, "next"), carried=carried_on.read(form))


def _printed(request: Request, form: FormData) -> Response:
    """A printed code cannot be guessed, and nobody must be able to keep its owner out: no try is counted."""
    ctx, name = _visitor(request).app_state.ctx, _known(request, words(form, "name"))
    if name is None or not passwords.use_code(ctx, name, words(form, "code")):
        tries.note(ctx, name or words(form, "name"), "wrong_code")
        wrong = Refused(say("This code does not fit, or has been used."))
        return _ask(request, wrong, next=words(form, "next"), carried=carried_on.read(form))
    return _enter(request, name, LoginMethod.BREAK_GLASS, words(form, "next"), carried=carried_on.read(form))


@router.post("/login/passkey/options")
def passkey_options(request: Request) -> Response:
    return passkey_logins.begin_login(_visitor(request))


@router.post("/login/passkey")
async def passkey(request: Request) -> Response:
    try:
        given = await read_json(request)
    except KrisekanalError as error:
        return await run_in_threadpool(_no_passkey, request, error)
    return await run_in_threadpool(_by_passkey, request, given)


def _by_passkey(request: Request, given: dict[str, Any]) -> Response:
    visitor = _visitor(request)
    try:
        name = passkey_logins.finish_login(visitor, request, given)
    except KrisekanalError as error:
        return _no_passkey(request, error)
    answer = JSONResponse({"next": "/"})
    _set(answer, visitor, login_sessions.open_(visitor.app_state.ctx, name, LoginMethod.PASSKEY, _agent(request)))
    devices.remember(request, answer, visitor, name)
    return answer


def _no_passkey(request: Request, error: KrisekanalError) -> Response:
    tries.note(_visitor(request).app_state.ctx, "passkey", "wrong")
    return JSONResponse({"message": str(error)}, 403)


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
        return await run_in_threadpool(_not_by_oidc, request, error)
    return await run_in_threadpool(_enter, request, name, LoginMethod.OIDC, "/")


def _not_by_oidc(request: Request, error: KrisekanalError) -> Response:
    tries.note(_visitor(request).app_state.ctx, "oidc", "wrong")
    return _ask(request, error)


@router.post("/logout")
def logout(request: Request) -> Response:
    visitor = _visitor(request)
    if visitor.session:
        login_sessions.end(visitor.app_state.ctx, visitor.id, visitor.session.id)
    answer = RedirectResponse(answered("/login", "logged-out"), 303)
    answer.delete_cookie(visitor.app_state.cookie, secure=visitor.app_state.secure, httponly=True, samesite="lax")
    return answer


@router.get("/start/{word}")
def start(request: Request, word: str) -> Response:
    return _start(request, word)


@router.post("/start/{word}")
def choose_password(request: Request, word: str, form: Form) -> Response:
    """Looked at first, used up last: a password that is too short costs no new invitation. It is no second factor."""
    visitor = _visitor(request)
    ctx, vault = visitor.app_state.ctx, visitor.app_state.vault
    try:
        person_id = links.look(ctx, vault, word, TicketKind.INVITATION).person_id
        if words(form, "password") != words(form, "again"):
            raise Refused(say("The two passwords are not the same."))
        without_passkeys = still_the_same.without_passkeys(visitor, person_id, form)
        hashed = passwords.hashed(ctx, person_id, words(form, "password"))
        with ctx.together() as whole:
            links.use(whole, vault, word, TicketKind.INVITATION)
            passwords.store(whole, person_id, hashed, without_passkeys=without_passkeys)
    except KrisekanalError as error:
        return _start(request, word, error)
    return _past_the_password(request, person_id, LoginMethod.INVITATION, "/me")


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
        tried = tries.at_pin(app_state.ctx, ticket.person_id, ticket.id)
        if not passwords.pin_fits(app_state.ctx, ticket.person_id, words(form, "pin")):
            raise tries.wrong(app_state.ctx, tried)
        tries.right(app_state.ctx, tried)
        if drafts.show(app_state.ctx, ticket.draft_id or "").revision.content_hash != ticket.content_hash:
            raise Refused(say("The draft has changed since this link was sent. Log in to read it as it is now."))
        links.use(app_state.ctx, app_state.vault, word, TicketKind.DRAFT)
    except KrisekanalError as error:
        return page(request, "link.html", error=error, word=word, person=person)
    return _enter(request, ticket.person_id, LoginMethod.LINK, f"/drafts/{ticket.draft_id}", ticket)


def ask_to_go_on(request: Request, carried: Carried) -> Response:
    """For a form whose session has ended."""
    return _ask(request, carried=carried, status=401)


def _ask(request: Request, error: KrisekanalError | None = None, **facts: Any) -> Response:
    known = {"next": "/", "typed": "", "half": False, "carried": None, **facts}
    return page(
        request, "login.html", error=error, oidc=bool(_visitor(request).app_state.settings.oidc_issuer), **known
    )


def _start(request: Request, word: str, error: KrisekanalError | None = None) -> Response:
    app_state, person, keys = _visitor(request).app_state, None, 0
    try:
        person = app_state.ctx.person(links.look(app_state.ctx, app_state.vault, word, TicketKind.INVITATION).person_id)
        keys = len(passkeys.of(app_state.ctx, person.id))
    except KrisekanalError as refusal:
        error = error or refusal
    return page(request, "start.html", error=error, word=word, person=person, passkeys=keys)


def _past_the_password(
    request: Request, name: str, method: LoginMethod, to: str, carried: Carried | None = None
) -> Response:
    """Where one-time codes are set up, that was half of it."""
    visitor = _visitor(request)
    if not passwords.state(visitor.app_state.ctx, name).totp:
        return _enter(request, name, method, to, carried=carried)
    answer = _ask(request, next=to, half=True, carried=carried)
    signed_cookies.put(answer, visitor, _HALF, [name, method.value])
    return answer


def _enter(
    request: Request,
    name: str,
    method: LoginMethod,
    to: str,
    ticket: Ticket | None = None,
    carried: Carried | None = None,
) -> Response:
    visitor = _visitor(request)
    try:
        token = login_sessions.open_(visitor.app_state.ctx, name, method, _agent(request), ticket)
    except KrisekanalError as error:
        return _ask(request, error, carried=carried)
    answer = _go_on(request, token, carried) if carried else back(request, to or "/")
    signed_cookies.forget(answer, visitor, _HALF)
    _set(answer, visitor, token)
    if method is not LoginMethod.LINK:
        devices.remember(request, answer, visitor, name)
    return answer


def _go_on(request: Request, token: str, carried: Carried) -> Response:
    """The form once more, in the new session's name: one press, and nothing is done unasked."""
    state = request.state.visitor.app_state
    request.state.visitor = replace(_visitor(request), session=login_sessions.who(state.ctx, token))
    return page(request, "go_on.html", carried=carried, said=texts(carried.fields))


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
