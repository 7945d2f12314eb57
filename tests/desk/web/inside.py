"""The web desk without a browser: the same application, called in this process, with a clock of our own."""

import re
from typing import Any

import httpx
from fastapi import FastAPI
from starlette.routing import BaseRoute
from starlette.testclient import TestClient

from config.machine.settings import Settings
from desk.app import make
from flows.work.context import WorkerContext
from schemas.identity.login import LoginSession
from schemas.identity.token import Scope
from store.db.tables import TokenRow
from store.evidence import audit
from store.identity import api_tokens, login_sessions
from store.opening import Opened
from tests.fakes import FakeClock

PASSWORD = "fire ord uten sammenheng"
PIN = "739154"
_ready: list[BaseRoute] = []


class Inside:
    """`client("ola")` is logged in through the page; redirects are not followed."""

    password = PASSWORD

    def __init__(self, settings: Settings, opened: Opened[Any], clock: FakeClock) -> None:
        self.settings, self.opened, self.clock = settings, opened, clock
        self.reopen()

    def reopen(self) -> None:
        """The desk anew, for what `opened` says now. FastAPI makes a route ready when it is first asked for: once for all desks."""
        self.app: FastAPI = make(self.settings, self.opened)
        self.app.router.routes[:] = _ready or self.app.routes
        _ready[:] = self.app.routes

    @property
    def ctx(self) -> Any:
        return self.opened.ctx

    def client(self, person: str | None = None) -> TestClient:
        made = TestClient(
            self.app, base_url=self.settings.desk_url, follow_redirects=False, raise_server_exceptions=False
        )
        made.cookies.set("lang", "nb")
        if person:
            answer = made.post("/login", data={"name": person, "password": PASSWORD})
            assert answer.status_code == 303, answer.text
        return made

    def csrf(self, client: httpx.Client) -> str:
        found = re.search(r'data-csrf="([^"]+)"', client.get("/me").text)
        assert found
        return found[1]

    def post(self, client: httpx.Client, path: str, **data: str | list[str]) -> httpx.Response:
        return client.post(path, data={"csrf": self.csrf(client), **data})

    def token_for(self, person: str, *scopes: Scope) -> dict[str, str]:
        """As headers, for anybody; who may make one is tested by itself. Without scopes, all of them."""
        row, token = api_tokens.make(self.ctx, "kari", "prøve", scopes or tuple(Scope))
        with self.ctx.write() as session:
            session.get_one(TokenRow, row.id).person_id = person
        return {"authorization": f"Bearer {token}"}

    def worker(self) -> WorkerContext:
        return WorkerContext(self.settings, self.ctx, self.opened.channels, self.opened.vault, "w-test")

    def events(self) -> int:
        return len(audit.events(self.ctx))

    def actions(self) -> list[str]:
        return [e.action for e in audit.events(self.ctx)]

    def subjects(self, action: str) -> list[str]:
        return [e.subject for e in audit.events(self.ctx) if e.action == action]

    def sessions(self) -> list[LoginSession]:
        return login_sessions.listing(self.ctx)


def fill(path: str, hole: str = "x") -> str:
    """A path with something in every hole."""
    return re.sub(r"\{[^}]+\}", lambda _: hole, path)
