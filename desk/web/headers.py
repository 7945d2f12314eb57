"""What every answer carries: nothing from elsewhere, nothing inline, nothing kept by the browser (OWASP ASVS 14.4)."""

import re
from collections.abc import Callable

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; connect-src 'self'; "
    "frame-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
FRAMED = "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'self'; base-uri 'none'"
"""The public page and reports, made by us as whole files with their style inside and no script."""
FRAMED_PATHS = ("/public/", "/reports/")
_FILE = re.compile(r"(/api/v1)?/drafts/[^/]+/files/[^/]+|/crest")
"""A file that somebody sent, as it is; and the drawing in the municipality file."""
_FOR_GOOD = ("/static/", "/crest")
"""Under addresses that change with what they hold."""
_LOOKED_AT = "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'; base-uri 'none'"
"""The style is the browser's own, around it."""
OF_A_FILE = f"sandbox; {_LOOKED_AT}"
"""It can do nothing but be looked at."""
OF_A_PDF = f"{_LOOKED_AT}; object-src 'self'"
"""Safari and Firefox show none in a sandbox. Its scripts were taken out on the way in, and no reader runs one as our page."""
_ALWAYS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}


def _policy(path: str, mime: str, tiles: str) -> str:
    if path.startswith(FRAMED_PATHS):
        return FRAMED
    if not _FILE.fullmatch(path) or mime.startswith("text/html"):
        return CSP.replace("img-src 'self' data:", f"img-src 'self' data: {tiles}".rstrip())
    return OF_A_PDF if mime == "application/pdf" else OF_A_FILE


def add(headers: MutableHeaders, path: str, *, secure: bool, tiles: str = "") -> None:
    """`tiles`: the one other origin that pictures may come from, if any: a map's."""
    headers.update(_ALWAYS)
    headers["content-security-policy"] = _policy(path, headers.get("content-type", ""), tiles)
    if secure:
        headers["strict-transport-security"] = "max-age=31536000"
    headers["cache-control"] = "public, max-age=31536000, immutable" if path.startswith(_FOR_GOOD) else "no-store"


class SecurityHeaders:
    """Pure ASGI, so that a stream of events passes through unbuffered."""

    def __init__(self, app: ASGIApp, *, secure: bool, tiles: Callable[[], str]) -> None:
        self._app, self._secure, self._tiles = app, secure, tiles

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                add(MutableHeaders(scope=message), scope["path"], secure=self._secure, tiles=self._tiles())
            await send(message)

        await self._app(scope, receive, with_headers)
