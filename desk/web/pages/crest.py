"""The municipality's crest, as a picture: under an address that changes with it, so that browsers may keep it for good."""

from fastapi import APIRouter, Request, Response

from desk.web.assets import CREST
from desk.web.visitor import Visitor
from schemas.errors import NotFound
from schemas.sentence import say

router = APIRouter()


@router.get(CREST)
def crest(request: Request) -> Response:
    """Open to all: the login page has it too."""
    visitor: Visitor = request.state.visitor
    drawn = visitor.app_state.ctx.municipality.organisation.crest
    if not drawn:
        raise NotFound(say("There is no such page."))
    return Response(drawn.strip(), media_type="image/svg+xml")
