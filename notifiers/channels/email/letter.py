"""The letter itself, in seven bits: every mail server takes that, and none rewrites it."""

import re
import smtplib
from email.message import EmailMessage
from email.utils import format_datetime

from notifiers.base.attachment import approved_bytes
from notifiers.base.places import Places
from notifiers.base.plugin import Plugin
from notifiers.channels.email.headers import POLICY
from policy.file_names import readable_name
from schemas.dialogue.remark import RemoteRemark
from schemas.messages.bulk import Addressee
from schemas.messages.delivery import Outgoing


def message_id(out: Outgoing, domain: str) -> str:
    """The same for every attempt at the same delivery, so that mail systems can drop a second copy."""
    return f"<{out.key}@{domain}>"


def ascii_address(address: str) -> str:
    """`post@stjørdal.no` as mail servers know it. Raises `UnicodeError` where that cannot be written in ASCII."""
    local, _, domain = address.rpartition("@")
    local.encode("ascii")
    return f"{local}@{domain.encode('idna').decode('ascii')}"


def compose(out: Outgoing, sender: str, recipient: str, domain: str, signup_url: str = "") -> EmailMessage:
    """Lines end with CRLF (RFC 5321, 2.3.8). `signup_url`: where whoever is in the register ends it with one click (RFC 8058)."""
    letter = EmailMessage(POLICY)
    letter["From"] = sender
    letter["To"] = recipient
    letter["Subject"] = " ".join((_answering(out.answers) if out.answers else out.rendering.title).split())
    letter["Date"] = format_datetime(out.approved_at)
    letter["Message-ID"] = message_id(out, domain)
    if out.answers is None:
        letter["Auto-Submitted"] = "auto-generated"
    if out.stop and signup_url:
        letter["List-Unsubscribe"] = f"<{signup_url}/slutt/{out.stop}>"
        letter["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    if out.target and (out.answers is None or _NAMED.fullmatch(out.target)):
        letter["In-Reply-To"] = letter["References"] = out.target
    letter.set_content(_text(out), cte="quoted-printable")
    for media in out.rendering.media:
        kind, _, subkind = media.mime.partition("/")
        letter.add_attachment(approved_bytes(media), maintype=kind, subtype=subkind, filename=readable_name(media))
    return letter


def _answering(answered: RemoteRemark) -> str:
    """The subject of a letter is the first line of what we keep of it."""
    subject = " ".join(answered.text.partition("\n")[0].split())[:_LONGEST_SUBJECT]
    return subject if _AGAIN.match(subject) else f"Sv: {subject}"


def _text(out: Outgoing) -> str:
    """Pictures are described in the text too, for whoever cannot see them."""
    alts = [f"[{media.alt}]" for media in out.rendering.media]
    return "\n\n".join([out.rendering.text, *alts]) + "\n"


_NAMED = re.compile(r"<[^<>\s]+>")
"""A letter can be answered that has no id of its own (RFC 5322, 3.6.4, wants one); then it is not named."""
_AGAIN = re.compile(r"(?:re|sv|vs|aw)\s*:", re.IGNORECASE)
_LONGEST_SUBJECT = 200
_TO, _KEY, _TARGET, _STOP = "hhh-to-hhh", "hhh-key-hhh", "hhh-target-hhh", "hhh-stop-hhh"
_PLACES = re.compile(f"{_TO}|{_KEY}|{_TARGET}|{_STOP}".encode())


def ends_at(plugin: Plugin) -> str:
    """Where the register's people end what they get; empty from plain Apprise."""
    places: Places | None = getattr(plugin, "places", None)
    return places.signup_url if places else ""


class Mould:
    """The same letter to many: composed once, then filled in. To the byte what `compose` makes, as it goes over the wire."""

    def __init__(self, out: Outgoing, sender: str, domain: str, signup_url: str = "") -> None:
        self._out, self._how = out, (sender, domain, signup_url)
        self._moulds: dict[tuple[bool, bool], list[bytes | str]] = {}

    def letter(self, addressee: Addressee, recipient: str) -> bytes:
        """`recipient` is the addressee's address in ASCII. With the full stop that ends it."""
        filled = {_TO: recipient, _KEY: addressee.key, _TARGET: addressee.target or "", _STOP: addressee.stop}
        parts = self._parts(answers=bool(addressee.target), stops=bool(addressee.stop))
        return b"".join(part if isinstance(part, bytes) else filled[part].encode() for part in parts)

    def _parts(self, *, answers: bool, stops: bool) -> list[bytes | str]:
        if (answers, stops) not in self._moulds:
            places = {"key": _KEY, "target": _TARGET if answers else None, "stop": _STOP if stops else ""}
            self._moulds[answers, stops] = _parted(self._out.model_copy(update=places), *self._how)
        return self._moulds[answers, stops]


def _parted(out: Outgoing, sender: str, domain: str, signup_url: str) -> list[bytes | str]:
    """What stays, and the names of what is filled in between."""
    whole = compose(out, sender, _TO, domain, signup_url).as_bytes()
    wire = smtplib._quote_periods(whole)  # type: ignore[attr-defined]  # what smtplib's own `data` does to a letter
    wire += b".\r\n" if wire.endswith(b"\r\n") else b"\r\n.\r\n"
    parts: list[bytes | str] = []
    end = 0
    for found in _PLACES.finditer(wire):
        parts += [wire[end : found.start()], found.group().decode()]
        end = found.end()
    return [*parts, wire[end:]]
