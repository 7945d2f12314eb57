"""A gate before a real Prefect: it lets through, answers late, or takes every request and answers none but "are you there"."""

import http.client
import socket
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

from tests.servers.ports import free_port

_HOP = {"connection", "transfer-encoding", "content-length", "keep-alive"}
_ALWAYS = ("/health", "/version")
"""What a server answers whose database is locked."""


class PrefectGate:
    """Open at first. `port` is where Prefect seems to be, `behind` where it is."""

    def __init__(self, behind: int) -> None:
        self.behind, self.port, self.held = behind, free_port(), 0
        self._delay = 0.0
        self._open = Event()
        self._open.set()
        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), type("Handler", (_Handler,), {"gate": self}))
        self._server.daemon_threads = True

    def __enter__(self) -> "PrefectGate":
        Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.open()
        self._server.shutdown()
        self._server.server_close()

    def open(self) -> None:
        self._delay = 0.0
        self._open.set()

    def slow(self, seconds: float) -> None:
        self._delay = seconds
        self._open.set()

    def hang(self) -> None:
        """What is asked now is let through when the gate opens."""
        self._open.clear()

    def pass_through(self, path: str) -> None:
        if path.endswith(_ALWAYS):
            return
        time.sleep(self._delay)
        if not self._open.is_set():
            self.held += 1
            self._open.wait()


class _Handler(BaseHTTPRequestHandler):
    gate: PrefectGate
    protocol_version = "HTTP/1.1"

    def _forward(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.gate.pass_through(self.path)
        if "upgrade" in self.headers.get("Connection", "").lower():
            self._tunnel()
            return
        asked = http.client.HTTPConnection("127.0.0.1", self.gate.behind, timeout=120)
        try:
            asked.request(self.command, self.path, body, dict(self.headers))
            answer = asked.getresponse()
            self._answer(answer.status, answer.getheaders(), answer.read())
        except OSError:
            self.close_connection = True  # nobody is behind the gate
        finally:
            asked.close()

    def _answer(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() not in _HOP:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _tunnel(self) -> None:
        """A web socket: both ways until one side ends."""
        self.close_connection = True
        with socket.create_connection(("127.0.0.1", self.gate.behind)) as other:
            head = f"{self.command} {self.path} HTTP/1.1\r\n" + "".join(
                f"{n}: {v}\r\n" for n, v in self.headers.items()
            )
            other.sendall(f"{head}\r\n".encode("latin-1"))
            back = Thread(target=_pump, args=(other, self.connection), daemon=True)
            back.start()
            _pump(self.connection, other)

    def log_message(self, *_args: Any) -> None:
        return

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _forward  # the names that the library looks for


def _pump(source: socket.socket, target: socket.socket) -> None:
    try:
        while piece := source.recv(65536):
            target.sendall(piece)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        return
