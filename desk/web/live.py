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
async def live(request: Request, draft: str = "", since: str = "") -> StreamingResponse:
    """`since` is the number of the news when the page was begun: what has come after it is told at once."""
    visitor: Visitor = request.state.visitor
    return StreamingResponse(
        _events(request, visitor, draft, since), media_type="text/event-stream", headers={"x-accel-buffering": "no"}
    )


async def _events(request: Request, visitor: Visitor, draft: str, told: str) -> AsyncIterator[str]:
    """`draft` says which one this page shows: others who look at it are told. `told` is what the page knows.

    The queue only wakes: a word that came while nobody waited, before this line was there or after it broke, is in the number.
    """
    app_state, person_id = visitor.app_state, visitor.id
    queue = app_state.news.subscribe()
    try:
        yield "retry: 2000\n\n"
        while not app_state.news.stopped.is_set() and await asyncio.to_thread(_still_in, request, visitor):
            if draft and app_state.presence.look(draft, person_id):
                app_state.news.notify()
            if (number := str(app_state.news.number)) != told:
                told = number
                yield "event: changed\ndata: 1\n\n"
                continue
            try:
                await asyncio.wait_for(queue.get(), _ALIVE)
            except TimeoutError:
                yield ": still here\n\n"
    finally:
        app_state.news.leave(queue)


def _still_in(request: Request, visitor: Visitor) -> bool:
    """By what is in force now, not when the page was opened. Looking on keeps no session alive."""
    ctx = request.app.state.app_state.ctx
    return visitor.session is not None and login_sessions.lives(ctx, visitor.session.id)
