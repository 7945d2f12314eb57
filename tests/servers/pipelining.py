"""A fake mail server that takes pipelined commands (RFC 2920), strict: one that gets what may not stand there yet hangs up.

Referee: it counts letters by their Message-ID and tells of nothing it has not answered 250 to.
"""

import socketserver
import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

_REFUSED = {
    "550": "550",
    "451": "451",
    "borte": "550 5.1.1",
    "avsender": "550 5.1.8",
    "fullt": "552 5.2.2",
    "rart": "550 5.1.1x",
}


class PipeliningServer:
    """`hang_up_after` so many letters on a connection the next envelope is answered with 421."""

    def __init__(self, hang_up_after: int = 0, *, pipelining: bool = True) -> None:
        self.hang_up_after, self.pipelining = hang_up_after, pipelining
        self.letters: dict[str, bytes] = {}
        """Recipient to the letter as it came, dots taken away."""
        self.taken: Counter[str] = Counter()
        self.connections, self.silent_after = 0, 0
        """`silent_after` so many letters it keeps one and hangs up without a word."""
        self.after_taking: Callable[[int], object] = lambda _: None
        """Told how many letters there are, before this one is answered."""
        self.lock = threading.Lock()
        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _handler(self), bind_and_activate=False)
        self._server.daemon_threads, self._server.block_on_close = True, False
        self._server.allow_reuse_address = True
        self._server.server_bind()
        self._server.server_activate()
        self.port: int = self._server.server_address[1]

    def __enter__(self) -> "PipeliningServer":
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def _handler(owner: PipeliningServer) -> Any:
    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            with owner.lock:
                owner.connections += 1
            self._here = 0
            self._sender, self._to = False, ""
            self._say(b"220 fake ESMTP")
            for line in self.rfile:
                if not self._answer(line.rstrip(b"\r\n").decode()):
                    return

        def _say(self, words: bytes) -> None:
            self.wfile.write(words + b"\r\n")

        def _answer(self, line: str) -> bool:
            """False: hang up."""
            verb = line.upper()
            if verb.startswith("EHLO"):
                self._say(b"250-fake\r\n250-PIPELINING\r\n250 8BITMIME" if owner.pipelining else b"250 fake")
            elif verb.startswith("MAIL FROM:"):
                return self._mail()
            elif verb.startswith("RCPT TO:"):
                return self._rcpt(line[8:].strip("<> "))
            elif verb == "DATA":
                return self._data()
            elif verb in ("RSET", "NOOP"):
                self._sender, self._to = False, ""
                self._say(b"250 OK")
            else:
                self._say(b"221 bye" if verb == "QUIT" else b"500 what")
                return False
            return True

        def _mail(self) -> bool:
            if owner.hang_up_after and self._here >= owner.hang_up_after:
                self._say(b"421 enough for one connection")
                return False
            self._say(b"503 nested MAIL" if self._sender else b"250 OK")
            self._sender = True
            return True

        def _rcpt(self, to: str) -> bool:
            code = _REFUSED.get(to.partition("@")[0])
            if not self._sender:
                self._say(b"503 no MAIL")
            elif code:
                self._say(f"{code} no".encode())
            else:
                self._to = to
                self._say(b"250 OK")
            return True

        def _data(self) -> bool:
            if not self._to:
                self._say(b"503 no recipient")
                return True
            self._say(b"354 go on")
            lines = []
            for line in self.rfile:
                if line == b".\r\n":
                    break
                lines.append(line[1:] if line.startswith(b".") else line)
            else:
                return False
            return self._kept(b"".join(lines))

        def _kept(self, letter: bytes) -> bool:
            with owner.lock:
                owner.letters[self._to] = letter
                owner.taken[self._to] += 1
                owner.after_taking(sum(owner.taken.values()))
                silent = owner.silent_after and sum(owner.taken.values()) == owner.silent_after
            if silent:
                return False
            self._here += 1
            self._sender, self._to = False, ""
            self._say(b"250 taken")
            return True

    return Handler
