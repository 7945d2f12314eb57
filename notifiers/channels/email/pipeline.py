"""Many letters over one connection that stays open, with as many commands in one packet as the server allows (RFC 2920).

Of each letter the envelope goes along with the end of the letter before it: one answer is waited for per letter, not five.
"""

import re
import smtplib
from collections.abc import Callable
from typing import NamedTuple

from notifiers.base.many import NOT_BEGUN, refused
from notifiers.channels.email.replies import reply_class
from policy.recipients.dead_ways import says_nobody_there
from schemas.errors import NotifierError, RetryClass
from schemas.messages.bulk import Sent

_GO_AHEAD = 354
_CLOSING = 421
_FRESH = 2
"""Lines opened for one letter: an idle one may have ended meanwhile."""
_LOST = (smtplib.SMTPException, OSError)
_STATUS = re.compile(rb"\d\.\d{1,3}\.\d{1,3}(?=\s|$)")


class Reply(NamedTuple):
    """`status` is the enhanced code (RFC 3463), empty where the server gives none."""

    code: int
    status: str = ""


_Envelope = tuple[Reply, Reply, Reply]
"""To `MAIL FROM`, `RCPT TO` and `DATA`."""


class HungUp(Exception):
    """The server is gone before this letter's body has left: safe to send on another line."""


class SmtpLine:
    """An open, logged-in connection. Not for two threads at once."""

    def __init__(self, server: smtplib.SMTP, sender: str) -> None:
        self.server, self._sender = server, sender
        self._pipelined = server.has_extn("pipelining")
        self._begun: _Envelope | None = None

    @property
    def is_open(self) -> bool:
        return self.server.sock is not None

    def close(self) -> None:
        self.server.close()

    def send(self, recipient: str, letter: bytes, following: str | None) -> Sent:
        """`letter` as it goes over the wire. `following` is whose envelope may go along. Raises `HungUp`."""
        answers = self._begun or self._envelope(recipient)
        self._begun = None
        of_sender, of_recipient, of_letter = answers
        refused = next((each for each in (of_sender, of_recipient) if each.code >= 400), None)
        if refused is None and of_letter.code != _GO_AHEAD:
            refused = of_letter
        if refused is not None:
            sent = self._given_up(refused.code, began=of_letter.code == _GO_AHEAD)
            gone = refused is of_recipient and says_nobody_there(refused.status)
            return sent._replace(nobody_there=gone)
        return self._handed_over(letter, following)

    def _envelope(self, recipient: str) -> _Envelope:
        lines = self._words(recipient)
        try:
            if self._pipelined:
                self.server.send(b"".join(lines))
                return self._reply(), self._reply(), self._reply()
            return self._one_by_one(lines)
        except _LOST as error:
            raise HungUp from error

    def _one_by_one(self, lines: list[bytes]) -> _Envelope:
        answers = [Reply(0)] * 3
        for number, line in enumerate(lines):
            self.server.send(line)
            answers[number] = self._reply()
            if answers[number].code >= 400:
                break
        return answers[0], answers[1], answers[2]

    def _words(self, recipient: str) -> list[bytes]:
        return [f"MAIL FROM:<{self._sender}>\r\n".encode(), f"RCPT TO:<{recipient}>\r\n".encode(), b"DATA\r\n"]

    def _reply(self) -> Reply:
        code, words = self.server.getreply()
        if code == _CLOSING:
            raise smtplib.SMTPServerDisconnected(str(code))
        status = _STATUS.match(words)
        return Reply(code, status[0].decode() if status else "")

    def _given_up(self, code: int, *, began: bool) -> Sent:
        """Nothing of it was taken; the next letter begins anew."""
        try:
            if began:
                self.server.send(b".\r\n")
                self.server.getreply()
            self.server.rset()
        except _LOST:
            self.close()
        return Sent(kind=reply_class(code), error=f"SMTP {code}")

    def _handed_over(self, letter: bytes, following: str | None) -> Sent:
        """After this only the server's own word tells; silence is ambiguous."""
        more = b"".join(self._words(following)) if following and self._pipelined else b""
        try:
            self.server.send(letter + more)
            code, words = self.server.getreply()
        except _LOST as error:
            self.close()
            return Sent(kind=RetryClass.AMBIGUOUS, error=type(error).__name__)
        if more:
            self._read_ahead()
        if code >= 400:
            return Sent(kind=reply_class(code), error=f"SMTP {code}")
        return Sent(remote_id="", error=f"{code} {words.decode(errors='replace')[:120]}")

    def _read_ahead(self) -> None:
        """The next letter's envelope has left with this one; should the line be gone, its turn finds that out."""
        try:
            self._begun = self._reply(), self._reply(), self._reply()
        except _LOST:
            self.close()


class Done(NamedTuple):
    results: list[Sent]
    """In the letters' order."""
    good: SmtpLine | None
    """The last line, if it can take another letter."""


def send_all(lines: Callable[[], SmtpLine], letters: list[tuple[str, bytes]], go_on: Callable[[], bool]) -> Done:
    """(recipient, letter) each. `lines` gives the next line; where none can be had, the rest is to be tried again."""
    line: SmtpLine | None = None
    results: list[Sent] = []
    for number, (recipient, letter) in enumerate(letters):
        if not go_on():
            if line is not None:
                line.close()  # it may have begun the next one's envelope
            return Done(results + [NOT_BEGUN] * (len(letters) - number), None)
        following = letters[number + 1][0] if number + 1 < len(letters) else None
        try:
            line, sent = _one(lines, line, recipient, letter, following)
        except NotifierError as error:
            return Done(results + [refused(error)] * (len(letters) - number), None)
        results.append(sent)
    return Done(results, line if line is not None and line.is_open else None)


def _one(
    lines: Callable[[], SmtpLine], line: SmtpLine | None, recipient: str, letter: bytes, following: str | None
) -> tuple[SmtpLine | None, Sent]:
    """A server that hangs up between two letters (421: so many a connection) gets them on another line, as long as it takes any."""
    fresh = 0
    while fresh < _FRESH:
        if line is None or not line.is_open:
            line, fresh = lines(), fresh + 1
        try:
            return line, line.send(recipient, letter, following)
        except HungUp:
            line.close()
    return None, Sent(kind=RetryClass.RETRY_NOW, error="hung up")
