"""People and roles, who is logged in, and letting someone in for the first time."""

from collections.abc import Callable

from fastapi import APIRouter, Request, Response

from desk.web.answers import answered
from desk.web.forms import attempt
from desk.web.view import page
from desk.web.visitor import Visitor
from policy.access import Action, may
from schemas.errors import KrisekanalError
from schemas.identity.login import LoginRequestKind
from schemas.sentence import say
from store.identity import login_sessions, passwords
from store.logins import letting_in, requests

router = APIRouter()
_ASKS = {
    LoginRequestKind.RESET: say("a new login"),
    LoginRequestKind.CODES: say("printed codes"),
    LoginRequestKind.NO_TOTP: say("no one-time codes any more"),
}


@router.get("/people")
def listing(request: Request) -> Response:
    return _page(request)


@router.post("/people/{person_id}/invite")
def invite(request: Request, person_id: str) -> Response:
    """The link goes to the person's own address; nobody else sees it."""
    visitor: Visitor = request.state.visitor
    try:
        asked = letting_in.invite(visitor.app_state.ctx, visitor.id, person_id)
    except KrisekanalError as error:
        return _page(request, error)
    return _page(request, written_to=None if asked else person_id)


@router.post("/people/{person_id}/codes")
def codes(request: Request, person_id: str) -> Response:
    """For somebody else; one's own are printed at one's own page."""
    visitor: Visitor = request.state.visitor
    return _then(request, "second-yes", lambda: letting_in.ask_for_codes(visitor.app_state.ctx, visitor.id, person_id))


@router.post("/people/{person_id}/no-totp")
def remove_totp(request: Request, person_id: str) -> Response:
    visitor: Visitor = request.state.visitor
    return _then(
        request, "second-yes", lambda: letting_in.ask_for_no_totp(visitor.app_state.ctx, visitor.id, person_id)
    )


@router.post("/people/requests/{request_id}/agree")
def agree(request: Request, request_id: str) -> Response:
    """The second manager's yes. Codes are on a page made for paper, once."""
    visitor: Visitor = request.state.visitor
    ctx = visitor.app_state.ctx
    try:
        made = letting_in.agree(ctx, visitor.id, request_id)
        person = ctx.person(requests.show(ctx, request_id).person_id)
    except KrisekanalError as error:
        return _page(request, error)
    return page(request, "codes.html", person=person, codes=made) if made else _page(request, written_to=person.id)


@router.post("/people/requests/{request_id}/refuse")
def refuse(request: Request, request_id: str) -> Response:
    visitor: Visitor = request.state.visitor
    return _then(request, "said-no", lambda: requests.refuse(visitor.app_state.ctx, visitor.id, request_id))


@router.post("/sessions/{session_id}/end")
def end(request: Request, session_id: str) -> Response:
    visitor: Visitor = request.state.visitor

    def work() -> str:
        login_sessions.end(visitor.app_state.ctx, visitor.id, session_id)
        return answered("/people" if visitor.may(Action.LOGINS) else "/me", "session-ended")

    return attempt(work, lambda error: _page(request, error))


def _then(request: Request, answer: str, work: Callable[[], object]) -> Response:
    def done() -> str:
        work()
        return answered("/people", answer)

    return attempt(done, lambda error: _page(request, error))


def _page(request: Request, error: KrisekanalError | None = None, written_to: str | None = None) -> Response:
    visitor: Visitor = request.state.visitor
    ctx, manages = visitor.app_state.ctx, visitor.may(Action.LOGINS)
    people = ctx.municipality.people
    return page(
        request,
        "people.html",
        error=error,
        people=people,
        written_to=written_to,
        manages=manages,
        states=passwords.states(ctx, [p.id for p in people]) if manages else {},
        open_sessions=login_sessions.listing(ctx) if manages else [],
        waiting=[r for r in requests.waiting(ctx) if manages or r.person_id == visitor.id],
        asks=_ASKS,
        glass={p.id for p in people if may(ctx.municipality, p, Action.BREAK_GLASS).allowed},
        units=ctx.municipality.units,
    )
