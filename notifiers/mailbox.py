"""A mailbox read over IMAP (RFC 3501): `imaps://USER:PASSWORD@host/INBOX`.

Of undeliverable letters, what was understood is taken away: a notification holds somebody's address. What was not stays, marked as
seen, for a person. Reading what people answer (`since`) changes nothing there.
"""

import imaplib
import re
import ssl
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from time import mktime
from urllib.parse import unquote, urlsplit

from notifiers.base.deadline import cut_after
from policy.percent_signs import require_whole_letters
from policy.reach import is_this_machine
from schemas.base import Noun
from schemas.errors import InvalidInput, NotifierError, RetryClass
from schemas.sentence import say

MOST = 200
"""Letters of one look; the rest come in the next."""
_TIMEOUT, _WHOLE = 20.0, 120.0
_MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec"
_PORTS = {"imaps": 993, "imap": 143}


class MailboxAddress(Noun):
    secure: bool
    host: str
    port: int
    user: str
    password: str
    folder: str
    kept_as: str = "bounces"
    """Name of the secret that it comes from."""


def address(given: str) -> MailboxAddress:
    """Raises `InvalidInput`, which repeats nothing of it."""
    try:
        parts = urlsplit(given)
        port = parts.port or _PORTS[parts.scheme]
    except (ValueError, KeyError):
        raise _no_mailbox() from None
    if not (parts.hostname and parts.username and parts.password) or parts.query or parts.fragment:
        raise _no_mailbox()
    if parts.netloc.count("@") > 1:
        raise InvalidInput(
            say("The address has more than one @ before its host. Write an @ in a user name or a password as %40.")
        )
    require_whole_letters(given)
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
        told: list[bytes | None] = server.response("UIDVALIDITY")[1]
        self.validity = (told[0] or b"").decode("ascii", "replace")
        """UIDs mean the same for as long as this is the same (RFC 3501, 2.3.1.1)."""

    def new(self, longest: int) -> Iterator[tuple[str, bytes]]:
        """(uid, the first `longest` bytes) of letters that nobody has looked at, oldest first. Reading marks nothing."""
        uids = self._asked("SEARCH", "UNSEEN")[0].split()[:MOST]
        for uid in (each.decode() for each in uids):
            found = self._asked("FETCH", uid, f"(BODY.PEEK[]<0.{longest}>)")
            yield uid, next((bytes(part[1]) for part in found if isinstance(part, tuple)), b"")

    def uids(self, after: int | None, day: datetime) -> list[int]:
        """Of letters behind that one, or since that day where none is named; the oldest first."""
        asked = ("UID", f"{after + 1}:*") if after is not None else ("SINCE", _day(day))
        found = [int(uid) for line in self._asked("SEARCH", *asked) for uid in (line or b"").split()]
        return sorted(uid for uid in found if after is None or uid > after)

    def letter(self, uid: int, longest: int) -> tuple[datetime | None, bytes]:
        """When it came, and its first bytes; empty where it is gone. Reading marks nothing."""
        found = self._asked("FETCH", str(uid), f"(INTERNALDATE BODY.PEEK[]<0.{longest}>)")
        for part in found:
            if isinstance(part, tuple):
                at = imaplib.Internaldate2tuple(part[0])
                return datetime.fromtimestamp(mktime(at), UTC) if at else None, bytes(part[1])
        return None, b""

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
def opened(given: str | MailboxAddress) -> Iterator[Mailbox]:
    """Raises `NotifierError`, `InvalidInput`."""
    where = address(given) if isinstance(given, str) else given
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
        if f"{where.user}{where.password}".isascii():
            server.login(where.user, where.password)
        else:
            server.authenticate("PLAIN", lambda _: f"\0{where.user}\0{where.password}".encode())
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error:
        sentence = say(
            "The mailbox {host} does not let us in. Store its address again: `krisekanal secret set {name}`.",
            host=where.host,
            name=where.kept_as,
        )
        raise NotifierError(sentence, RetryClass.REAUTH) from None
    status, _ = server.select(f'"{folder_on_the_wire(where.folder)}"')
    if status != "OK":
        raise NotifierError(say("There is no folder {name} in the mailbox.", name=where.folder), RetryClass.OPERATOR)


def folder_on_the_wire(name: str) -> str:
    """IMAP's own UTF-7 (RFC 3501, 5.1.3): `Søppel` is `S&APg-ppel`."""
    return re.sub(r"&|[^\x20-\x7e]+", _shifted, name)


def _shifted(found: re.Match[str]) -> str:
    if found[0] == "&":
        return "&-"
    return f"&{b64encode(found[0].encode('utf-16-be')).decode().rstrip('=').replace('/', ',')}-"


def _goodbye(server: imaplib.IMAP4) -> None:
    try:
        server.logout()
    except (imaplib.IMAP4.error, OSError):
        server.shutdown()


def _no_mailbox() -> InvalidInput:
    return InvalidInput(say("This is no address of a mailbox. It is written: imaps://USER:PASSWORD@host/INBOX"))


def _failed(why: str) -> NotifierError:
    return NotifierError(say("The mailbox cannot be read ({why}).", why=why), RetryClass.RETRY_BACKOFF)


def _day(at: datetime) -> str:
    """Its months are English, whatever the locale."""
    return f"{at.day}-{_MONTHS[at.month * 3 - 3 : at.month * 3]}-{at.year}"
