"""A fake Power Automate workflow on loopback: takes Adaptive Cards 1.4 up to 28 kB, and answers 202 and nothing more."""

from typing import Any

from tests.fakes.server import Answer, FakeServer, Wire

PATH = "/workflows/abc/triggers/manual/paths/invoke"
URL = f"https%3A%2F%2Fprod-01.westeurope.logic.azure.com%3A443{PATH.replace('/', '%2F')}%3Fapi-version%3D2016-06-01%26sig%3Dhemmelig"
_BLOCKS = {"RichTextBlock"}


class FakeTeams(FakeServer):
    """`cards` oldest first."""

    def __init__(self) -> None:
        super().__init__()
        self.cards: list[dict[str, Any]] = []

    @property
    def url(self) -> str:
        return address(self.port)

    def lines(self) -> list[str]:
        """Of the last card, as people read them."""
        return ["".join(run["text"] for run in block["inlines"]) for block in self.cards[-1]["body"]]

    def route(self, wire: Wire) -> Answer:
        if wire.path != PATH or wire.query != {"api-version": "2016-06-01", "sig": "hemmelig"}:
            return Answer(401, {"error": {"code": "DirectApiAuthorizationRequired"}})
        told = wire.json
        if len(wire.body) > 28_000:
            return Answer(413)
        if not isinstance(told, dict) or told.get("type") != "message" or len(told.get("attachments", [])) != 1:
            return Answer(400)
        (attachment,) = told["attachments"]
        card = attachment.get("content", {})
        if attachment.get("contentType") != "application/vnd.microsoft.card.adaptive" or card.get("version") != "1.4":
            return Answer(400)
        if not card.get("body") or any(block.get("type") not in _BLOCKS for block in card["body"]):
            return Answer(400)
        self.cards.append(card)
        return Answer(202)


def address(port: int) -> str:
    return f"teamsflyt://varsling/?url={URL}&at=http%3A%2F%2F127.0.0.1%3A{port}"
