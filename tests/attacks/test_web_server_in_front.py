"""The web server that the docs give as an example, running, and what gets past it and what does not."""

import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from tests.journeys.town import Town
from tests.servers.caddy import caddy
from tests.servers.mastodon import MastodonServer
from tests.servers.nginx import DESK_NAME, PAGE_NAME, nginx
from tests.servers.ports import free_port
from tests.servers.recorder import Recorder
from tests.servers.smtp import SmtpServer
from tests.servers.web import PASSWORD, WebTown, web_town

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


class Named(httpx.HTTPTransport):
    """Asks for the desk's own name in TLS, whatever `Host` says."""

    def __init__(self, name: str, trust: ssl.SSLContext) -> None:
        super().__init__(verify=trust)
        self._name = name

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.extensions["sni_hostname"] = self._name
        return super().handle_request(request)


class Front:
    """The web server, seen from outside."""

    def __init__(self, web: WebTown, port: int, public: Path, trust: ssl.SSLContext, name: str) -> None:
        self.web, self.port, self.public, self.trust, self.name = web, port, public, trust, name

    def client(self, name: str = DESK_NAME) -> httpx.Client:
        return httpx.Client(
            base_url=f"https://127.0.0.1:{self.port}",
            headers={"Host": f"{name}:{self.port}"},
            transport=Named(name if name.endswith("stjordal.example") else DESK_NAME, self.trust),
            timeout=40,
        )

    def raw(self) -> ssl.SSLSocket:
        return self.trust.wrap_socket(socket.create_connection(("127.0.0.1", self.port), 40), server_hostname=DESK_NAME)


@pytest.fixture(scope="module", params=["nginx", "caddy"])
def front(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    folder, port = tmp_path_factory.mktemp("front"), free_port()
    server = {"nginx": nginx, "caddy": caddy}[request.param]
    with SmtpServer() as smtp, MastodonServer() as mastodon, Recorder() as webhook:
        town = Town(tmp_path_factory.mktemp("town"), smtp, mastodon, webhook)
        public = town.data / "public"
        with web_town(town, f"https://{DESK_NAME}:{port}") as web:
            with server(folder / request.param, port, web.desk_port, public) as trust:
                yield Front(web, port, public, trust, request.param)


def log_in(client: httpx.Client) -> httpx.Response:
    return client.post("/login", data={"name": "ola", "password": PASSWORD, "next": "/"})


def is_too_much(ask: Callable[[], httpx.Response]) -> bool:
    """Whoever goes on sending may be cut off before the answer is read, and so may nginx by the desk (502)."""
    try:
        return ask().status_code in (413, 502)
    except httpx.TransportError:
        return True


def session_of(answer: httpx.Response) -> dict[str, str]:
    cookies = (each.partition(";")[0] for each in answer.headers.get_list("set-cookie"))
    return {"Cookie": "; ".join(each for each in cookies if not each.endswith('=""'))}


def test_one_logs_in_and_every_cookie_is_bound_to_the_host(front: Front) -> None:
    with front.client() as client:
        answer = log_in(client)
        assert answer.status_code in (302, 303)
        cookies = answer.headers.get_list("set-cookie")
        assert cookies and all(c.startswith("__Host-") and "; Secure" in c and "HttpOnly" in c for c in cookies)
        assert answer.headers["strict-transport-security"]
        assert client.get("/", headers=session_of(answer)).status_code == 200


@pytest.mark.parametrize("name", ["evil.example", "127.0.0.1.evil.example"])
def test_another_name_gets_no_answer(front: Front, name: str) -> None:
    with front.client(name) as client, pytest.raises(httpx.HTTPError):
        client.get("/login")


@pytest.mark.parametrize("path", ["/login", "/api/v1/hooks/proposals", "/no-such-page"])
def test_a_body_of_sixty_megabytes_ends_early(front: Front, path: str) -> None:
    sent = 0

    def body() -> Iterator[bytes]:
        nonlocal sent
        for _ in range(600):
            sent += 100_000
            yield b"a" * 100_000

    with front.client() as client:
        assert is_too_much(lambda: client.post(path, content=body()))
    assert sent < 20_000_000


def test_a_file_of_more_than_a_megabyte_gets_to_the_desk(front: Front) -> None:
    """From who is logged in; of a stranger's the desk takes none."""
    files = {"file": ("film.mp4", b"x" * 3_000_000, "video/mp4")}
    with front.client() as client:
        session = session_of(log_in(client))
        word = re.search(r'name="csrf" value="([^"]+)"', client.get("/write", headers=session).text)
        assert word is not None
        taken = client.post("/write", files=files, data={"csrf": word[1]}, headers=session)
        assert taken.status_code != 413 and "<form" in taken.text, "it was read to its end, and answered with the page"
    with front.client() as stranger:
        assert is_too_much(lambda: stranger.post("/write", files=files))


def test_half_a_request_is_ended(front: Front) -> None:
    begun = time.monotonic()
    with front.raw() as connection:
        connection.sendall(f"GET /login HTTP/1.1\r\nHost: {DESK_NAME}\r\n".encode())
        connection.settimeout(40)
        answer = connection.recv(1000)
    assert answer == b"" or b"408" in answer.split(b"\r\n")[0]
    assert time.monotonic() - begun < 40


def test_one_address_does_not_take_all_connections(front: Front) -> None:
    """Fifty at a time; the rest hears 429, and the desk nothing of it."""
    if front.name == "caddy":
        pytest.skip("Caddy has no such bound: its example says so")
    held = [front.raw() for _ in range(60)]
    try:
        for connection in held:
            connection.sendall(f"POST /login HTTP/1.1\r\nHost: {DESK_NAME}\r\nContent-Length: 10\r\n\r\n".encode())
        time.sleep(1)
        refused = 0
        for connection in held:
            connection.settimeout(0.05)
            try:
                refused += b" 429 " in connection.recv(200)
            except TimeoutError:
                continue
        assert refused == 10
    finally:
        for connection in held:
            connection.close()


def test_live_updates_come_through_as_they_happen(front: Front) -> None:
    with front.client() as client:
        session = session_of(log_in(client))
        came = threading.Event()

        def listen() -> None:
            with front.client() as other, other.stream("GET", "/live", headers=session) as stream:
                assert stream.headers["content-type"].startswith("text/event-stream")
                for line in stream.iter_lines():
                    if line.startswith("retry:"):
                        came.set()
                        return

        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        assert came.wait(20), "buffered on the way"
        thread.join(20)


def test_the_public_page_shows_files_and_nothing_else(front: Front) -> None:
    front.public.mkdir(exist_ok=True)
    (front.public / "index.html").write_text("<p>Alt er i orden</p>", encoding="utf-8")
    (front.public / ".hemmelig").write_text("x", encoding="utf-8")
    (front.public / "mappe").mkdir(exist_ok=True)
    with front.client(PAGE_NAME) as client:
        page = client.get("/")
        assert page.status_code == 200 and "script-src" not in page.headers["content-security-policy"]
        assert page.headers["content-security-policy"].startswith("default-src 'none'")
        assert client.get("/.hemmelig").status_code == 404
        assert client.get("/mappe/").status_code in (403, 404)
        assert client.get("/login").status_code == 404
        assert client.post("/", content=b"a" * 2000).status_code in (405, 413)
