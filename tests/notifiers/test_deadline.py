"""A server that drips a byte at a time is left after the deadline of the whole, not of each byte."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from notifiers.base import web
from schemas.account import Platform
from schemas.errors import RetryClass
from tests.notifiers.scenes import bound, outgoing, refusal
from tests.servers.ports import free_port

DRIP = 0.1
WHOLE = 0.8


@contextmanager
def dripping(head: bytes, body: bytes) -> Iterator[tuple[str, list[int]]]:
    """Answers every request with `head` at once and `body` a byte at a time, on a connection that is kept open.

    Yields its address and what has dripped.
    """
    dripped: list[int] = []
    listener = socket.create_server(("127.0.0.1", free_port()))
    stop = threading.Event()

    def serve() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                threading.Thread(target=drip, args=(connection,), daemon=True).start()

    def drip(connection: socket.socket) -> None:
        with suppress(OSError), connection:
            while connection.recv(65_536):
                connection.sendall(head)
                for byte in body:
                    if stop.wait(DRIP):
                        return
                    connection.sendall(bytes([byte]))
                    dripped.append(byte)

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", dripped
    finally:
        stop.set()
        listener.close()


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (b"", b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 500),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n", b"y" * 500),
    ],
    ids=["head", "body"],
)
def test_a_dripping_answer_ends_with_the_deadline(head: bytes, body: bytes) -> None:
    with dripping(head, body) as (address, dripped):
        with web.Client(base_url=address, timeout=web.Timeout(5.0), whole=WHOLE) as client:
            with pytest.raises(web.HTTPError):
                client.post("/", content=b"Kok vannet")
        assert 1 < len(dripped) < len(body) / 2, "it was read for a while, and left long before it had ended"


def test_the_next_request_has_a_deadline_of_its_own() -> None:
    with (
        dripping(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n", b"ok") as (address, _),
        web.Client(base_url=address, timeout=web.Timeout(5.0), whole=WHOLE) as client,
    ):
        for _ in range(4):
            assert client.get("/").text == "ok"


def test_an_smtp_server_that_drips_its_greeting_took_nothing(tmp_path: Path) -> None:
    with dripping_first(b"2" * 400) as port:
        plugin = bound(f"krisemail://127.0.0.1:{port}/?from=kommune@kk.example", tmp_path, Platform.EMAIL)
        vars(plugin)["whole"] = WHOLE
        assert refusal(lambda: plugin.deliver(outgoing(recipient="en@kk.example"))).kind is RetryClass.RETRY_NOW


@pytest.mark.parametrize("words", [b"\x00\x00\x01\x00" + b"\x00" * 396, b"\x00" * 400], ids=["drips", "is none"])
def test_an_smpp_centre_took_nothing_before_it_let_us_in(tmp_path: Path, words: bytes) -> None:
    with dripping_first(words) as port:
        plugin = bound(f"krisesmpp://bruker:hemmelig@127.0.0.1:{port}/?from=Kommunen&wait=0", tmp_path, Platform.SMS)
        vars(plugin)["whole"] = WHOLE
        assert refusal(lambda: plugin.deliver(outgoing(recipient="+4790000001"))).kind is RetryClass.RETRY_NOW


def test_what_apprise_asks_is_left_behind_when_it_drips(tmp_path: Path) -> None:
    with dripping(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n", b"y" * 500) as (address, dripped):
        plugin = bound(address.replace("http://", "json://") + "/hook", tmp_path)
        vars(plugin)["whole"] = WHOLE
        assert refusal(lambda: plugin.deliver(outgoing())).kind is RetryClass.AMBIGUOUS
        assert len(dripped) < 250


@contextmanager
def dripping_first(words: bytes) -> Iterator[int]:
    """A port where whoever connects gets `words`, a byte at a time, whatever is said."""
    over, listener = threading.Event(), socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                threading.Thread(target=drip, args=(connection,), daemon=True).start()

    def drip(connection: socket.socket) -> None:
        with suppress(OSError), connection:
            for byte in words:
                if over.wait(DRIP):
                    return
                connection.sendall(bytes([byte]))

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield int(listener.getsockname()[1])
    finally:
        over.set()
        listener.close()
