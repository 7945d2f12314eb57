"""The public page on this machine: `python -m desk.page`. Whole files of the public folder, and nothing else of it.

Only what is asked for by its name: no listing, no name that begins with a dot, nothing half written, nothing outside.
"""

import sys

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from config.language import texts
from config.machine import ports
from config.machine.own_folder import keep_to_ourselves
from config.machine.settings import Settings, load_settings
from config.process import log
from schemas.errors import KrisekanalError

CSP = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self'; media-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'self'"
)
"""As in docs/examples/nginx.conf."""
_ALWAYS = {
    b"content-security-policy": CSP.encode(),
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"cache-control": b"public, max-age=15",
}
_TYPES = {".atom": "application/atom+xml", ".html": "text/html; charset=utf-8", ".json": "application/json"}
_CAP = "application/cap+xml"
UNFINISHED = (".new", ".tmp")


class PublicFiles(StaticFiles):
    """The library refuses other methods, ways out of the folder and links; names that are not for the public are refused here."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        parts = path.split("/")
        if any(part.startswith(".") and part != "." for part in parts) or path.endswith(UNFINISHED):
            raise HTTPException(404)
        answer = await super().get_response(path, scope)
        kind = _CAP if parts[0] == "cap" else _TYPES.get("." + path.rpartition(".")[2])
        if answer.status_code == 200 and kind:
            answer.headers["content-type"] = kind
        return answer


class PageHeaders:
    """Pure ASGI: on every answer, refusals too."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *_ALWAYS.items()]
            await send(message)

        await self._app(scope, receive, with_headers)


def app(settings: Settings) -> Starlette:
    files = PublicFiles(directory=settings.public_dir, html=True, check_dir=False)
    return Starlette(
        routes=[Mount("/", files)],
        middleware=[Middleware(PageHeaders)],
        exception_handlers={HTTPException: _refused, OSError: _refused, ValueError: _refused},
    )


async def _refused(_request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 404
    words = "Siden finnes ikke.\n" if status == 404 else "Det går ikke.\n"
    return PlainTextResponse(words, status, headers=getattr(error, "headers", None))


def main() -> int:
    """Exit codes as in `schemas.errors`."""
    log.configure()
    try:
        settings = load_settings()
        log.configure(settings.log)
        keep_to_ourselves(settings)
        ports.must_be_free({ports.PAGE: settings.page_port})
    except KrisekanalError as error:
        print(texts.read(error.sentence), file=sys.stderr)  # noqa: T201  # the process' own last word
        return error.exit_code
    uvicorn.run(
        app(settings),
        host=ports.HOST,
        port=settings.page_port,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
