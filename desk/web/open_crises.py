"""Every crisis that is open, asked once per request, and the one that a page is about."""

from fastapi import Request

from desk.web.visitor import Visitor
from schemas.crises.crisis import Crisis
from store.crises import find

ABOUT = "crisis"
"""In an address, and in a form: the id of one that is open. Without it, the first."""


def open_now(request: Request) -> list[Crisis]:
    """Real ones first, then exercises; each newest first. Nobody without a session is told."""
    visitor: Visitor = request.state.visitor
    if visitor.session is None:
        return []
    if not hasattr(request.state, "open_now"):
        request.state.open_now = find.open_now(visitor.app_state.ctx)
    found: list[Crisis] = request.state.open_now
    return found


def looked_at(request: Request, wanted: str = "") -> Crisis | None:
    """`wanted` where a form names it."""
    wanted = wanted or request.query_params.get(ABOUT, "")
    every = open_now(request)
    return next((crisis for crisis in every if crisis.id == wanted), every[0] if every else None)


def in_exercise(request: Request) -> bool:
    """Whether the page is about the exercise that is looked at, or about the real world."""
    crisis = looked_at(request)
    return crisis is not None and crisis.exercise
