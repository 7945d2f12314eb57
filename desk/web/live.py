"""Server-sent events: a word that something changed; the page then asks for its own part again."""

import asyncio
from collections.abc import AsyncIterator

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from desk.web.visitor import Visitor
from store.identity import login_sessions

router = APIRouter()
_ALIVE = 15.0
"""Seconds; proxies close a silent line after half a minute and more."""


@router.get("/live")
async def live(request: Request, draft: str = "") -> StreamingResponse:
    visitor: Visitor = request.state.visitor
    return StreamingResponse(
        _events(request, visitor, draft), media_type="text/event-stream", headers={"x-accel-buffering": "no"}
    )


async def _events(request: Request, visitor: Visitor, draft: str) -> AsyncIterator[str]:
    """`draft` says which one this page shows: others who look at it are told."""
    app_state, person_id = visitor.app_state, visitor.id
    queue = app_state.news.subscribe()
    try:
        yield "retry: 2000\n\n"
        while not app_state.news.stopped.is_set() and await asyncio.to_thread(_still_in, request, visitor):
            if draft and app_state.presence.look(draft, person_id):
                app_state.news.notify()
            try:
                await asyncio.wait_for(queue.get(), _ALIVE)
                yield "event: changed\ndata: 1\n\n"
            except TimeoutError:
                yield ": still here\n\n"
    finally:
        app_state.news.leave(queue)


def _still_in(request: Request, visitor: Visitor) -> bool:
    """By what is in force now, not when the page was opened. Looking on keeps no session alive."""
    ctx = request.app.state.app_state.ctx
    return visitor.session is not None and login_sessions.lives(ctx, visitor.session.id)
