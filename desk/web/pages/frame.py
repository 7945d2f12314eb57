"""What stands around a page: the bar, the menu, and whether its form can still be sent. An open page asks for it at every change."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel

from desk.web.view import page
from desk.web.visitor import Visitor
from desk.web.writing import still
from schemas.drafts.content import MessageKind

router = APIRouter()


class FrameQuery(BaseModel):
    """See `desk.web.writing.still`."""

    here: str = "/"
    crisis: str = ""
    draft: str = ""
    seen: str = ""
    editing: str = ""
    message: str = ""
    kind: MessageKind = MessageKind.MESSAGE
    calm: str = ""


@router.get("/frame")
def frame(request: Request, asked: Annotated[FrameQuery, Query()]) -> Response:
    visitor: Visitor = request.state.visitor
    given = asked.model_dump()
    found = still.draft_of(visitor, given)
    writing = visitor.app_state.presence.others(still.edited(asked.draft), visitor.id) if asked.draft else []
    return page(
        request,
        "frame.html",
        here=asked.here,
        no_longer=still.no_longer(visitor, given, found),
        meanwhile=still.meanwhile(visitor, given, found),
        writing=writing,
    )
