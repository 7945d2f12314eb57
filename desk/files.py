"""A file of a draft, sent as it is; what has been sent of it is noted before the last byte leaves."""

import asyncio
from collections.abc import Callable
from dataclasses import replace

from fastapi import Request
from fastapi.responses import FileResponse
from starlette.datastructures import Headers
from starlette.types import Message, Receive, Scope, Send

from policy.file_names import readable_name
from schemas.drafts.media import Media
from schemas.errors import NotFound
from schemas.sentence import say
from store.context import AppContext
from store.drafts import drafts
from store.files import shown
from store.files.kept import unchanged

_PDF = "application/pdf"
Note = Callable[[int, int], None]


def of_draft(ctx: AppContext, draft_id: str, sha256: str) -> Media:
    """Of its present revision. Raises `NotFound` for a file of another draft, or of none."""
    files = drafts.show(ctx, draft_id).revision.content.media
    every = (one for media in files for one in (media, *media.smaller))
    found = next((media for media in every if media.sha256 == sha256), None)
    if found is None:
        raise NotFound(say("There is no such file with this draft. Load its page again."))
    return found


def answer(request: Request, asking: AppContext, draft_id: str, sha256: str, *, download: bool) -> FileResponse:
    """`asking` may be a snapshot: what was shown is noted, for the same door, by a context that outlives it."""
    media = of_draft(asking, draft_id, sha256)
    writing = replace(request.app.state.app_state.ctx, origin=asking.origin)
    return ShownFile(media, lambda start, end: shown.note(writing, draft_id, media, start, end), download=download)


class ShownFile(FileResponse):
    """`note` is told the first byte that was sent, and the one after the last."""

    def __init__(self, media: Media, note: Note, *, download: bool) -> None:
        super().__init__(
            unchanged(media),
            media_type=media.mime,
            filename=readable_name(media),
            content_disposition_type="attachment" if download else "inline",
            headers={"cross-origin-resource-policy": "same-origin"},
        )
        self._whole = media.mime == _PDF
        self._note = note

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        counted = _Counted(send, self._note)
        await super().__call__(_without_range(scope) if self._whole else scope, receive, counted.send)
        await counted.note()  # of one that was broken off


class _Counted:
    def __init__(self, send: Send, note: Note) -> None:
        self._send, self._note = send, note
        self._start = self._end = self._stop = 0
        self._counts = False

    async def send(self, message: Message) -> None:
        body = message.get("body", b"")
        if message["type"] == "http.response.start":
            self._begin(Headers(raw=message["headers"]), message["status"])
        if body and self._counts and self._end + len(body) >= self._stop:
            await self._last(message)
            return
        await self._send(message)
        self._end += len(body)

    async def note(self) -> None:
        if self._counts:
            self._counts = False
            await asyncio.to_thread(self._note, self._start, self._end)

    def _begin(self, headers: Headers, status: int) -> None:
        """Several pieces in one answer are for programs, and show nobody anything."""
        self._counts = status == 200 or (status == 206 and "content-range" in headers)
        if self._counts:
            first = headers.get("content-range", "bytes 0-").removeprefix("bytes ").partition("-")[0]
            self._start = self._end = int(first)
            self._stop = self._start + int(headers["content-length"])

    async def _last(self, message: Message) -> None:
        """Whoever has all of it may approve at once."""
        body = message["body"]
        await self._send({**message, "body": body[:-1], "more_body": True})
        self._end += len(body)
        await self.note()
        await self._send({**message, "body": body[-1:]})


def _without_range(scope: Scope) -> Scope:
    """In one go: a reader of PDFs would fetch the pages it shows, and nobody would know which it has shown."""
    return {**scope, "headers": [pair for pair in scope["headers"] if pair[0] != b"range"]}
