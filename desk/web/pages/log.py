"""The crisis log: everything that happened, and the log keeper's own entries."""

from collections.abc import Callable
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request, Response
from starlette.datastructures import FormData

from desk import log_kinds
from desk.log_kinds import LogKind, LogSearch
from desk.proof import look, told_of_outside
from desk.web.answers import answered
from desk.web.forms import attempt, read_form, words
from desk.web.open_crises import ABOUT, looked_at
from desk.web.view import language, page
from desk.web.visitor import Visitor
from policy.access import Action
from schemas.errors import KrisekanalError, NotFound
from schemas.evidence.audit import AuditEvent
from schemas.sentence import say
from store.crises import entries

router = APIRouter()
Form = Annotated[FormData, Depends(read_form)]
PER_PAGE = 100


@router.get("/log")
def log(
    request: Request,
    before: Annotated[int, Query(ge=0, le=2**53)] = 0,
    every: bool = False,
    kind: str = "",
    words: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """`kind` and `words` are what is looked for."""
    return _page(request, before=before, every=every, asked=LogSearch(_kind(kind), words))


@router.post("/log")
def write(request: Request, form: Form) -> Response:
    visitor: Visitor = request.state.visitor

    def work() -> str:
        found = looked_at(request, words(form, ABOUT))
        if found is None:
            raise NotFound(say("No crisis is open, so there is no crisis log to write in."))
        entries.add(visitor.app_state.ctx, visitor.id, found.id, words(form, "text"))
        return answered(f"/log?crisis={found.id}" if words(form, ABOUT) else "/log", "logged")

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
    asked: LogSearch = LogSearch(),  # noqa: B008  # it never changes
) -> Response:
    visitor: Visitor = request.state.visitor
    ctx = visitor.app_state.ctx
    found = looked_at(request)
    told = _told(visitor)
    crisis_id = None if every or found is None else found.id
    shown = log_kinds.look(ctx, crisis_id, before or None, PER_PAGE, asked, told)
    proof = look(ctx, visitor.app_state.settings) if chain else None
    return page(
        request,
        "log.html",
        error=error,
        events=shown.events,
        further=_address(request, before=shown.before) if shown.before else None,
        asked=asked,
        kinds=log_kinds.NAMES,
        kind_of=log_kinds.kind_of,
        drawn=log_kinds.time_line(shown.events),
        typed=typed,
        every=every,
        chain=proof,
        outside=told_of_outside(proof) if proof else [],
        may_write=visitor.may(Action.LOG) and found is not None,
    )


def _kind(given: str) -> LogKind | None:
    """None for all, and for a word that is none of ours."""
    return LogKind(given) if given in {kind.value for kind in LogKind} else None


def _told(visitor: Visitor) -> Callable[[AuditEvent], str]:
    """A line as it stands on the page, to be searched in."""
    known = language(visitor)

    def told(event: AuditEvent) -> str:
        what = event.data.get("text", "") if event.action == "log.entry" else known["event_words"](event)
        return f"{event.seq} {known['name'](event.actor)} {what}"

    return told


def _address(request: Request, **changed: object) -> str:
    """This page's own, with something changed in it."""
    kept = {name: value for name, value in request.query_params.items() if name in ("crisis", "every", "kind", "words")}
    return "/log?" + urlencode({**kept, **changed})
