"""Who asks: found once per request, before anything else. A route that is not named here answers nobody without a login."""

import hmac
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from urllib.parse import unquote, urlsplit

from fastapi import BackgroundTasks, Request
from starlette.datastructures import FormData

from config.language.texts import LANGUAGES
from config.machine.settings import Settings
from desk import origins
from desk.state import AppState
from desk.web import once
from policy.access import Action, Own, may
from policy.reach import is_this_machine
from schemas.errors import NotFound, Refused
from schemas.identity.login import LoginMethod, LoginSession
from schemas.identity.person import Person
from schemas.sentence import say
from store.drafts import drafts
from store.identity import login_sessions

OPEN = frozenset(
    {
        "/login",
        "/login/code",
        "/login/passkey/options",
        "/login/passkey",
        "/login/oidc",
        "/login/oidc/callback",
        "/language",
        "/start/{word}",
        "/l/{word}",
        "/health",
        "/ready",
        "/crest",
    }
)
"""Answer without a login. Everything else is refused (docs/adr/0008)."""
_API = "/api/"
"""Asks for a token instead (desk.api)."""
_SAFE = ("GET", "HEAD")
_LOOKED_AT = ("/health", "/ready")
_LIVE = "/live"
"""Looking on is no use of a session: it keeps none alive."""
LANGUAGE = "lang"
"""Name of its cookie."""


class LoginNeeded(Exception):
    """Turned into a redirect to the login page, or 401."""


@dataclass(frozen=True)
class Visitor:
    """`session` is None only on the pages of `OPEN`; `since` is the number of the news before anything was read for the answer."""

    app_state: AppState
    session: LoginSession | None
    lang: str
    since: str = ""

    @property
    def person(self) -> Person:
        """Raises `LoginNeeded` where nobody is logged in."""
        if self.session is None:
            raise LoginNeeded
        return self.app_state.ctx.person(self.session.person_id)

    @property
    def id(self) -> str:
        return self.person.id

    def may(self, action: Action, own: Own | None = None) -> bool:
        """For showing a button; the use case behind it asks again."""
        return self.session is not None and may(self.app_state.ctx.municipality, self.person, action, own).allowed

    def authorize(self, action: Action) -> None:
        """Raise `Refused` before a page is drawn for somebody who may not use it."""
        self.app_state.ctx.authorize(action, self.id)


async def one_snapshot(request: Request) -> AsyncIterator[None]:
    """For every route: whoever only reads sees one moment, and asks in one transaction. Ends before the answer is sent."""
    whole: AppState = request.app.state.app_state
    if request.method not in _SAFE:
        request.state.app_state = whole
        yield
        return
    with whole.ctx.snapshot() as ctx:
        request.state.app_state = whole.with_ctx(ctx)
        try:
            yield
        finally:  # an error's own page comes after this
            request.state.app_state = whole
            if hasattr(request.state, "visitor"):
                request.state.visitor = replace(request.state.visitor, app_state=whole)


async def guard(request: Request, after: BackgroundTasks) -> None:
    """For every route of the pages: a login, and for every change the session's own word (CSRF)."""
    if "\0" in unquote(str(request.url)):
        raise NotFound(say("There is no such page."))  # no database keeps it, and no name of ours holds it
    _own_host(request)
    if request.url.path.startswith(_API):
        return
    path = request.scope["route"].path
    visitor = find(request) if path not in _LOOKED_AT else _nobody(request)
    request.state.visitor = visitor
    if visitor.session is None and path not in OPEN:
        raise LoginNeeded
    if visitor.session and visitor.session.method is LoginMethod.LINK:
        _only_its_draft(request, visitor, visitor.session)
    if request.method not in _SAFE:
        _same_origin(request)
        if visitor.session and path not in OPEN:
            form = await request.form()
            request.state.typed = form
            _same_session(form, request, visitor.session)
            await once.count_once(visitor.app_state.ctx, request, visitor.session, form)
    if visitor.session and path != _LIVE:
        _note_use(request, after, visitor.session)


def _note_use(request: Request, after: BackgroundTasks, session: LoginSession) -> None:
    """Behind the answer, in a thread: this runs in the event loop, where nothing waits for a writer."""
    whole: AppState = request.app.state.app_state
    if login_sessions.to_note(whole.ctx, session):
        after.add_task(whole.last_use.note, whole.ctx, session)


def find(request: Request) -> Visitor:
    app_state: AppState = getattr(request.state, "app_state", request.app.state.app_state)
    session = login_sessions.who(app_state.ctx, request.cookies.get(app_state.cookie))
    ctx = replace(app_state.ctx, origin=origins.of_visit(request, session))
    return Visitor(app_state.with_ctx(ctx), session, language(request), str(app_state.news.number))


def _nobody(request: Request) -> Visitor:
    """Whoever looks whether we live is not asked who it is."""
    return Visitor(getattr(request.state, "app_state", request.app.state.app_state), None, language(request))


def language(request: Request) -> str:
    app_state: AppState = request.app.state.app_state
    wanted = request.cookies.get(app_state.cookie_named(LANGUAGE), "")
    return wanted if wanted in LANGUAGES else app_state.settings.lang


def _only_its_draft(request: Request, visitor: Visitor, session: LoginSession) -> None:
    """Someone who came by an approval link and a PIN sees that draft as the letter had it, decides, and no more."""
    mine, path = f"/drafts/{session.only_draft}", request.url.path
    deeds = {f"{mine}/{step}" for step in ("approve", "return", "reject")}
    looks = path == mine or (path.startswith(f"{mine}/") and path not in {*deeds, f"{mine}/edit"})
    if path in ("/logout", "/live", "/language", "/crest"):
        return
    if not (looks if request.method in _SAFE else path in deeds):
        raise Refused(say("You came here by a link to one draft. Log in to see the rest."))
    if drafts.show(visitor.app_state.ctx, session.only_draft or "").revision.content_hash != session.only_hash:
        raise Refused(say("The draft has changed since this link was sent. Log in to read it as it is now."))


def _own_host(request: Request) -> None:
    """Under any other name it is not us that the browser believes to talk to (DNS rebinding)."""
    settings: Settings = request.app.state.app_state.settings
    ours = {urlsplit(each).hostname for each in (settings.desk_url, settings.reports_url) if each}
    asked = _hostname(request.headers.get("host", "")) or ""
    if asked not in ours and not is_this_machine(asked):
        raise NotFound(say("There is no such page."))


def _hostname(netloc: str) -> str | None:
    try:
        return urlsplit(f"//{netloc}").hostname
    except ValueError:
        return None


def _same_origin(request: Request) -> None:
    """Browsers say where a form comes from; one from elsewhere is not ours.

    Ours is the name that was asked for, and the desk's own address: a web server in front may not hand the name on.
    """
    origin = request.headers.get("origin")
    ours = request.app.state.app_state.settings.desk_url
    if origin not in (None, ours) and str(origin).partition("://")[2] != request.headers.get("host"):
        raise Refused(say("This form came from another site. Open the page again and try once more."))
    if request.headers.get("sec-fetch-site") in ("cross-site", "same-site"):
        raise Refused(say("This form came from another site. Open the page again and try once more."))


def _same_session(form: FormData, request: Request, session: LoginSession) -> None:
    """The word stands in the session's row, random and made with it, so there is nothing to sign (OWASP: synchronizer token)."""
    given = request.headers.get("x-csrf") or form.get("csrf") or ""
    if not hmac.compare_digest(str(given).encode(), session.csrf.encode()):
        raise Refused(say("This page is too old. Open it again and try once more; copy your text first."))
