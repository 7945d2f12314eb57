"""A door in front of a real server: passes requests on, keeps them, and loses, delays or fails one when asked."""

import httpx

from tests.fakes.server import Answer, FakeServer, Wire

_HOP = ("host", "content-length", "connection", "accept-encoding", "transfer-encoding", "content-encoding")


class Proxy(FakeServer):
    def __init__(self, behind: str) -> None:
        super().__init__()
        self._client = httpx.Client(base_url=behind, timeout=120)

    def route(self, wire: Wire) -> Answer:
        headers = {name: value for name, value in wire.headers.items() if name not in _HOP}
        found = self._client.request(wire.method, wire.path, params=wire.query, headers=headers, content=wire.body)
        kept = {name.title(): value for name, value in found.headers.items() if name not in _HOP}
        return Answer(found.status_code, found.content, kept)
