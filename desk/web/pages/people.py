"""People and roles, who is logged in, and letting someone in for the first time."""

from fastapi import APIRouter, Request, Response

from desk.web.forms import attempt
from desk.web.view import page
from desk.web.visitor import Visitor
from policy.access import Action, may
from schemas.errors import KrisekanalError
from store.identity import links, login_sessions, passwords

router = APIRouter()


@router.get("/people")
def listing(request: Request) -> Response:
    return _page(request)


@router.post("/people/{person_id}/invite")
def invite(request: Request, person_id: str) -> Response:
    """The link is shown once, to be handed over in person or by a known number."""
    visitor: Visitor = request.state.visitor
    try:
        word = links.invite(visitor.app_state.ctx, visitor.app_state.vault, visitor.id, person_id)
    except KrisekanalError as error:
        return _page(request, error)
    return _page(request, link=(person_id, f"{visitor.app_state.settings.desk_url}/start/{word}"))


@router.post("/people/{person_id}/codes")
def codes(request: Request, person_id: str) -> Response:
    """Ten printed codes, on a page made for paper."""
    visitor: Visitor = request.state.visitor
    try:
        made = passwords.print_codes(visitor.app_state.ctx, visitor.id, person_id)
    except KrisekanalError as error:
        return _page(request, error)
    return page(request, "codes.html", person=visitor.app_state.ctx.person(person_id), codes=made)


@router.post("/people/{person_id}/no-totp")
def remove_totp(request: Request, person_id: str) -> Response:
    visitor: Visitor = request.state.visitor

    def work() -> str:
        passwords.remove_totp(visitor.app_state.ctx, visitor.id, person_id)
        return "/people"

    return attempt(work, lambda error: _page(request, error))


@router.post("/sessions/{session_id}/end")
def end(request: Request, session_id: str) -> Response:
    visitor: Visitor = request.state.visitor

    def work() -> str:
        login_sessions.end(visitor.app_state.ctx, visitor.id, session_id)
        return "/people" if visitor.may(Action.LOGINS) else "/me"

    return attempt(work, lambda error: _page(request, error))


def _page(request: Request, error: KrisekanalError | None = None, link: tuple[str, str] | None = None) -> Response:
    visitor: Visitor = request.state.visitor
    ctx, manages = visitor.app_state.ctx, visitor.may(Action.LOGINS)
    people = ctx.municipality.people
    return page(
        request,
        "people.html",
        error=error,
        people=people,
        link=link,
        manages=manages,
        states=passwords.states(ctx, [p.id for p in people]) if manages else {},
        open_sessions=login_sessions.listing(ctx) if manages else [],
        glass={p.id for p in people if may(ctx.municipality, p, Action.BREAK_GLASS).allowed},
        units=ctx.municipality.units,
    )
