"""Errors as RFC 9457 problem documents: `type` names the error of `schemas.errors`, `detail` is the sentence."""

from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from config.language.texts import LANGUAGES, read
from schemas.errors import ConfigInvalid, KrisekanalError

MEDIA = "application/problem+json"
_TITLES = {
    400: "Bad request",
    401: "A token is needed",
    403: "Refused",
    404: "Not found",
    405: "Method not allowed",
    409: "Conflict",
    413: "Too large",
    415: "Unsupported media type",
    422: "Cannot be used",
    500: "Internal error",
    502: "A channel failed",
    503: "Unavailable",
}


class ProblemDetails(BaseModel):
    """`type` is `about:blank` where the status says it all."""

    type: str
    title: str
    status: int
    detail: str
    problems: list[str] = []
    """Every mistake, where there are several."""


RESPONSES: dict[int | str, dict[str, Any]] = {
    status: {"model": ProblemDetails, "description": _TITLES[status], "content": {MEDIA: {}}}
    for status in (400, 401, 403, 404, 413, 422, 503)
}


def of(request: Request, error: KrisekanalError) -> Response:
    lang = language(request)
    problems = [read(p.sentence, lang) for p in error.problems] if isinstance(error, ConfigInvalid) else []
    name = type(error).__name__
    return answer(error.http_status, read(error.sentence, lang), name, problems)


def invalid(_request: Request, error: Exception) -> Response:
    """What the schema refused, each by its place."""
    found = error.errors() if isinstance(error, RequestValidationError) else []
    problems = [f"{'.'.join(str(part) for part in fault['loc'])}: {fault['msg']}" for fault in found]
    return answer(422, "; ".join(problems) or "The request cannot be read.", "InvalidInput", problems)


def about_blank(status: int, error: Exception) -> Response:
    """What the web framework itself refuses (404, 405 …): the status says it all."""
    made = answer(status, str(getattr(error, "detail", "")) or _TITLES.get(status, ""), None, [])
    if isinstance(error, HTTPException) and error.headers:
        made.headers.update(error.headers)
    return made


def answer(status: int, detail: str, name: str | None, problems: list[str]) -> Response:
    problem = ProblemDetails(
        type=f"urn:krisekanal:{name}" if name else "about:blank",
        title=_TITLES.get(status, "Error"),
        status=status,
        detail=detail,
        problems=problems,
    )
    headers = {"www-authenticate": "Bearer"} if status == 401 else None
    return JSONResponse(problem.model_dump(), status, media_type=MEDIA, headers=headers)


def language(request: Request) -> str:
    wanted = request.headers.get("accept-language", "").partition(",")[0].partition("-")[0].strip()
    return wanted if wanted in LANGUAGES else str(request.app.state.app_state.settings.lang)
