"""The web application: pages and JSON interface over the same use cases."""

import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from fastapi import Depends, FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware

from config.machine.settings import Settings
from desk.api import routes
from desk.news import News
from desk.state import AppState
from desk.web import assets, bounds, headers, live, once, pages_list
from desk.web.forms import texts, typed
from desk.web.once import Answered
from desk.web.pages import login
from desk.web.view import page
from desk.web.visitor import LoginNeeded, find, guard, one_snapshot
from desk.web.writing import carried_on
from notifiers.facade import Channels
from schemas.errors import InvalidInput, KrisekanalError, NotDrawn, NotFound
from schemas.sentence import say
from store.opening import Opened


def make(settings: Settings, opened: Opened[Channels]) -> FastAPI:
    app_state = AppState(settings, opened, News(opened.ctx))

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        app_state.news.start()
        threading.Thread(target=app_state.watch_the_file, name="municipality file", daemon=True).start()
        yield
        app_state.stop.set()
        app_state.news.stop()

    app = FastAPI(
        title="Krisekanal",
        version="1",
        lifespan=lifespan,
        dependencies=[Depends(one_snapshot, scope="function"), Depends(guard, scope="function")],
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
    )
    app.state.app_state = app_state
    for module in pages_list.ALL:
        app.include_router(module.router, include_in_schema=False)
    app.include_router(live.router, include_in_schema=False)
    app.include_router(routes.router)
    app.mount("/static", StaticFiles(directory=assets.FOLDER), name="static")
    app.add_middleware(once.Once, ctx=lambda: app_state.ctx)
    app.add_middleware(GZipMiddleware, minimum_size=1000)
    app.add_middleware(bounds.Bounded, logged_in=app_state.is_logged_in)
    app.add_middleware(headers.SecurityHeaders, secure=app_state.secure, tiles=lambda: _tiles(app_state))
    for kind, answer in _ANSWERS.items():
        app.add_exception_handler(kind, answer)
    return app


def _tiles(app_state: AppState) -> str:
    tiles = app_state.ctx.municipality.map_tiles
    return tiles.origin if tiles else ""


async def _login(request: Request, _error: Exception) -> Response:
    """A page leads to the login and back, a form through it; a part of a page says so to the script that asked."""
    if "hx-request" in request.headers:
        return Response(status_code=401)
    if request.method == "POST" and texts((form := await request.form()).multi_items()):
        _visitor(request)
        carried = carried_on.of_form(request.url.path, form)
        return await run_in_threadpool(login.ask_to_go_on, request, carried)
    return RedirectResponse(f"/login?next={request.url.path}" if request.method == "GET" else "/login", 303)


def _answered(_request: Request, error: Exception) -> Response:
    return RedirectResponse(error.where if isinstance(error, Answered) else "/", 303)


def _refused(request: Request, error: Exception) -> Response:
    if not isinstance(error, KrisekanalError):
        error = KrisekanalError(say("Something went wrong here. It is in the log; tell IT the time."))
    if request.url.path.startswith("/api/"):
        return routes.problem(request, error)
    _visitor(request)
    answer = page(request, "error.html", error=error, typed=typed(request))
    if isinstance(error, NotDrawn):
        answer.headers["retry-after"] = str(NotDrawn.AGAIN)
    headers.add(
        answer.headers, request.url.path, secure=request.app.state.app_state.secure
    )  # the unforeseen is answered outermost
    return answer


def _invalid(request: Request, _error: Exception) -> Response:
    if request.url.path.startswith("/api/"):
        return routes.invalid(request, _error)
    return _refused(request, InvalidInput(say("Something in the form cannot be read. Go back and look through it.")))


def _http(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    if request.url.path.startswith("/api/"):
        return routes.about_blank(status, error)
    if status != 404:
        return JSONResponse({"status": status}, status)
    return _refused(request, NotFound(say("There is no such page.")))


def _visitor(request: Request) -> None:
    """For errors that came before the guard had found out."""
    if not hasattr(request.state, "visitor"):
        request.state.visitor = find(request)


_ANSWERS: dict[Any, Callable[[Request, Exception], Response | Awaitable[Response]]] = {
    LoginNeeded: _login,
    Answered: _answered,
    KrisekanalError: _refused,
    RequestValidationError: _invalid,
    HTTPException: _http,
    Exception: _refused,
}
