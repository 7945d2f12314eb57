"""Line 1: whoever reaches Prefect's server has code run as our user. Each test is named after what the attacker would get."""

import base64
import json
import os
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import NamedTuple

import pytest
from prefect.server.api.server import create_app

from config.settings import Settings, load_settings
from flows.runtime import prefect_auth, prefect_settings
from flows.runtime.probe import answers
from schemas.errors import ConfigInvalid
from tests.servers.ports import free_port

WAIT = 180


class Server(NamedTuple):
    settings: Settings
    log: Path
    process: "subprocess.Popen[bytes]"

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.settings.prefect_port}"

    def ask(self, path: str, method: str = "GET", body: object = None, **headers: str) -> tuple[int, dict[str, str]]:
        """(status, headers with lower-case names); header names are written with _ for -."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        data = json.dumps(body).encode() if body is not None else None
        asked = urllib.request.Request(
            self.address + path, data, named | {"Content-Type": "application/json"}, method=method
        )
        try:
            with urllib.request.urlopen(asked, timeout=20) as answer:
                return answer.status, {name.lower(): value for name, value in answer.headers.items()}
        except urllib.error.HTTPError as error:
            return error.code, {name.lower(): value for name, value in error.headers.items()}

    def let_in(self) -> str:
        return "Basic " + base64.b64encode((prefect_auth.of(self.settings) or "").encode()).decode()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The real one, as `krisekanal up` starts it."""
    folder, port = tmp_path_factory.mktemp("prefect"), free_port()
    settings = Settings(data=folder / "data", prefect_port=port)
    settings.data.mkdir()
    (settings.data / "prefect").mkdir()
    mine = os.environ | {"KRISEKANAL_DATA": str(settings.data), "KRISEKANAL_PREFECT_PORT": str(port)}
    log = folder / "log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "flows.runtime.prefect_server"], env=mine, stdout=out, stderr=out
        )
        try:
            deadline = time.monotonic() + WAIT
            while not answers(settings):
                assert process.poll() is None and time.monotonic() < deadline, log.read_text()
                time.sleep(0.2)
            yield Server(settings, log, process)
        finally:
            process.kill()
            process.wait()


pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


def test_a_local_user_changes_a_deployment(server: Server) -> None:
    """Every route that is there, asked without the auth string, with a wrong one and with the old default."""
    paths = [path for path in create_app(final=True).openapi()["paths"] if path not in ("/health", "/ready")]
    assert len(paths) > 100
    for path in paths:
        for wrong in ({}, {"Authorization": "Basic YWRtaW46cGFzcw=="}, {"Authorization": "Basic Og=="}):
            for method in ("GET", "POST", "PATCH", "DELETE"):
                status, _ = server.ask(f"/api{path}", method, {}, **wrong)
                assert status == 401, (method, path, status)
    assert server.ask("/api/deployments/filter", "POST", {})[0] == 401
    assert server.ask("/api/deployments/filter", "POST", {}, Authorization=server.let_in())[0] == 200


def test_a_page_elsewhere_asks_through_the_browser(server: Server) -> None:
    """Neither a preflight nor a request with somebody else's `Origin`, `null` among them."""
    for origin in ("https://evil.example", "null", "http://127.0.0.1:1", "http://localhost.evil.example"):
        status, headers = server.ask("/api/version", Origin=origin, Authorization=server.let_in())
        assert status == 403 and "access-control-allow-origin" not in headers
        wanted = {"Origin": origin, "Access_Control_Request_Method": "PATCH"}
        status, headers = server.ask("/api/deployments/filter", "OPTIONS", **wanted)
        assert status >= 400 and "access-control-allow-origin" not in headers
    own, headers = server.ask("/api/version", Origin=server.address, Authorization=server.let_in())
    assert own == 200 and headers["access-control-allow-origin"] == server.address


@pytest.mark.parametrize("host", ["evil.example", "evil.example:4200", "127.0.0.1.evil.example", "169.254.169.254"])
def test_a_name_that_leads_here_asks_as_if_it_were_us(server: Server, host: str) -> None:
    """DNS rebinding: the browser thinks it speaks to evil.example."""
    assert server.ask("/api/version", Host=host, Authorization=server.let_in())[0] == 400


def test_the_auth_string_is_read_by_others(server: Server) -> None:
    path = server.settings.own_prefect_auth_file
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    secret = path.read_text().strip().partition(":")[2]
    assert len(secret) >= 32
    assert secret not in Path(f"/proc/{server.process.pid}/cmdline").read_text()
    assert secret not in server.log.read_text()


def test_another_program_on_our_port_is_told_what_opens_prefect(tmp_path: Path) -> None:
    """A server that sends us elsewhere hears nothing of it there, and one that does not let us in is none."""
    heard: list[str | None] = []

    class Elsewhere(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/api/version":
                self.send_response(302)
                self.send_header("Location", "/stolen")
            else:
                heard.append(self.headers.get("Authorization"))
                self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Elsewhere) as other:
        Thread(target=other.serve_forever, daemon=True).start()
        assert not answers(Settings(data=tmp_path, prefect_port=other.server_port))
        other.shutdown()
    assert heard == []


@pytest.mark.parametrize(
    "address",
    [
        "http://prefect.kk.example/api",
        "http://10.0.0.5:4200/api",
        "http://127.0.0.1.evil.example/api",
        "http://[::2]/api",
    ],
)
def test_a_prefect_elsewhere_is_overheard_on_the_way(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("KRISEKANAL_PREFECT_API_URL", address)
    with pytest.raises(ConfigInvalid):
        load_settings()


@pytest.mark.parametrize("address", ["https://prefect.kk.example/api", "http://localhost:9/api", "http://[::1]:9/api"])
def test_our_own_auth_string_reaches_a_prefect_elsewhere(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, address: str
) -> None:
    """Theirs comes from a file; without one none is sent, and ours is not even made."""
    monkeypatch.setenv("KRISEKANAL_DATA", str(tmp_path))
    monkeypatch.setenv("KRISEKANAL_PREFECT_API_URL", address)
    assert "PREFECT_API_AUTH_STRING" not in prefect_settings.environment(load_settings())
    theirs = tmp_path / "theirs"
    monkeypatch.setenv("KRISEKANAL_PREFECT_AUTH_FILE", str(theirs))
    with pytest.raises(ConfigInvalid):
        prefect_settings.environment(load_settings())
    theirs.write_text("kommunen:deres eget\n")
    found = prefect_settings.environment(load_settings())
    assert found["PREFECT_API_AUTH_STRING"] == "kommunen:deres eget"
    assert "PREFECT_SERVER_API_AUTH_STRING" not in found and not load_settings().own_prefect_auth_file.exists()
