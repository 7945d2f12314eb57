"""Prefect's server runs code as our user: who may ask it anything at all."""

import base64
import http.client
import json
import os
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from config.machine.settings import Settings
from desk.cli.running.programs import programs
from flows.runtime import prefect_settings, probe
from schemas.errors import ConfigInvalid
from tests.servers.ports import free_port
from tests.servers.prefect import server as prefect_server

OPEN = {"/api/health", "/api/ready"}
"""Whether it lives: the only thing that Prefect tells anybody."""


class Server(NamedTuple):
    port: int
    folder: Path
    process: "subprocess.Popen[bytes]"

    @property
    def settings(self) -> Settings:
        return Settings(data=self.folder, prefect_port=self.port)

    @property
    def known(self) -> str:
        return "Basic " + base64.b64encode((self.folder / "prefect.auth").read_bytes().strip()).decode()

    def ask(self, method: str, path: str, body: str | None = None, **headers: str) -> tuple[int, dict[str, str], bytes]:
        """Status, headers in small letters, body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, path, body, {"Content-Type": "application/json", **headers})
            answer = connection.getresponse()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
        finally:
            connection.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder, port = tmp_path_factory.mktemp("prefect"), free_port()
    environment = dict(os.environ) | {
        "KRISEKANAL_DATA": str(folder),
        "KRISEKANAL_PREFECT_PORT": str(port),
        "PREFECT_SERVER_API_AUTH_STRING": "",
        "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": "*",
    }
    made = Settings(data=folder, prefect_port=port)
    with prefect_server(made, environment, folder / "prefect.log") as process:
        yield Server(port, folder, process)


@pytest.mark.slow
def test_a_stranger_gets_no_route_and_patches_no_deployment(server: Server) -> None:
    schema = json.loads(server.ask("GET", "/openapi.json")[2])
    routes = [
        (m, p) for p, ways in schema["paths"].items() for m in ways if m in {"get", "post", "put", "patch", "delete"}
    ]
    asked = [(m, p if p.startswith("/api") else "/api" + p) for m, p in routes]
    assert len(asked) > 100
    some = "00000000-0000-0000-0000-000000000000"
    paths = [(m.upper(), p.replace("{id}", some)) for m, p in asked if p not in OPEN]
    assert ("PATCH", f"/api/deployments/{some}") in paths
    assert [(m, p, s) for m, p in paths if (s := server.ask(m, p, "{}")[0]) != 401] == []
    for wrong in ("Basic Og==", "Basic", "Basic " + base64.b64encode(b"admin:pass").decode(), "Bearer x"):
        assert server.ask("PATCH", f"/api/deployments/{some}", "{}", Authorization=wrong)[0] == 401
    assert server.ask("PATCH", f"/api/deployments/{some}", "{}", Authorization=server.known)[0] == 404


@pytest.mark.slow
@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://127.0.0.1:1", "http://localhost.evil.example"]
)
def test_a_page_of_another_origin_reads_nothing(server: Server, origin: str) -> None:
    for headers in ({}, {"Authorization": server.known}):
        status, told, _ = server.ask("GET", "/api/version", Origin=origin, **headers)
        assert (status, [name for name in told if name.startswith("access-control")]) == (403, [])
    asked = {"Origin": origin, "Access-Control-Request-Method": "PATCH"}
    status, told, _ = server.ask("OPTIONS", "/api/deployments/x", **asked)
    assert (status, [name for name in told if name.startswith("access-control")]) == (403, [])
    own = f"http://127.0.0.1:{server.port}"
    assert server.ask("GET", "/api/version", Origin=own, Authorization=server.known)[0] == 200


@pytest.mark.slow
@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "evil.example:4200", ""])
@pytest.mark.parametrize("path", ["/api/version", "/api/health", "/"])
def test_a_name_that_was_bound_anew_leads_nowhere(server: Server, host: str, path: str) -> None:
    assert server.ask("GET", path, Host=host, Authorization=server.known)[0] == 400


@pytest.mark.slow
@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Host": "evil.example"}, {}])
def test_a_websocket_of_a_stranger_is_not_opened(server: Server, headers: dict[str, str]) -> None:
    upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
    key = {"Sec-WebSocket-Key": base64.b64encode(bytes(16)).decode()}
    assert server.ask("GET", "/api/events/out", **upgrade, **key, **headers)[0] in (400, 403)


@pytest.mark.slow
def test_what_opens_it_is_in_no_argument_no_log_and_nobody_elses_file(server: Server) -> None:
    secret = (server.folder / "prefect.auth").read_bytes().strip()
    assert len(secret) > 40
    assert stat.S_IMODE((server.folder / "prefect.auth").stat().st_mode) == 0o600
    assert secret not in Path(f"/proc/{server.process.pid}/cmdline").read_bytes()
    assert secret not in (server.folder / "prefect.log").read_bytes()


@pytest.mark.slow
def test_a_server_that_does_not_let_us_in_is_no_prefect(server: Server, tmp_path: Path) -> None:
    assert not probe.answers(Settings(data=tmp_path, prefect_port=server.port))


def test_our_auth_string_is_not_given_to_a_prefect_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "prefect.auth").write_text("krisekanal:ours\n")
    elsewhere = Settings(data=tmp_path, prefect_api_url="https://prefect.example/api")
    found = prefect_settings.environment(elsewhere)
    assert "krisekanal:ours" not in found.values()
    assert not {"PREFECT_API_AUTH_STRING", "PREFECT_SERVER_API_AUTH_STRING"} & set(found)
    assert "prefect" not in [program.name for program in programs(elsewhere, prefect=True)]


def test_a_prefect_elsewhere_takes_its_auth_from_its_file(tmp_path: Path) -> None:
    file = tmp_path / "theirs"
    elsewhere = Settings(data=tmp_path, prefect_api_url="https://prefect.example/api", prefect_auth_file=file)
    with pytest.raises(ConfigInvalid):
        prefect_settings.environment(elsewhere)
    file.write_text("it:theirs\n")
    assert prefect_settings.environment(elsewhere)["PREFECT_API_AUTH_STRING"] == "it:theirs"


def test_a_variable_of_prefects_own_does_not_open_the_door(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "SERVER_API_AUTH_STRING": "",
        "API_URL": "http://evil.example/api",
        "SERVER_API_HOST": "0.0.0.0",
    }.items():
        monkeypatch.setenv(f"PREFECT_{name}", value)
    found = prefect_settings.environment(Settings(data=tmp_path))
    assert found["PREFECT_SERVER_API_AUTH_STRING"] == (tmp_path / "prefect.auth").read_text().strip() != ""
    assert found["PREFECT_API_URL"] == "http://127.0.0.1:4200/api"
    assert found["PREFECT_SERVER_API_HOST"] == "127.0.0.1"
