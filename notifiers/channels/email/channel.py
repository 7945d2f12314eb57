"""`krisemail://user:password@host:port/?from=Name <address>` and `krisemails://` for TLS from the first byte.

`&imap=HOST` is the mailbox of that address, read with the same name and password: what people answer is a remark.
Plain Apprise also needs `&to=address`; ours names one recipient a request.
"""

import smtplib
import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from threading import Semaphore
from typing import Any, ClassVar

from apprise import NotifyBase

from notifiers import mailbox
from notifiers.base.abilities import Ability, Diagnosis
from notifiers.base.deadline import SLOWEST, WHOLE, cut_after
from notifiers.base.idle_lines import IdleLines
from notifiers.base.plugin import Plugin
from notifiers.channels.email import headers, heard, inbox
from notifiers.channels.email.letter import Mould, ascii_address, compose, ends_at
from notifiers.channels.email.pipeline import SmtpLine, send_all
from notifiers.channels.email.replies import login_class, reply_class
from policy.reach import is_this_machine
from policy.recipients.mail_addresses import can_be_written_to, foreign_sign, no_sign_of_one
from schemas.dialogue.remark import RemarkPage, RemoteRemark
from schemas.errors import NotifierError, RetryClass
from schemas.messages.bulk import Batch, Sent
from schemas.messages.delivery import Outgoing
from schemas.messages.receipt import Receipt
from schemas.sentence import Sentence, say

TIMEOUT = 10.0
"""Seconds between two bytes; the whole has `WHOLE`."""
CONNECTIONS = 8
"""At once, to a server of which we know nothing else."""
_TAKES = {"smtp.office365.com": 3}
"""Connections at once that a host takes from one sender, where fewer: Microsoft, *Exchange Online limits*, concurrent connections."""
_READY = 220
_A_LETTER = 0.5
"""Seconds for each letter of a batch, in addition."""
_DEAF = say(
    "Nobody reads what is answered by mail. Give the account's address the mailbox, &imap=HOST, and it is read here."
)
_OURS_ALONE = say("A letter to us is read by us alone, so there is nothing to hide.")
_SENT = say("A letter that has been sent cannot be changed or called back. A new one in the same thread follows it.")


class KriseMail(Plugin):
    """STARTTLS is used wherever the server offers it; a password never travels in the clear but on loopback."""

    service_name = "E-mail"
    protocol = "krisemail"
    secure_protocol = "krisemails"
    setup_url = "https://www.rfc-editor.org/rfc/rfc5321"
    templates = ("{schema}://{host}:{port}", "{schema}://{user}:{password}@{host}:{port}")
    template_tokens = {
        **NotifyBase.template_tokens,
        "host": {"name": "Host", "type": "string"},
        "port": {"name": "Port", "type": "int"},
        "user": {"name": "User", "type": "string"},
        "password": {"name": "Password", "type": "string", "private": True},
    }
    template_args = {
        **NotifyBase.template_args,
        "from": {"name": "From", "type": "string", "required": True, "map_to": "sender"},
        "to": {"name": "To", "type": "string", "map_to": "to"},
        "connections": {"name": "Connections at once", "type": "int", "min": 1, "map_to": "connections"},
        "imap": {"name": "Mailbox of the sender", "type": "string", "private": True, "map_to": "imap"},
    }
    body_maxlen = 1_000_000
    cannot: ClassVar[dict[Ability, Sentence]] = {
        Ability.CORRECT: _SENT,
        Ability.RETRACT: _SENT,
        Ability.READ_BACK: say("Other people's mailboxes cannot be read; a letter in doubt is asked about."),
        Ability.LOCK: say("The sender address belongs to the mail server; it is locked here only."),
        **dict.fromkeys((Ability.HIDE, Ability.REMOVE_REMARK), _OURS_ALONE),
        Ability.REPLY_PRIVATELY: say("A letter is answered to whoever wrote it alone, as it is."),
    }

    def __init__(self, sender: str = "", to: str = "", connections: str = "", imap: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        try:
            name, address = headers.sender(sender)
        except ValueError:
            raise TypeError("krisemail needs ?from=name@example.org") from None
        if not can_be_written_to(address):
            raise NotifierError(_no_sender(address), RetryClass.OPERATOR)
        if connections and not (connections.isdecimal() and int(connections)):
            raise TypeError("krisemail takes &connections=1 or more")
        self.sender, self.to, self.connections, self.imap = sender, to, connections, imap
        self.mailbox = inbox.place(imap, self.user or "", self.password or "") if imap else None
        if not imap:
            self.cannot = type(self).cannot | {Ability.READ_REMARKS: _DEAF, Ability.REPLY: _DEAF}  # type: ignore[misc]  # by what the address says
        self.at_once = int(connections or _TAKES.get(str(self.host).lower(), CONNECTIONS))
        self._places = Semaphore(self.at_once)
        self.address = ascii_address(address)
        self.from_line = f"{name} <{self.address}>" if name else self.address
        self.domain = self.address.partition("@")[2]
        self.whole = WHOLE
        self._lines: IdleLines[SmtpLine] = IdleLines()

    def publish(self, out: Outgoing) -> Receipt:
        recipient = self._recipient(heard.writer(out.answers.author) if out.answers else out.recipient)
        letter = compose(out, self.from_line, recipient, self.domain, ends_at(self))
        data = letter.as_bytes()
        with self._connection(len(data)) as server:
            self._speak(lambda: server.mail(self.address))
            self._speak(lambda: server.rcpt(recipient))
            answer = self._hand_over(server, data)
        return Receipt(remote_id=str(letter["Message-ID"]), detail=answer)

    def deliver_many(self, batch: Batch, go_on: Callable[[], bool]) -> list[Sent]:
        """One letter each, over a line that stays open. The letters are what `publish` makes."""
        mould = Mould(batch.out, self.from_line, self.domain, ends_at(self))
        places = [self._place(addressee.recipient) for addressee in batch.to]
        letters = [
            (place, mould.letter(addressee, place))
            for addressee, place in zip(batch.to, places, strict=True)
            if place is not None
        ]
        with self._places:
            sent = iter(self._all_on_lines(letters, go_on))
        impossible = Sent(kind=RetryClass.PERMANENT, error="an address with letters outside ASCII before the @")
        found = [next(sent) if place is not None else impossible for place in places]
        return [
            one if one.kind else one._replace(remote_id=f"<{addressee.key}@{self.domain}>")
            for one, addressee in zip(found, batch.to, strict=True)
        ]

    def remarks(self, cursor: str | None, own_posts: Sequence[str]) -> RemarkPage:
        if self.mailbox is None:
            raise self._cannot(Ability.READ_REMARKS)
        where = self.mailbox.model_copy(update={"kept_as": self.account.secret or self.account.id})
        return inbox.read(where, cursor, self.address)

    def remark(self, known: RemoteRemark) -> RemoteRemark | None:
        """A letter that was sent stays as it is."""
        return known

    def reply(self, out: Outgoing) -> Receipt:
        """A letter to whom it answers, in the same thread."""
        if self.mailbox is None:
            raise self._cannot(Ability.REPLY)
        return self.publish(out)

    def from_apprise(self, body: str, title: str) -> Outgoing:
        return super().from_apprise(body, title).model_copy(update={"recipient": self.to})

    def check(self) -> list[Diagnosis]:
        with self._connection() as server:
            self._speak(server.noop)
        found = [Diagnosis(level="ok", sentence=say("The mail server {host} answers and lets us in.", host=self.host))]
        if self.mailbox is not None:
            with mailbox.opened(self.mailbox):
                sentence = say("What people answer is read from {host}.", host=self.mailbox.host)
                found.append(Diagnosis(level="ok", sentence=sentence))
        return found

    def url(self, privacy: bool = False, *_: Any, **__: Any) -> str:
        schema = "krisemails" if self.secure else "krisemail"
        login = f"{self.quote(self.user)}:{self.pprint(self.password, privacy, safe='')}@" if self.user else ""
        to = f"&to={self.quote(self.to)}" if self.to else ""
        to += f"&connections={self.connections}" if self.connections else ""
        to += f"&imap={self.pprint(self.imap, privacy and '://' in self.imap, safe='')}" if self.imap else ""
        return f"{schema}://{login}{self.host}:{self._port()}/?from={self.quote(self.sender)}{to}"

    @staticmethod
    def parse_url(url: str, *_: Any, **__: Any) -> dict[str, Any] | None:
        parts = NotifyBase.parse_url(url)
        if parts:
            parts["sender"] = parts["qsd"].get("from", "")
            parts["to"] = parts["qsd"].get("to", "")
            parts["connections"] = parts["qsd"].get("connections", "")
            parts["imap"] = parts["qsd"].get("imap", "")
        return parts

    @contextmanager
    def _connection(self, size: int = 0) -> Iterator[smtplib.SMTP]:
        """Logged in and ready for `size` bytes. Whatever fails before the letter is handed over is safe to try again."""
        server = self._server()
        with self._places, closing(server), cut_after(self.whole + size / SLOWEST, lambda: server.sock):
            try:
                self._open(server)
            except (OSError, smtplib.SMTPServerDisconnected, smtplib.SMTPConnectError, smtplib.SMTPHeloError) as error:
                raise self._failed(RetryClass.RETRY_NOW, type(error).__name__) from error
            self._log_in(server)
            yield server

    def _all_on_lines(self, letters: list[tuple[str, bytes]], go_on: Callable[[], bool]) -> list[Sent]:
        """What cannot be opened any more ends the batch: whose turn has not come is tried again."""
        opened: list[SmtpLine] = []
        seconds = self.whole + len(letters) * _A_LETTER + sum(len(letter) for _, letter in letters) / SLOWEST
        with cut_after(seconds, lambda: opened[-1].server.sock if opened else None):
            line = send_all(lambda: self._line(opened), letters, go_on)
        self._lines.give_back(line.good)
        return line.results

    def _line(self, opened: list[SmtpLine]) -> SmtpLine:
        line = self._lines.take() if not opened else None
        if line is None:
            server = self._server()
            try:
                self._open(server)
                self._log_in(server)
            except (OSError, smtplib.SMTPServerDisconnected, smtplib.SMTPConnectError, smtplib.SMTPHeloError) as error:
                server.close()
                raise self._failed(RetryClass.RETRY_NOW, type(error).__name__) from error
            line = SmtpLine(server, self.address)
        opened.append(line)
        return line

    @staticmethod
    def _place(address: str) -> str | None:
        try:
            return ascii_address(address)
        except UnicodeError:
            return None

    def _server(self) -> smtplib.SMTP:
        """Not connected yet: given the host at once, smtplib would wait for its greeting before anybody could cut it off."""
        if not self.secure:
            server = smtplib.SMTP(timeout=TIMEOUT)
        else:
            server = smtplib.SMTP_SSL(timeout=TIMEOUT, context=ssl.create_default_context())
        server._host = self.host  # type: ignore[attr-defined]  # the name that TLS checks; no other way to give it
        return server

    def _open(self, server: smtplib.SMTP) -> None:
        code, words = server.connect(self.host, self._port())
        if code != _READY:
            raise smtplib.SMTPConnectError(code, words)
        if self.secure:
            return
        server.ehlo()
        if server.has_extn("starttls") and not is_this_machine(self.host):
            server.starttls(context=ssl.create_default_context())
            server.ehlo()

    def _recipient(self, address: str) -> str:
        if not address:
            sentence = say("No address to send to. Give the account `recipients:` in the municipality file.")
            raise NotifierError(sentence, RetryClass.OPERATOR)
        try:
            return ascii_address(address)
        except UnicodeError:
            raise self._failed(RetryClass.PERMANENT, "an address with letters outside ASCII before the @") from None

    def _log_in(self, server: smtplib.SMTP) -> None:
        try:
            server.ehlo_or_helo_if_needed()
            if self.user:
                self._authenticate(server, self.user)
        except smtplib.SMTPException as error:
            kind, code = login_class(error)
            raise self._failed(kind, code) from None
        except OSError as error:
            raise self._failed(RetryClass.RETRY_NOW, type(error).__name__) from None

    def _authenticate(self, server: smtplib.SMTP, user: str) -> None:
        if not isinstance(server.sock, ssl.SSLSocket) and not is_this_machine(self.host):
            raise self._failed(RetryClass.OPERATOR, "no TLS, no password sent")
        server.login(user, self.password or "")

    def _speak(self, command: Any) -> None:
        """One step before the letter: an answer of 4xx or 5xx, or none, means that nothing was taken."""
        try:
            code, _ = command()
        except (smtplib.SMTPServerDisconnected, OSError) as error:
            raise self._failed(RetryClass.RETRY_NOW, type(error).__name__) from error
        if code >= 400:
            raise self._failed(reply_class(code), f"SMTP {code}")

    def _hand_over(self, server: smtplib.SMTP, letter: bytes) -> str:
        """After this only the server's own word tells; silence is ambiguous."""
        try:
            code, answer = server.data(letter)
        except smtplib.SMTPDataError as error:
            raise self._failed(reply_class(error.smtp_code), f"SMTP {error.smtp_code}") from error
        except (smtplib.SMTPServerDisconnected, OSError) as error:
            raise self._failed(RetryClass.AMBIGUOUS, type(error).__name__) from error
        if code >= 400:
            raise self._failed(reply_class(code), f"SMTP {code}")
        return f"{code} {answer.decode(errors='replace')[:120]}"

    def _port(self) -> int:
        return int(self.port or (465 if self.secure else 25))

    def _failed(self, kind: RetryClass, detail: str) -> NotifierError:
        return NotifierError(say("The mail server did not take the letter ({detail}).", detail=detail), kind)


def _no_sender(address: str) -> Sentence:
    if sign := foreign_sign(address):
        return no_sign_of_one(sign)
    return say(
        "“{address}” cannot stand as the sender of letters. Write it whole, as from=varsling@stjordal.example.",
        address=address[:80],
    )
