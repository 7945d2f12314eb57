"""A fake station: it refuses another token (401), unknown words (400), a text of none or of more than 400 signs (422)."""

from datetime import UTC, datetime
from typing import Any

from tests.fakes.server import Answer, FakeServer, Wire


class FakeStation(FakeServer):
    def __init__(self) -> None:
        super().__init__()
        self.messages: dict[str, dict[str, Any]] = {}

    def route(self, wire: Wire) -> Answer:
        if wire.headers.get("authorization") != "Bearer hemmelig":
            return Answer(401)
        match wire.method, wire.path.strip("/").split("/"):
            case "GET", ["station"]:
                return Answer(200, {"name": "Radio Prøve"})
            case "GET", ["messages"]:
                since = datetime.fromisoformat(wire.query["since"])
                return Answer(200, {"messages": [m for m in self.messages.values() if _at(m) >= since]})
            case "PUT", ["messages", key]:
                return self._put(key, wire.json)
            case (("GET" | "DELETE"), ["messages", key]) if key in self.messages:
                return Answer(200, self.messages[key] if wire.method == "GET" else self.messages.pop(key))
        return Answer(404)

    def _put(self, key: str, told: Any) -> Answer:
        if not isinstance(told, dict) or set(told) != {"text"}:
            return Answer(400)
        if not 0 < len(told["text"]) <= 400:
            return Answer(422)
        self.messages[key] = {"id": key, "at": datetime.now(UTC).isoformat(), **told}
        return Answer(201, self.messages[key])


def _at(message: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(message["at"])
