"""A server that drips a byte at a time is left after the deadline of the whole, not of each byte."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from notifiers.base import web
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
