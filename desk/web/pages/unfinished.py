"""What somebody writes is kept on the way, by the page itself, and can be gone on with."""

import re
import secrets
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from starlette.datastructures import FormData

from desk.web.answers import answered
from desk.web.forms import attempt, read_form, words
from desk.web.view import page
from desk.web.visitor import Visitor
from schemas.errors import InvalidInput
from schemas.sentence import say
from store.drafts import unfinished

router = APIRouter()
Form = Annotated[FormData, Depends(read_form)]
UNFINISHED = "unfinished"
"""The form's name for the text's own id, and the address' for the one to go on with."""
ADDRESS = "address"
_ADDRESS = re.compile(r"/(write|unit|drafts/[a-z0-9-]{1,40}/edit)")
_ID = re.compile(r"[A-Za-z0-9_-]{8,40}")
_NOT_OURS = frozenset({"csrf", "key", "do", ADDRESS, UNFINISHED, "sure", "to_desk"})
"""Of the form itself, and no word of its writer's."""
_WRITTEN = re.compile(r"title|body|short|wrong|field:.+|version:.+")


@router.post("/unfinished")
def keep(request: Request, form: Form) -> Response:
    """Asked for by the page while someone writes."""
    keep_form(request.state.visitor, form)
    return page(request, "kept_part.html", now=request.state.visitor.app_state.ctx.clock())


@router.post("/unfinished/{key}/drop")
def drop(request: Request, key: str) -> Response:
    visitor: Visitor = request.state.visitor

    def work() -> str:
        unfinished.drop(visitor.app_state.ctx, visitor.id, key)
        return answered("/drafts", "unfinished-dropped")

    return attempt(work, lambda error: page(request, "error.html", error=error, typed=[]))


def new_id() -> str:
    return secrets.token_urlsafe(9)


def keep_form(visitor: Visitor, form: FormData) -> None:
    """Every field as it stands; nothing where nobody has written a word. Raises `InvalidInput` for no form of ours."""
    key, address = words(form, UNFINISHED), words(form, ADDRESS)
    if not _ID.fullmatch(key) or not _ADDRESS.fullmatch(address):
        raise InvalidInput(say("Something in the form cannot be read. Go back and look through it."))
    fields = [(n, v) for n, v in form.multi_items() if isinstance(v, str) and n not in _NOT_OURS]
    if any(value.strip() for name, value in fields if _WRITTEN.fullmatch(name)):
        unfinished.keep(visitor.app_state.ctx, visitor.id, key, address, fields)


def gone_on_with(visitor: Visitor, key: str) -> FormData | None:
    """The form as it was left. Raises `NotFound`."""
    if not key:
        return None
    found = unfinished.show(visitor.app_state.ctx, visitor.id, key)
    return FormData([*found.fields, (UNFINISHED, key)])
