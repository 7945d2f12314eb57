"""A real SMTP server on loopback that keeps what it gets. Replies are scripted by the recipient's local part."""

import asyncio
import email
import email.policy
from email.message import EmailMessage
from threading import Lock
from typing import Any, NamedTuple

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from tests.servers.ports import free_port


class Letter(NamedTuple):
    recipient: str
    message: EmailMessage
    raw: bytes
    """As it came over the wire."""
    login: str | None


class SmtpServer:
    """`451@…` and `550@…` are refused with that code; everything else is taken after `latency` seconds.

    `data_reply` answers the letter itself in place of 250 and nothing is kept; `drop_after_data` keeps it and hangs
    up without a word. With a `password`, whoever logs in must know it.
    """

    def __init__(self, latency: float = 0.0, password: str | None = None) -> None:
        self.port = free_port()
        self.latency = latency
        self.data_reply: str | None = None
        self.drop_after_data = False
        self.most_at_once = self._now = 0
        """Letters that were being taken at the same time."""
        self._password = password
        self._letters: list[Letter] = []
        self._lock = Lock()
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port, **self._logins())

    def __enter__(self) -> "SmtpServer":
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()

    @property
    def messages(self) -> list[Letter]:
        with self._lock:
            return list(self._letters)

    def forget(self) -> None:
        with self._lock:
            self._letters.clear()

    def to(self, recipient: str) -> list[EmailMessage]:
        return [letter.message for letter in self.messages if letter.recipient == recipient]

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:
        local = address.partition("@")[0]
        if local in ("451", "550"):
            return f"{local} scripted refusal"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    def _logins(self) -> dict[str, Any]:
        if self._password is None:
            return {}
        return {"authenticator": self._check, "auth_require_tls": False}

    def _check(self, _server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        right = data.password.decode() == self._password
        return AuthResult(success=right, handled=False, auth_data=data.login.decode())

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.data_reply:
            return self.data_reply
        raw, login = envelope.content, session.auth_data
        message = email.message_from_bytes(raw, policy=email.policy.default)
        with self._lock:
            self._letters += [Letter(to, message, raw, login) for to in envelope.rcpt_tos]
        if self.drop_after_data:
            server.transport.abort()
        self._now += 1
        self.most_at_once = max(self.most_at_once, self._now)
        await asyncio.sleep(self.latency)
        self._now -= 1
        return "250 2.0.0 taken"
