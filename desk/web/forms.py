"""From a form to nouns and back to a page: what was typed is never lost."""

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Any, TypeVar

from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError
from starlette.datastructures import FormData

from config.reading.explain import explain, joined
from schemas.base import Noun
from schemas.errors import InvalidInput, KrisekanalError
from schemas.sentence import say
from schemas.text_door import let_all_in, let_in

N = TypeVar("N", bound=Noun)
TEXTS = frozenset(
    (
        "title",
        "body",
        "short",
        "wrong",
        "text",
        "what",
        "where",
        "reason",
        "note",
        "purpose",
        "next_update",
        "signature",
        "link",
        "alt",
        "whom_area",
        "source",
    )
)
"""Names of form fields in which people write sentences."""
TEXT_PREFIXES = ("field:", "answer:", "alt:", "version:")
E = TypeVar("E", bound=StrEnum)


async def read_form(request: Request) -> FormData:
    """A dependency: `form: Annotated[FormData, Depends(read_form)]` lets the rest of a page run in a thread.

    Raises `InvalidInput` for a text that would show another one (`schemas.text_door`).
    """
    form = await request.form()
    request.state.typed = form
    for name, entry in form.multi_items():
        let_all_in((name, entry if isinstance(entry, str) else entry.filename or ""))
    return form


def typed(request: Request) -> list[str]:
    """Words for people in the form that was refused: to be copied from the page that says so. Never what opens anything."""
    return texts(getattr(request.state, "typed", FormData()).multi_items())


def texts(fields: Iterable[tuple[str, Any]]) -> list[str]:
    """What of them is words for people."""
    return [
        entry.replace("\r\n", "\n")
        for name, entry in fields
        if isinstance(entry, str) and entry.strip() and _is_text(name)
    ]


def _is_text(name: str) -> bool:
    return name in TEXTS or name.startswith(TEXT_PREFIXES)


async def read_json(request: Request) -> dict[str, Any]:
    """Raises `InvalidInput` for what is none, or no object, or nested beyond reading."""
    try:
        found = await request.json()
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise InvalidInput(say("Something in the form cannot be read. Go back and look through it."))
    return let_all_in(found)


def words(form: FormData, name: str) -> str:
    """What was typed, with the line ends of this century. Raises `InvalidInput`, see `schemas.text_door`."""
    return let_in(str(form.get(name) or "")).strip()


def several(form: FormData, name: str) -> tuple[str, ...]:
    return tuple(let_in(str(entry)) for entry in form.getlist(name) if entry)


def one_of(form: FormData, name: str, kind: type[E], otherwise: E | None = None) -> E:
    """One of a fixed set. Raises `InvalidInput` for a word that no form of ours sends."""
    given = words(form, name)
    if not given and otherwise is not None:
        return otherwise
    try:
        return kind(given)
    except ValueError:
        raise InvalidInput(say("Something in the form cannot be read. Go back and look through it.")) from None


def build(noun: type[N], **fields: Any) -> N:
    """Raises `InvalidInput` with everything that is wrong."""
    try:
        return noun.model_validate(fields)
    except ValidationError as error:
        raise InvalidInput(joined(explain(dict(f), str(f["loc"][-1])) for f in error.errors())) from None


def back(_request: Request, to: str) -> Response:
    """303, and never to another site."""
    return RedirectResponse(ours(to), 303)


def ours(to: str, otherwise: str = "/") -> str:
    """An address of the desk that a form says; any other place, or none, is `otherwise`."""
    return to if to.startswith("/") and not to.startswith(("//", "/\\")) else otherwise


def attempt(work: Callable[[], str], again: Callable[[KrisekanalError], Response]) -> Response:
    """`work` returns where to go; its refusal is shown on the page it came from."""
    try:
        to = work()
    except KrisekanalError as error:
        return again(error)
    return RedirectResponse(to, 303)
