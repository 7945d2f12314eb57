"""The desk as a process, and other people's systems that use its interface."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest

from schemas.identity.token import Scope
from store.db.tables import TokenRow
from store.identity import api_tokens
from tests.servers.ports import free_port
from tests.torture.scene import Running, Scene, start


def address(monkeypatch: pytest.MonkeyPatch) -> str:
    """A free one, where the next desk will be."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    monkeypatch.setenv("KRISEKANAL_DESK_PORT", str(port))
    monkeypatch.setenv("KRISEKANAL_DESK_URL", url)
    return url


def start_desk(scene: Scene, seconds_ahead: int = 0) -> Running:
    """Returns when it answers."""
    log, url = scene.data / "desk.log", os.environ["KRISEKANAL_DESK_URL"]
    process, deadline = start("desk.server", log, seconds_ahead), time.monotonic() + 180
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text()
        try:
            if httpx.get(f"{url}/health", timeout=120).status_code == 200:
                return process
        except httpx.HTTPError:
            time.sleep(0.02)
    raise AssertionError("the desk did not start: " + log.read_text())


@contextmanager
def desk(scene: Scene, monkeypatch: pytest.MonkeyPatch, seconds_ahead: int = 0) -> Iterator[str]:
    url = address(monkeypatch)
    process = start_desk(scene, seconds_ahead)
    try:
        yield url
    finally:
        process.terminate()
        process.wait(120)


def token_for(scene: Scene, person: str) -> dict[str, str]:
    """As headers, with every scope."""
    ctx = scene.opened.ctx
    row, token = api_tokens.make(ctx, "kari", "prøve", tuple(Scope))
    with ctx.write() as session:
        session.get_one(TokenRow, row.id).person_id = person
    return {"authorization": f"Bearer {token}"}
