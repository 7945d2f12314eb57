"""nginx by the file that the docs give, behind another proxy: who asks is told apart, and nobody else is believed about it."""

import ssl
from pathlib import Path

import httpx
import pytest

from tests.servers.nginx import DESK_NAME, SIGNUP_NAME, nginx
from tests.servers.ports import free_port
from tests.servers.recorder import Recorder

pytestmark = pytest.mark.slow
RESIDENT, FORGED = "203.0.113.9", "198.51.100.7"


def seen(folder: Path, proxy: str | None, said: str, name: str) -> str:
    """Who the program behind nginx is told has asked, when a proxy on this machine says `said`."""
    port = free_port()
    behind = ("10.0.0.5", proxy) if proxy else None
    with Recorder() as program, nginx(folder / "nginx", port, program.port, folder, behind) as trust:
        assert _asked(port, trust, said, name).status_code == 200
        (request,) = program.requests
    return request.headers["X-Forwarded-For"]


def _asked(port: int, trust: ssl.SSLContext, said: str, name: str) -> httpx.Response:
    with httpx.Client(verify=trust, timeout=40) as client:
        asked = client.build_request(
            "GET", f"https://127.0.0.1:{port}/login", headers={"Host": f"{name}:{port}", "X-Forwarded-For": said}
        )
        asked.extensions["sni_hostname"] = name
        return client.send(asked)


@pytest.mark.parametrize("name", [DESK_NAME, SIGNUP_NAME])
def test_the_one_who_asks_is_told_apart(tmp_path: Path, name: str) -> None:
    assert seen(tmp_path, "127.0.0.1", RESIDENT, name) == RESIDENT


@pytest.mark.parametrize("proxy", [None, "10.0.0.6"])
def test_nobody_else_is_believed(tmp_path: Path, proxy: str | None) -> None:
    assert seen(tmp_path, proxy, RESIDENT, SIGNUP_NAME) == "127.0.0.1"


def test_what_a_resident_writes_in_front_is_not_believed(tmp_path: Path) -> None:
    """The proxy adds whom it saw at the end."""
    assert seen(tmp_path, "127.0.0.1", f"{FORGED}, {RESIDENT}", SIGNUP_NAME) == RESIDENT
