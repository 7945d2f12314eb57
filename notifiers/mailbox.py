"""The mailbox that undeliverable letters come back to, read over IMAP (RFC 3501): `imaps://USER:PASSWORD@host/INBOX`.

What was understood is taken away: a notification holds somebody's address. What was not stays, marked as seen, for a person.
"""

import imaplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import unquote, urlsplit

from notifiers.base.deadline import cut_after
from policy.reach import is_this_machine
from schemas.base import Noun
from schemas.errors import InvalidInput, NotifierError, RetryClass
from schemas.sentence import say

MOST = 200
"""Letters of one look; the rest come in the next."""
_TIMEOUT, _WHOLE = 20.0, 120.0
_PORTS = {"imaps": 993, "imap": 143}


class MailboxAddress(Noun):
    secure: bool
    host: str
    port: int
    user: str
    password: str
    folder: str


def address(given: str) -> MailboxAddress:
    """Raises `InvalidInput`, which repeats nothing of it."""
    try:
        parts = urlsplit(given)
        port = parts.port or _PORTS[parts.scheme]
    except (ValueError, KeyError):
        raise _no_mailbox() from None
    if not (parts.hostname and parts.username and parts.password):
        raise _no_mailbox()
    if parts.scheme == "imap" and not is_this_machine(parts.hostname):
        raise InvalidInput(say("The password would go in the clear. Use imaps://, or a server on this machine."))
    return MailboxAddress(
        secure=parts.scheme == "imaps",
        host=parts.hostname,
        port=port,
        user=unquote(parts.username),
        password=unquote(parts.password),
        folder=unquote(parts.path.strip("/")) or "INBOX",
    )


class Mailbox:
    def __init__(self, server: imaplib.IMAP4) -> None:
        self._server = server

    def new(self, longest: int) -> Iterator[tuple[str, bytes]]:
        """(uid, the first `longest` bytes) of letters that nobody has looked at, oldest first. Reading marks nothing."""
        uids = self._asked("SEARCH", "UNSEEN")[0].split()[:MOST]
        for uid in (each.decode() for each in uids):
            found = self._asked("FETCH", uid, f"(BODY.PEEK[]<0.{longest}>)")
            yield uid, next((bytes(part[1]) for part in found if isinstance(part, tuple)), b"")

    def take_away(self, uids: list[str]) -> None:
        self._mark(uids, r"(\Seen \Deleted)")
        if uids:
            self._server.expunge()

    def leave(self, uids: list[str]) -> None:
        self._mark(uids, r"(\Seen)")

    def _mark(self, uids: list[str], flags: str) -> None:
        if uids:
            self._asked("STORE", ",".join(uids), "+FLAGS.SILENT", flags)

    def _asked(self, command: str, *words: str) -> list[bytes]:
        status, found = self._server.uid(command, *words)
        if status != "OK":
            raise _failed(command)
        return found if found and found != [None] else [b""]


@contextmanager
def opened(given: str) -> Iterator[Mailbox]:
    """Raises `NotifierError`, `InvalidInput`."""
    where = address(given)
    opening: list[imaplib.IMAP4] = []
    try:
        with cut_after(_WHOLE, lambda: opening[0].sock if opening else None):
            opening.append(_connected(where))
            try:
                _let_in(opening[0], where)
                yield Mailbox(opening[0])
            finally:
                _goodbye(opening[0])
    except (imaplib.IMAP4.error, OSError) as error:
        raise _failed(type(error).__name__) from None


def _connected(where: MailboxAddress) -> imaplib.IMAP4:
    if where.secure:
        return imaplib.IMAP4_SSL(where.host, where.port, ssl_context=ssl.create_default_context(), timeout=_TIMEOUT)
    return imaplib.IMAP4(where.host, where.port, timeout=_TIMEOUT)


def _let_in(server: imaplib.IMAP4, where: MailboxAddress) -> None:
    try:
        server.login(where.user, where.password)
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error:
        raise NotifierError(
            say("The mailbox {host} does not let us in. Store its address again: `krisekanal secret set bounces`.", host=where.host),
            RetryClass.REAUTH,
        ) from None  # fmt: skip
    status, _ = server.select(f'"{where.folder}"')
    if status != "OK":
        raise NotifierError(say("There is no folder {name} in the mailbox.", name=where.folder), RetryClass.OPERATOR)


def _goodbye(server: imaplib.IMAP4) -> None:
    try:
        server.logout()
    except (imaplib.IMAP4.error, OSError):
        server.shutdown()


def _no_mailbox() -> InvalidInput:
    return InvalidInput(say("This is no address of a mailbox. It is written: imaps://USER:PASSWORD@host/INBOX"))


def _failed(why: str) -> NotifierError:
    return NotifierError(
        say("The mailbox of undeliverable letters cannot be read ({why}).", why=why), RetryClass.RETRY_BACKOFF
    )
