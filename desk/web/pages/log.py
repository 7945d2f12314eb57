"""The crisis log: everything that happened, and the log keeper's own entries."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from starlette.datastructures import FormData

from desk.proof import look, told_of_outside
from desk.web.forms import attempt, read_form, words
from desk.web.open_crises import ABOUT, looked_at
from desk.web.view import page
from desk.web.visitor import Visitor
from policy.access import Action
from schemas.errors import KrisekanalError, NotFound
from schemas.sentence import say
from store.crises import entries
from store.evidence import audit

router = APIRouter()
Form = Annotated[FormData, Depends(read_form)]
PER_PAGE = 100


@router.get("/log")
def log(request: Request, before: Annotated[int, Query(ge=0, le=2**53)] = 0, every: bool = False) -> Response:
    return _page(request, before=before, every=every)


@router.post("/log")
def write(request: Request, form: Form) -> Response:
    visitor: Visitor = request.state.visitor

    def work() -> str:
        found = looked_at(request, words(form, ABOUT))
        if found is None:
            raise NotFound(say("No crisis is open, so there is no crisis log to write in."))
        entries.add(visitor.app_state.ctx, visitor.id, found.id, words(form, "text"))
        return f"/log?crisis={found.id}" if words(form, ABOUT) else "/log"

    return attempt(work, lambda error: _page(request, error, typed=words(form, "text")))


@router.get("/log/verify")
def verify(request: Request) -> Response:
    return _page(request, chain=True)


def _page(
    request: Request,
    error: KrisekanalError | None = None,
    *,
    before: int = 0,
    every: bool = False,
    typed: str = "",
    chain: bool = False,
) -> Response:
    visitor: Visitor = request.state.visitor
    ctx = visitor.app_state.ctx
    found = looked_at(request)
    events = audit.latest(ctx, None if every or found is None else found.id, before or None, PER_PAGE + 1)
    proof = look(ctx, visitor.app_state.settings) if chain else None
    return page(
        request,
        "log.html",
        error=error,
        events=events[:PER_PAGE],
        more=len(events) > PER_PAGE,
        typed=typed,
        every=every,
        chain=proof,
        outside=told_of_outside(proof) if proof else [],
        may_write=visitor.may(Action.LOG) and found is not None,
    )
