"""Every form has a key of its own, and counts once: the second press, or the second tap, gets the answer of the first.

A key stands for one session, one address and these very words: whoever goes back and changes something has pressed another form.
"""

import asyncio
import hashlib
import json
import secrets
from collections.abc import Callable
from typing import Any

from fastapi import Request
from starlette.datastructures import FormData, MutableHeaders, UploadFile
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from schemas.errors import Refused
from schemas.identity.login import LoginSession
from schemas.sentence import say
from store.context import AppContext
from store.identity import pressed_forms

KEY = "key"
"""The form's name for it."""
_MARK = "pressed"
"""The request's state's name for the press that it is."""
_LOOK, _LOOKS = 0.2, 100
"""Seconds between two looks for the answer of the first press, and how many."""


class Answered(Exception):
    """The first press has led to `where`."""

    def __init__(self, where: str) -> None:
        self.where = where


def new_key() -> str:
    return secrets.token_urlsafe(12)


async def count_once(ctx: AppContext, request: Request, session: LoginSession, form: FormData) -> None:
    """Raises `Answered`, or `Refused` where nobody knows what came of the first press. Parts of pages come as often as asked for."""
    key = form.get(KEY)
    if not isinstance(key, str) or not key or "hx-request" in request.headers:
        return
    mark = _mark(session, request.url.path, form)
    for _ in range(_LOOKS):
        press = await asyncio.to_thread(pressed_forms.take, ctx, mark)
        if press is None:
            setattr(request.state, _MARK, mark)
            return
        if press.answer:
            raise Answered(press.answer)
        if press.lost:
            break
        await asyncio.sleep(_LOOK)
    raise Refused(
        say("This was sent a moment ago, and it is not known what came of it. Look it up before you send it again.")
    )


class Once:
    """Pure ASGI: notes where a press has led, or that it has led nowhere."""

    def __init__(self, app: ASGIApp, *, ctx: Callable[[], AppContext]) -> None:
        self._app, self._ctx = app, ctx

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "POST":
            await self._app(scope, receive, send)
            return
        state: dict[str, Any] = scope.setdefault("state", {})

        async def noting(message: Message) -> None:
            if message["type"] == "http.response.start" and _MARK in state:
                await self._note(state.pop(_MARK), message)
            await send(message)

        try:
            await self._app(scope, receive, noting)
        finally:
            if _MARK in state:
                await asyncio.to_thread(pressed_forms.free, self._ctx(), state.pop(_MARK))

    async def _note(self, mark: str, message: Message) -> None:
        where = MutableHeaders(scope=message).get("location", "")
        if message["status"] == 303 and where:
            await asyncio.to_thread(pressed_forms.answer, self._ctx(), mark, where)
        else:
            await asyncio.to_thread(pressed_forms.free, self._ctx(), mark)


def _mark(session: LoginSession, path: str, form: FormData) -> str:
    said = [(name, _said(entry)) for name, entry in form.multi_items() if name != "csrf"]
    return hashlib.sha256(json.dumps([session.id, path, said]).encode()).hexdigest()


def _said(entry: str | UploadFile) -> list[Any]:
    return [entry] if isinstance(entry, str) else [entry.filename, entry.size]
