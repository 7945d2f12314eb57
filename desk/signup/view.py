"""From a template to a page, in the reader's language: the one asked for, else the browser's, else the municipality's."""

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from config.language.texts import LANGUAGES, read, read_date
from desk.signup.state import SignupState
from schemas.errors import KrisekanalError
from schemas.language import Language
from schemas.sentence import Sentence

_FOLDER = Path(__file__).parent / "templates"


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def state(request: Request) -> SignupState:
    found: SignupState = request.app.state.signup
    return found


def language(request: Request) -> Language:
    asked = request.query_params.get("lang", "")
    for tag in (asked, *_accepted(request), state(request).ctx.municipality.organisation.words):
        known = "nb" if tag == "no" else tag
        if known in LANGUAGES:
            return Language(known)
    return Language.BOKMAAL


def _accepted(request: Request) -> list[str]:
    """In the browser's order; its weights are in that order wherever people have not changed them by hand."""
    header = request.headers.get("accept-language", "")[:200]
    return [part.partition(";")[0].strip().partition("-")[0].lower() for part in header.split(",")]


def page(
    request: Request, name: str, *, error: KrisekanalError | None = None, status: int = 200, **facts: Any
) -> Response:
    lang, town = language(request), state(request).ctx.municipality
    known = {
        "t": lambda msgid, **params: read(Sentence(msgid=msgid, params=params), lang),
        "day": lambda moment: read_date(moment.date(), lang),
        "lang": lang.value,
        "to": lambda path: f"{path}?lang={lang.value}",
        "here": request.url.path if request.method == "GET" else "/",
        "town": town.organisation.name,
        "public_url": state(request).settings.public_url,
        "error": read(error.sentence, lang) if error else None,
    }
    text = _environment().get_template(name).render(known | facts)
    return HTMLResponse(text, error.http_status if error and status == 200 else status)


def go(request: Request, path: str, **query: str) -> Response:
    """The answer to a form: another page, so that nothing is sent twice by reloading."""
    more = "".join(f"&{name}={value}" for name, value in query.items())
    return RedirectResponse(f"{path}?lang={language(request).value}{more}", 303)


@cache
def _style() -> bytes:
    return (_FOLDER / "style.css").read_bytes()


async def style(_request: Request) -> Response:
    return Response(_style(), media_type="text/css")
