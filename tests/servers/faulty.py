"""A forward proxy between a channel and its server that lets one request go wrong: before the server has it, or after."""

from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import NamedTuple
from urllib.parse import urlsplit

from tests.servers.ports import free_port

_HOP = ("connection", "proxy-connection", "keep-alive", "transfer-encoding", "content-length")


class Fate(NamedTuple):
    """What becomes of a request. `status` None: no answer, `taken`: the server has carried it out all the same."""

    name: str
    taken: bool = False
    status: int | None = None
    headers: dict[str, str] = {}
    refused: bool = False
    """Nobody listens any more when it comes."""


class Passed(NamedTuple):
    """One request that came: method, path and query, and what the server answered; None where it never got it."""

    name: str
    status: int | None


class FaultyProxy:
    """`url` for HTTP_PROXY. Every connection carries one request, so that the next may find nobody."""

    def __init__(self) -> None:
        self.port = free_port()
        self.passed: list[Passed] = []
        self._fate, self._at = Fate(""), -1
        self._lock = Lock()
        self._server: ThreadingHTTPServer | None = None

    def __enter__(self) -> "FaultyProxy":
        self._listen()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def strike(self, at: int, fate: Fate) -> None:
        """Of the requests from now on, number `at` (from 0)."""
        self.calm()
        self._fate, self._at = fate, at
        if fate.refused and at == 0:
            self._stop()

    def calm(self) -> None:
        """From now on all goes well, and nothing has passed yet."""
        self.passed, self._at = [], -1
        self._listen()

    def _listen(self) -> None:
        if self._server is None:
            self._server = ThreadingHTTPServer(("127.0.0.1", self.port), _handler(self))
            self._server.daemon_threads = True
            Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def _stop(self) -> None:
        server, self._server = self._server, None
        if server:
            server.shutdown()
            server.server_close()

    def fate(self) -> Fate | None:
        """Of the request that has just come."""
        with self._lock:
            number = len(self.passed)
            if self._fate.refused and number + 1 == self._at:
                self._stop()
            return self._fate if number == self._at else None


def _handler(proxy: FaultyProxy) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self.close_connection = True
            fate = proxy.fate()
            answer = None if fate and not fate.taken else self._carry(body)
            name = f"{self.command} {urlsplit(self.path)._replace(scheme='', netloc='').geturl()}"
            proxy.passed.append(Passed(name, answer[0] if answer else None))
            if fate:
                answer = (fate.status, fate.headers, b"") if fate.status else None
            if answer:
                self._send(*answer)

        do_GET = do_PUT = do_PATCH = do_DELETE = do_POST

        def _carry(self, body: bytes) -> tuple[int, dict[str, str], bytes]:
            """To the server that the address names, or the header `Host` where a channel hides its address' path."""
            parts = urlsplit(self.path)
            line = HTTPConnection(parts.netloc or self.headers["Host"], timeout=120)
            headers = {name: value for name, value in self.headers.items() if name.lower() not in _HOP}
            line.request(self.command, parts._replace(scheme="", netloc="").geturl(), body, headers)
            found = line.getresponse()
            kept = {name: value for name, value in found.getheaders() if name.lower() not in _HOP}
            whole = found.status, kept, found.read()
            line.close()
            return whole

        def _send(self, status: int, headers: dict[str, str], data: bytes) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Connection", "close")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            return

    return Handler
