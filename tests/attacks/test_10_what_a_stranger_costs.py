"""Line 10: what one request, or one draft, costs everybody else. Figures are measured in `bench/strangers.py`, not here."""

import asyncio
import resource
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import timedelta

import pytest
from sqlalchemy import Connection, event
from starlette.types import Message, Receive, Scope, Send

from desk.web import bounds
from policy.drafts.checks import checks
from policy.drafts.personal_data import personal_data
from schemas.check import Check
from tests.cast import content
from tests.desk.web.inside import Inside, fill
from tests.desk.web.test_doors import routes

OPEN = ("/login", "/login/code", "/login/passkey", "/language", "/start/x", "/l/x")


def drip(size: int, chunk: int = 100_000) -> Iterator[bytes]:
    """Without a Content-Length: only counting finds out."""
    for _ in range(size // chunk):
        yield b"a" * chunk


@pytest.mark.parametrize(
    "path", [*OPEN, "/write", "/unit", "/me/pin", "/api/v1/drafts", "/api/v1/hooks/proposals", "/no"]
)
def test_memory_for_a_body_nobody_asked_for(inside: Inside, path: str) -> None:
    assert inside.client().post(path, content=drip(2_000_000)).status_code == 413
    assert inside.client().post(path, content=b"a" * 2_000_000).status_code == 413


def test_memory_at_the_hook(inside: Inside) -> None:
    headers = {"webhook-id": "1", "webhook-timestamp": "1", "webhook-signature": "x"}
    answers = [
        inside.client().post("/api/v1/hooks/proposals", content=drip(size), headers=headers).status_code
        for size in (400_000, 600_000)
    ]
    assert answers == [403, 413]


@pytest.mark.parametrize("length", [":", "-1", "1e9", "²", "9" * 5_000])
def test_an_error_of_ours_for_a_length_that_is_none(length: str) -> None:
    async def nothing() -> Message:
        return {"type": "http.request", "body": b""}

    assert ask("/login", nothing, [], [(b"content-length", length.encode("latin-1"))])[1] in (400, 413)


def test_time_for_a_million_fields(inside: Inside) -> None:
    headers = {"content-type": "application/x-www-form-urlencoded"}
    answer = inside.client().post("/login", content=b"a&" * 400_000, headers=headers)
    assert answer.status_code == 413


def test_files_where_none_belong(inside: Inside) -> None:
    files = {"file": ("x.mp4", b"x" * 2_000_000, "video/mp4")}
    client = inside.client("ola")
    assert client.post("/me/pin", files=files).status_code == 413
    assert inside.client().post("/write", files=files).status_code == 413, "without a session"
    assert client.post("/write", files=files, data={"csrf": inside.csrf(client)}).status_code != 413


def ask(
    path: str, body: Receive, app_seen: list[bytes], headers: Sequence[tuple[bytes, bytes]] = ()
) -> tuple[bounds.Bounded, int]:
    """The status that one request with this body gets, in front of an application that reads it all."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        app_seen.append((await receive())["body"])
        await send({"type": "http.response.start", "status": 200, "headers": []})

    statuses: list[int] = []

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    bounded = bounds.Bounded(app, logged_in=lambda _: False)
    scope = {"type": "http", "method": "POST", "path": path, "headers": list(headers)}
    asyncio.run(bounded(scope, body, send))
    return bounded, statuses[0]


def test_a_place_in_the_desk_for_a_body_that_never_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "WITHIN", 0.2)

    async def slow() -> Message:
        await asyncio.sleep(0.03)
        return {"type": "http.request", "body": b"a", "more_body": True}

    seen: list[bytes] = []
    assert ask("/login", slow, seen)[1] == 408 and seen == []


def test_all_memory_by_many_bodies_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "ALL_TOGETHER", 300_000)
    parts = [100_000] * 4

    async def large() -> Message:
        return {"type": "http.request", "body": b"a" * parts.pop(), "more_body": bool(parts)}

    bounded, status = ask("/login", large, [])
    assert status == 503 and bounded._held == 0, "and what was held is given back"


WORST = """
from desk.web.shown.comparison import differences
from policy.drafts.checks import checks
from schemas.drafts.content import Content
for piece in ("1", "a", "a.", "2-", "1/", "22 33 44 55 ", "(2", "a@a."):
    checks(Content(title="t", body=(piece * 20_000)[:20_000]))
for piece in ("a ", "a b ", "a b c d ", "a\\n"):
    text = (piece * 20_000)[:20_000]
    differences(text, "x " + text[:9_000] + "x " + text[9_002:-9] + "y")
"""


def test_minutes_of_the_processor_for_one_draft() -> None:
    """The worst an employee can write, all of it: half a minute before, and the system stops it after sixteen seconds of work."""

    def bound() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (16, 16))

    done = subprocess.run([sys.executable, "-c", WORST], preexec_fn=bound, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_checks_that_are_made_anew_in_the_writers_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def counting(text: str, _ours: tuple[str, ...]) -> Iterator[Check]:
        asked.append(text)
        return personal_data(text)

    monkeypatch.setattr("policy.drafts.checks.personal_data", counting)
    text = content("Et utkast som er nytt for kontrollene.")
    assert checks(text) == checks(text.model_copy()) and len(asked) == 1


def test_a_phone_number_hidden_where_the_text_is_cut() -> None:
    for before in range(120, 160):
        text = "x" * before + " ring 922 33 444 nå " + "y" * 500
        assert [c.id.partition("-")[0] for c in checks(content(text)) if c.asks] == ["phone"]


def test_a_health_check_that_waits_for_a_writer(inside: Inside) -> None:
    """Also with a session that would be written down as seen, while another process has the writer's turn."""
    client = inside.client("ola")
    inside.clock.forward(minutes=5)
    held = sqlite3.connect(inside.settings.data / "krisekanal.db", isolation_level=None)
    held.execute("BEGIN IMMEDIATE")
    try:
        answer = client.get("/health")
    finally:
        held.execute("ROLLBACK")
        held.close()
    assert answer.json() == {"status": "ok"}


def test_everybodys_event_loop_held_by_one_write(inside: Inside) -> None:
    """Every route of the pages, from a session whose last use is due, and whatever a stranger's wrong login notes."""
    written: list[bool] = []

    def begun(connection: Connection) -> None:
        if connection.get_execution_options().get("writing"):
            written.append(asyncio._get_running_loop() is not None)

    client = inside.client("ola")
    csrf = inside.csrf(client)
    event.listen(inside.ctx.engine, "begin", begun)
    for method, path in routes(inside.app):
        if method in ("GET", "POST") and path not in ("/live", "/logout"):
            inside.clock.forward(minutes=2)
            client.request(method, fill(path), headers={"x-csrf": csrf})
    assert len(written) > 50 and not any(written)


def test_a_page_that_waits_for_a_writer_to_be_told_who_reads_it(inside: Inside) -> None:
    """While another process has the writer's turn the page is there; the session is noted as used by the next one."""
    client = inside.client("ola")
    inside.clock.forward(minutes=5)
    held = sqlite3.connect(inside.settings.data / "krisekanal.db", isolation_level=None)
    held.execute("BEGIN IMMEDIATE")
    try:
        answer = client.get("/drafts")
    finally:
        held.execute("ROLLBACK")
        held.close()
    late = inside.clock() - timedelta(minutes=1)
    assert answer.status_code == 200 and inside.sessions()[0].seen_at < late
    client.get("/drafts")
    assert inside.sessions()[0].seen_at > late


def test_a_session_that_lives_for_ever_by_looking_on(inside: Inside) -> None:
    client = inside.client("ola")
    before = inside.sessions()[0]
    inside.clock.forward(minutes=5)
    app_state = inside.app.state.app_state
    app_state.news.stopped.set()  # so that the stream ends
    assert client.get("/live").status_code == 200
    assert inside.sessions()[0] == before
    client.get("/drafts")
    assert inside.sessions()[0].expires_at > before.expires_at
