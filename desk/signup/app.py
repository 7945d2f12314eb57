"""The application: a handful of addresses, none of them the desk's, no cookie, no script, nothing kept by the browser."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from desk.signup import pages, view
from desk.signup.state import SignupState
from schemas.errors import KrisekanalError, NotFound
from schemas.sentence import say

CSP = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
_ALWAYS = {
    b"content-security-policy": CSP.encode(),
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"same-origin",  # with none at all a browser says of our own forms that they come from “null”
    b"cross-origin-opener-policy": b"same-origin",
    b"permissions-policy": b"camera=(), microphone=(), geolocation=()",
    b"cache-control": b"no-store",
    b"x-robots-tag": b"noindex",
}
_HTTPS_ALONE = (b"strict-transport-security", b"max-age=31536000")


class SignupHeaders:
    """Pure ASGI: on every answer, refusals too."""

    def __init__(self, app: ASGIApp, *, secure: bool) -> None:
        self._app = app
        self._headers = [*_ALWAYS.items(), *([_HTTPS_ALONE] if secure else [])]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *self._headers]
            await send(message)

        await self._app(scope, receive, with_headers)


def app(state: SignupState) -> Starlette:
    parts = urlsplit(state.settings.signup_url)
    made = Starlette(
        routes=[
            Route("/", pages.start, methods=["GET"]),
            Route("/", pages.ask, methods=["POST"]),
            Route("/sendt", pages.posted, methods=["GET"]),
            Route("/kode/{id}", pages.code, methods=["GET"]),
            Route("/kode/{id}", pages.try_code, methods=["POST"]),
            Route("/lenke/{word}", pages.link, methods=["GET"]),
            Route("/lenke/{word}", pages.use_link, methods=["POST"]),
            Route("/min/{word}", pages.own, methods=["GET"]),
            Route("/min/{word}", pages.save, methods=["POST"]),
            Route("/min/{word}/slutt", pages.end, methods=["POST"]),
            Route("/slutt/{word}", pages.unsubscribe, methods=["GET"]),
            Route("/slutt/{word}", pages.one_click, methods=["POST"]),
            Route("/style.css", view.style, methods=["GET"]),
        ],
        middleware=[
            Middleware(SignupHeaders, secure=parts.scheme == "https"),
            Middleware(TrustedHostMiddleware, allowed_hosts=[parts.hostname or ""], www_redirect=False),
        ],
        exception_handlers=_ANSWERS,
    )
    made.state.signup = state
    return made


async def _refused(request: Request, error: Exception) -> Response:
    known = (
        error
        if isinstance(error, KrisekanalError)
        else KrisekanalError(say("Something went wrong here. Try again soon."))
    )
    return view.page(request, "refused.html", error=known)


async def _http(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 404
    headers = getattr(error, "headers", None) or {}
    made = view.page(request, "refused.html", error=NotFound(say("There is no such page.")), status=status)
    made.headers.update(headers)
    return made


_ANSWERS: dict[Any, Callable[[Request, Exception], Any]] = {
    KrisekanalError: _refused,
    HTTPException: _http,
    Exception: _refused,
}
