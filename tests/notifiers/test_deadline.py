"""A server that drips a byte at a time is left after the deadline of the whole, not of each byte."""

from pathlib import Path

import pytest

from notifiers.base import web
from schemas.accounts.account import Platform
from schemas.errors import RetryClass
from tests.notifiers.scenes import bound, outgoing, refusal
from tests.servers.dripping import dripping

WHOLE = 0.8
"""Seconds."""


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (b"", b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 500),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n", b"y" * 500),
    ],
    ids=["head", "body"],
)
def test_a_dripping_answer_ends_with_the_deadline(head: bytes, body: bytes) -> None:
    with dripping(head, body) as server:
        with web.Client(base_url=f"http://{server.at}", timeout=web.Timeout(5.0), whole=WHOLE) as client:
            with pytest.raises(web.HTTPError):
                client.post("/", content=b"Kok vannet")
        assert 1 < len(server.dripped) < len(body) / 2, "it was read for a while, and left long before it had ended"


def test_the_next_request_has_a_deadline_of_its_own() -> None:
    with (
        dripping(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n", b"ok") as server,
        web.Client(base_url=f"http://{server.at}", timeout=web.Timeout(5.0), whole=WHOLE) as client,
    ):
        for _ in range(4):
            assert client.get("/").text == "ok"


def test_an_smtp_server_that_drips_its_greeting_took_nothing(tmp_path: Path) -> None:
    with dripping(b"", b"2" * 400, answers=False) as server:
        plugin = bound(f"krisemail://{server.at}/?from=kommune@kk.example", tmp_path, Platform.EMAIL)
        vars(plugin)["whole"] = WHOLE
        assert refusal(lambda: plugin.deliver(outgoing(recipient="en@kk.example"))).kind is RetryClass.RETRY_NOW


@pytest.mark.parametrize("words", [b"\x00\x00\x01\x00" + b"\x00" * 396, b"\x00" * 400], ids=["drips", "is none"])
def test_an_smpp_centre_took_nothing_before_it_let_us_in(tmp_path: Path, words: bytes) -> None:
    with dripping(b"", words, answers=False) as server:
        plugin = bound(f"krisesmpp://bruker:hemmelig@{server.at}/?from=Kommunen&wait=0", tmp_path, Platform.SMS)
        vars(plugin)["whole"] = WHOLE
        assert refusal(lambda: plugin.deliver(outgoing(recipient="+4790000001"))).kind is RetryClass.RETRY_NOW


def test_what_apprise_asks_is_left_behind_when_it_drips(tmp_path: Path) -> None:
    with dripping(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n", b"y" * 500) as server:
        plugin = bound(f"json://{server.at}/hook", tmp_path)
        vars(plugin)["whole"] = WHOLE
        assert refusal(lambda: plugin.deliver(outgoing())).kind is RetryClass.AMBIGUOUS
        assert len(server.dripped) < 250
