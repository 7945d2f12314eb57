"""Whom a message did not reach: a second way for those who have one, and a list of doors to knock on for the others."""

from typing import Any

from fastapi import APIRouter, Request, Response

from config.language.texts import read
from config.reading.spreadsheet import written
from desk.web.answers import answered
from desk.web.forms import attempt
from desk.web.view import page
from desk.web.visitor import Visitor
from policy.access import Action
from schemas.errors import KrisekanalError
from schemas.sentence import say
from store.drafts import second_way
from store.messages import messages
from store.reached import missed

router = APIRouter()
_MOST = 200
"""Doors on the screen; who goes from door to door has the paper."""


@router.get("/messages/{message_id}/missed")
def show(request: Request, message_id: str) -> Response:
    return _page(request, message_id)


@router.get("/messages/{message_id}/missed.pdf")
def as_pdf(request: Request, message_id: str) -> Response:
    """To be carried from door to door."""
    visitor: Visitor = request.state.visitor
    ctx = visitor.app_state.ctx
    shown = bytes(page(request, "doors_paper.html", **_facts(visitor, message_id)).body).decode()
    ctx.let_go()
    name = f'inline; filename="krisekanal-{message_id}-doors.pdf"'
    data = ctx.draw_pdf(shown)
    return Response(data, media_type="application/pdf", headers={"content-disposition": name})


@router.get("/messages/{message_id}/missed.csv")
def as_csv(request: Request, message_id: str) -> Response:
    """To be sorted and shared out in a spreadsheet."""
    visitor: Visitor = request.state.visitor
    heads = [read(head, visitor.lang) for head in (say("Address"), say("Name"), say("Tried"))]
    doors = _facts(visitor, message_id)["missed"].doors
    table = written([heads, *((door.street, door.name, " · ".join(door.ways)) for door in doors)])
    name = f'attachment; filename="krisekanal-{message_id}-doors.csv"'
    return Response(table.encode("utf-8-sig"), media_type="text/csv", headers={"content-disposition": name})


@router.post("/messages/{message_id}/second-way")
def send_another_way(request: Request, message_id: str) -> Response:
    visitor: Visitor = request.state.visitor

    def work() -> str:
        made = second_way.by_email(visitor.app_state.ctx, visitor.id, message_id)
        return answered(f"/drafts/{made.id}", "second-way")

    return attempt(work, lambda error: _page(request, message_id, error))


def _page(request: Request, message_id: str, error: KrisekanalError | None = None) -> Response:
    visitor: Visitor = request.state.visitor
    return page(request, "missed.html", error=error, **_facts(visitor, message_id, _MOST))


def _facts(visitor: Visitor, message_id: str, most: int | None = None) -> dict[str, Any]:
    visitor.authorize(Action.RECIPIENTS)
    ctx = visitor.app_state.ctx
    found = messages.show(ctx, message_id)
    not_reached = missed.not_reached(ctx, visitor.id, message_id, most)
    return {"message": found, "now": ctx.clock(), "missed": not_reached}
