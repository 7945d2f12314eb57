"""A server on loopback that drips: whatever it has to say comes a byte at a time."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

PAUSE = 0.1
"""Seconds between two bytes."""


@dataclass
class Dripping:
    """Says `head` at once and then drips `body`: first and once, or in answer to everything it is asked."""

    head: bytes
    body: bytes
    answers: bool = True
    dripped: list[int] = field(default_factory=list)
    port: int = 0
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def at(self) -> str:
        return f"127.0.0.1:{self.port}"

    def speak(self, connection: socket.socket) -> None:
        with suppress(OSError), connection:
            while not self.answers or connection.recv(65_536):
                connection.sendall(self.head)
                if not self._drip(connection) or not self.answers:
                    return

    def _drip(self, connection: socket.socket) -> bool:
        for byte in self.body:
            if self.over.wait(PAUSE):
                return False
            connection.sendall(bytes([byte]))
            self.dripped.append(byte)
        return True


@contextmanager
def dripping(head: bytes, body: bytes, *, answers: bool = True) -> Iterator[Dripping]:
    made, listener = Dripping(head, body, answers), socket.create_server(("127.0.0.1", 0))
    made.port = int(listener.getsockname()[1])

    def serve() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                threading.Thread(target=made.speak, args=(connection,), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield made
    finally:
        made.over.set()
        listener.close()
