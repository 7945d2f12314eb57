"""From a form to nouns and back to a page: what was typed is never lost."""

from collections.abc import Callable
from typing import Any, TypeVar

from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError
from starlette.datastructures import FormData

from config.explain import explain, joined
from schemas.base import Noun
from schemas.errors import InvalidInput, KrisekanalError

N = TypeVar("N", bound=Noun)


async def read_form(request: Request) -> FormData:
    """A dependency: `form: Annotated[FormData, Depends(read_form)]` lets the rest of a page run in a thread."""
    return await request.form()


def words(form: FormData, name: str) -> str:
    """What was typed, with the line ends of this century."""
    return str(form.get(name) or "").replace("\r\n", "\n").strip()


def several(form: FormData, name: str) -> tuple[str, ...]:
    return tuple(str(entry) for entry in form.getlist(name) if entry)


def build(noun: type[N], **fields: Any) -> N:
    """Raises `InvalidInput` with everything that is wrong."""
    try:
        return noun.model_validate(fields)
    except ValidationError as error:
        raise InvalidInput(joined(explain(dict(f), str(f["loc"][-1])) for f in error.errors())) from None


def back(_request: Request, to: str) -> Response:
    """303, and never to another site."""
    safe = to if to.startswith("/") and not to.startswith(("//", "/\\")) else "/"
    return RedirectResponse(safe, 303)


def attempt(work: Callable[[], str], again: Callable[[KrisekanalError], Response]) -> Response:
    """`work` returns where to go; its refusal is shown on the page it came from."""
    try:
        to = work()
    except KrisekanalError as error:
        return again(error)
    return RedirectResponse(to, 303)
