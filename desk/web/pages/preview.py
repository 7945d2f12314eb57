"""The public page as the public sees it now, inside the desk."""

from pathlib import PurePosixPath

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse

from desk.web.view import page
from schemas.errors import NotFound
from schemas.sentence import say

router = APIRouter()


@router.get("/preview")
def preview(request: Request) -> Response:
    return page(request, "public.html", address=request.state.visitor.app_state.settings.public_url)


@router.get("/public/{path:path}")
def public(request: Request, path: str) -> Response:
    """A file of the public page. No path leads out of its folder."""
    folder = request.state.visitor.app_state.settings.public_dir.resolve()
    wanted = (folder / PurePosixPath(path or "index.html")).resolve()
    wanted = wanted / "index.html" if wanted.is_dir() else wanted
    if not wanted.is_relative_to(folder) or not wanted.is_file():
        raise NotFound(say("There is no such page."))
    return FileResponse(wanted)
