"""What a request may cost before anybody knows who sends it: its body is counted while it comes, and read whole before it is parsed.

Only whoever is logged in may send files, and only where files belong; those are counted too, and handed on as they come.
"""

import asyncio
import re
from collections.abc import Callable
from urllib.parse import unquote

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_HOOKS = re.compile(r"/api/v1/hooks/")
_FILES = re.compile(r"/(write|write/preview|write/files|unit|drafts/[^/]+/edit|register/lists)")
HOOK, FORM, FILES = 600_000, 1_000_000, 512_000_000
"""Bytes."""
SMALL, ALL_TOGETHER = 64_000, 16_000_000
"""Of one body that is always taken in, and of all larger ones that are on their way at the same time."""
FIELDS = 1_000
"""Of one form: more than any page of ours has, and few enough to be read in no time."""
WITHIN, SILENT = 20.0, 30.0
"""Seconds for a whole body; and between two parts of a file."""


class TooMuch(Exception):
    def __init__(self, status: int) -> None:
        self.status = status


class Bounded:
    """Pure ASGI, before everything else. `logged_in` tells from the headers, and is asked only for what may be a file."""

    def __init__(self, app: ASGIApp, *, logged_in: Callable[[Headers], bool]) -> None:
        self._app, self._logged_in = app, logged_in
        self._held = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            return
        held: list[int] = [0]
        try:
            await self._app(scope, await self._bounded(scope, receive, held), send)
        except TooMuch as error:
            await _refuse(error.status)(scope, receive, send)
        finally:
            self._held -= held[0]

    async def _bounded(self, scope: Scope, receive: Receive, held: list[int]) -> Receive:
        headers, path = Headers(scope=scope), unquote(scope["path"])
        may_be_file = _FILES.fullmatch(path) is not None
        if may_be_file and await asyncio.to_thread(self._logged_in, headers):
            return _counted(receive, FILES)
        most = HOOK if _HOOKS.match(path) else FORM
        if _stated(headers) > most:
            raise TooMuch(413)
        try:
            async with asyncio.timeout(WITHIN):
                body = await self._whole(receive, most, held)
        except TimeoutError:
            raise TooMuch(408) from None
        if "x-www-form-urlencoded" in headers.get("content-type", "") and body.count(b"&") > FIELDS:
            raise TooMuch(413)
        return _again(body, receive)

    async def _whole(self, receive: Receive, most: int, held: list[int]) -> bytes:
        """Raises `TooMuch`; the memory that strangers hold together has a bound, and small bodies always find room."""
        body = bytearray()
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise TooMuch(400)
            body += message.get("body", b"")
            if len(body) > most:
                raise TooMuch(413)
            if len(body) > SMALL:
                self._held, held[0] = self._held + len(body) - held[0], len(body)
                if self._held > ALL_TOGETHER:
                    raise TooMuch(503)
            if not message.get("more_body"):
                return bytes(body)


def _stated(headers: Headers) -> int:
    """Raises `TooMuch` (400) for what is no number: a server in front may hand it on."""
    given = headers.get("content-length") or "0"
    if not (given.isascii() and given.isdigit()):
        raise TooMuch(400)
    return int(given[:20])


def _counted(receive: Receive, most: int) -> Receive:
    seen = 0

    async def counting() -> Message:
        nonlocal seen
        try:
            message = await asyncio.wait_for(receive(), SILENT)
        except TimeoutError:
            raise TooMuch(408) from None
        seen += len(message.get("body", b""))
        if seen > most:
            raise TooMuch(413)
        return message

    return counting


def _again(body: bytes, receive: Receive) -> Receive:
    """The body once more for whoever reads it; after it what the connection says."""
    left: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return left.pop() if left else await receive()

    return replay


def _refuse(status: int) -> PlainTextResponse:
    """The connection ends with it: what is still on its way is not read."""
    return PlainTextResponse(
        {413: "Too large", 408: "Too slow", 503: "Try again"}.get(status, "Bad request"),
        status,
        {"connection": "close"},
    )
