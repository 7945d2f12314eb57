"""A fake of Bluesky's index (AppView), in front of a real server: what concerns the network is answered here, the rest passed on.

It refuses as the index or the server before it would: no login (401), a request that does not name the index in `atproto-proxy`
(501, what a server without an index of its own answers), unknown parameters, reasons and limits over a hundred (400).
"""

from typing import Any

from tests.fakes.server import Answer, Wire
from tests.servers.proxy import Proxy

_INDEX = "did:web:api.bsky.app#bsky_appview"
_PATH = "/xrpc/app.bsky.notification.listNotifications"
_ASKED = {"reasons", "limit", "cursor", "priority", "seenAt"}
_REASONS = {"like", "repost", "follow", "mention", "reply", "quote"}


class FakeIndex(Proxy):
    """`notices` as the index tells of them, newest first."""

    def __init__(self, behind: str) -> None:
        super().__init__(behind)
        self.notices: list[dict[str, Any]] = []
        self.page = 100

    def notice(self, address: str, author: dict[str, str], record: dict[str, Any], reason: str, when: str) -> None:
        told = {"uri": address, "cid": "bafy", "author": author, "reason": reason, "record": record}
        self.notices.insert(0, told | {"isRead": False, "indexedAt": when})

    def route(self, wire: Wire) -> Answer:
        if not wire.path.startswith("/xrpc/app.bsky."):
            return super().route(wire)
        if not wire.headers.get("authorization", "").startswith("Bearer "):
            return Answer(401, {"error": "AuthMissing", "message": "Authentication Required"})
        if wire.headers.get("atproto-proxy") != _INDEX or wire.path != _PATH:
            return Answer(501, {"error": "MethodNotImplemented", "message": "Method Not Implemented"})
        reasons, limit = set(wire.many.get("reasons", [])), int(wire.query.get("limit", "50"))
        if set(wire.query) - _ASKED or reasons - _REASONS or not 1 <= limit <= 100:
            return Answer(400, {"error": "InvalidRequest", "message": "?"})
        return self._list(reasons, limit, wire.query.get("cursor"))

    def _list(self, reasons: set[str], limit: int, cursor: str | None) -> Answer:
        """A page begins after the notice that the cursor names, whatever has come above it since."""
        kept = [one for one in self.notices if not reasons or one["reason"] in reasons]
        first = next((n + 1 for n, one in enumerate(kept) if one["uri"] == cursor), 0)
        chosen = kept[first : first + min(limit, self.page)]
        more = {"cursor": chosen[-1]["uri"]} if chosen and first + len(chosen) < len(kept) else {}
        return Answer(200, {"notifications": chosen, **more})
