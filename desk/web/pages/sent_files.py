"""A file goes up as soon as it is chosen, ahead of the form that it belongs to, and is shown there small."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from starlette.datastructures import FormData

from desk.web.forms import read_form
from desk.web.view import page
from desk.web.visitor import Visitor
from desk.web.writing.form_files import files_here, sent_in, small
from policy.access import Action
from schemas.errors import KrisekanalError

router = APIRouter()
Form = Annotated[FormData, Depends(read_form)]


@router.post("/write/files")
def take(request: Request, form: Form) -> Response:
    """The part of the form with its files. A refusal stands in it, with the files that are there."""
    visitor: Visitor = request.state.visitor
    visitor.authorize(Action.WRITE)
    try:
        return page(request, "files_part.html", kept=sent_in(visitor, form), values=form)
    except KrisekanalError as error:
        known: dict[str, Any] = {"kept": files_here(visitor, form), "values": form}
        return page(request, "files_part.html", files_problem=error.sentence, **known)


@router.get("/write/files/{sha256}")
def show(request: Request, sha256: str) -> Response:
    return Response(
        small(request.state.visitor, sha256), media_type="image/png", headers={"cache-control": "private, max-age=3600"}
    )
