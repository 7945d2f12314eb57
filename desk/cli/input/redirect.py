"""Where the browser comes back to: a page on this machine alone, for one answer."""

from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Event, Thread
from types import TracebackType
from urllib.parse import parse_qsl, urlsplit

from config.language.texts import read
from schemas.errors import InvalidInput
from schemas.sentence import say

PATIENCE = 600.0
"""Seconds that a person has to say yes."""


class Redirect:
    """A context; `address` is what the platform sends the browser to. Raises `InvalidInput` for a port that is taken."""

    def __init__(self, port: int) -> None:
        self.returned: dict[str, str] = {}
        self._came = Event()
        try:
            self._server = HTTPServer(("127.0.0.1", port), _page(self))
        except OSError:
            raise InvalidInput(say("Port {port} is taken. Choose another with --port.", port=port)) from None
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}/"

    def __enter__(self) -> "Redirect":
        Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def wait(self, patience: float = PATIENCE) -> dict[str, str]:
        """The query that the browser came back with."""
        if not self._came.wait(patience):
            raise InvalidInput(
                say(
                    "Nobody said yes in the browser. Begin anew, or use --paste where the browser is on another "
                    "machine."
                )
            )
        return self.returned

    def take(self, query: str) -> bool:
        found = dict(parse_qsl(query))
        if not found or self._came.is_set():
            return False
        self.returned = found
        self._came.set()
        return True


def query_of(address: str) -> dict[str, str]:
    """Of what somebody pasted."""
    found = dict(parse_qsl(urlsplit(address.strip()).query))
    if not found:
        raise InvalidInput(say("That is not the address the browser ended at. Copy all of it, from http to the end."))
    return found


def _page(redirect: Redirect) -> type[BaseHTTPRequestHandler]:
    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            taken = redirect.take(urlsplit(self.path).query)
            words = read(say("You may close this window.")) if taken else ""
            self.send_response(200 if taken else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", "default-src 'none'")
            self.end_headers()
            self.wfile.write(f"<!doctype html><title>Krisekanal</title><p>{words}</p>".encode())

        def log_message(self, *_: object) -> None:
            return

    return Page
