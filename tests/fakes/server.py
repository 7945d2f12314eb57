"""What every fake platform shares: an HTTP server on loopback that keeps every request and can fail as asked.

A fake holds what the platform's documents say, and refuses what they say it refuses.
"""

import json
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit


class Wire(NamedTuple):
    """One request as it came. `headers` by name in lower case; `many` is the query with every value of a name."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes
    many: dict[str, list[str]] = {}

    @property
    def json(self) -> Any:
        """None where the body is no JSON, or is not called so."""
        if not self.headers.get("content-type", "").startswith("application/json"):
            return None
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    @property
    def form(self) -> dict[str, str] | None:
        if self.headers.get("content-type") != "application/x-www-form-urlencoded":
            return None
        return {name: values[0] for name, values in parse_qs(self.body.decode(), keep_blank_values=True).items()}


class Answer(NamedTuple):
    """`told` is sent as JSON, bytes as they are."""

    status: int
    told: Any = b""
    headers: dict[str, str] = {}


class _Fault(NamedTuple):
    """Strikes the next request of this method whose path holds `part`."""

    method: str
    part: str
    act: Callable[[Callable[[], Answer]], Answer | None]


class FakeServer:
    """Subclass and implement `route`. `requests` is everything that came, in order."""

    def __init__(self) -> None:
        self.requests: list[Wire] = []
        self._faults: list[_Fault] = []
        self._lock = Lock()
        self._over = Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self.port = int(self._server.server_address[1])

    def __enter__(self) -> Any:
        Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._server.shutdown()
        self._server.server_close()

    @property
    def at(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def route(self, wire: Wire) -> Answer:
        raise NotImplementedError

    def fail(
        self, method: str, status: int, told: Any = b"", part: str = "", headers: dict[str, str] | None = None
    ) -> None:
        """The next such request is answered so and not carried out."""
        self._faults.append(_Fault(method, part, lambda _: Answer(status, told, headers or {})))

    def lie(self, method: str, status: int, part: str = "", headers: dict[str, str] | None = None) -> None:
        """Carried out, and answered as if it had not been."""

        def deny(carry: Callable[[], Answer]) -> Answer:
            carry()
            return Answer(status, b"", headers or {})

        self._faults.append(_Fault(method, part, deny))

    def dawdle(self, method: str, seconds: float, part: str = "") -> None:
        """Carried out only so many seconds later, and not answered."""

        def wait(carry: Callable[[], Answer]) -> None:
            self._over.wait(seconds)
            carry()

        self._faults.append(_Fault(method, part, wait))

    def lose(self, method: str, part: str = "") -> None:
        """Carried out, but the connection ends before the answer."""

        def hang_up(carry: Callable[[], Answer]) -> None:
            carry()

        self._faults.append(_Fault(method, part, hang_up))

    def stall(self, method: str, part: str = "") -> None:
        """Carried out, but the answer does not come before the caller has given up."""

        def wait(carry: Callable[[], Answer]) -> None:
            carry()
            self._over.wait(120)

        self._faults.append(_Fault(method, part, wait))

    def answer(self, wire: Wire) -> Answer | None:
        with self._lock:
            self.requests.append(wire)
            fault = next((f for f in self._faults if f.method == wire.method and f.part in wire.path), None)
            if fault:
                self._faults.remove(fault)
        return fault.act(lambda: self._routed(wire)) if fault else self._routed(wire)

    def _routed(self, wire: Wire) -> Answer:
        with self._lock:
            return self.route(wire)

    def told(self, *, tokens: str = "/token") -> list[tuple[str, str, dict[str, str], Any]]:
        """(method, path, query, JSON or form or None) of every request but those for access tokens."""
        kept = [wire for wire in self.requests if wire.path != tokens]
        return [(w.method, w.path, w.query, w.json if w.json is not None else w.form) for w in kept]


class TokenDesk:
    """Google's and others' token address: gives short-lived tokens for one grant, until it is withdrawn."""

    def __init__(self, grant: dict[str, str]) -> None:
        self._grant = grant | {"grant_type": "refresh_token"}
        self.grants, self.withdrawn, self.token = 0, False, ""

    def exchange(self, wire: Wire) -> Answer:
        if wire.method != "POST" or wire.form is None:
            return Answer(400, {"error": "invalid_request"})
        if self.withdrawn or wire.form != self._grant:
            return Answer(400, {"error": "invalid_grant", "error_description": "Token has been expired or revoked."})
        self.grants += 1
        self.token = f"adgang-{self.grants}-{time.monotonic_ns()}"
        return Answer(200, {"access_token": self.token, "expires_in": 3599, "token_type": "Bearer"})

    def end(self) -> None:
        self.token = "utløpt"

    def knows(self, wire: Wire) -> bool:
        return bool(self.token) and wire.headers.get("authorization") == f"Bearer {self.token}"


def _handler(fake: FakeServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _any(self) -> None:
            parts = urlsplit(self.path)
            many = parse_qs(parts.query, keep_blank_values=True)
            query = {name: values[0] for name, values in many.items()}
            headers = {name.lower(): value for name, value in self.headers.items()}
            body = self.rfile.read(int(headers.get("content-length") or 0))
            found = fake.answer(Wire(self.command, parts.path, query, headers, body, many))
            if found is None:
                self.close_connection = True
                return
            self._send(found)

        def _send(self, found: Answer) -> None:
            data = found.told if isinstance(found.told, bytes) else json.dumps(found.told, ensure_ascii=False).encode()
            self.send_response(found.status)
            for name, value in {"Content-Type": "application/json; charset=utf-8", **found.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET: Callable[..., None] = _any
        do_POST = do_PATCH = do_DELETE = do_PUT = _any

        def log_message(self, *_: object) -> None:
            return

    return Handler
