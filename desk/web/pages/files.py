"""A file of a draft, for whoever decides about it and whoever else may read the draft."""

from fastapi import APIRouter, Request, Response

from desk import files
from desk.web.visitor import Visitor

router = APIRouter()


@router.get("/drafts/{draft_id}/files/{sha256}")
def file(request: Request, draft_id: str, sha256: str, download: bool = False) -> Response:
    visitor: Visitor = request.state.visitor
    return files.answer(request, visitor.app_state.ctx, draft_id, sha256, download=download)
