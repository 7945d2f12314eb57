"""The letter itself, in seven bits: every mail server takes that, and none rewrites it."""

from email.message import EmailMessage
from email.utils import format_datetime

from notifiers.base.attachment import approved_bytes
from notifiers.channels.email.headers import POLICY
from policy.file_names import readable_name
from schemas.delivery import Outgoing


def message_id(out: Outgoing, domain: str) -> str:
    """The same for every attempt at the same delivery, so that mail systems can drop a second copy."""
    return f"<{out.key}@{domain}>"


def ascii_address(address: str) -> str:
    """`post@stjørdal.no` as mail servers know it. Raises `UnicodeError` where that cannot be written in ASCII."""
    local, _, domain = address.rpartition("@")
    local.encode("ascii")
    return f"{local}@{domain.encode('idna').decode('ascii')}"


def compose(out: Outgoing, sender: str, recipient: str, domain: str) -> EmailMessage:
    """Lines end with CRLF (RFC 5321, 2.3.8)."""
    letter = EmailMessage(POLICY)
    letter["From"] = sender
    letter["To"] = recipient
    letter["Subject"] = " ".join(out.rendering.title.split())
    letter["Date"] = format_datetime(out.approved_at)
    letter["Message-ID"] = message_id(out, domain)
    letter["Auto-Submitted"] = "auto-generated"
    if out.target:
        letter["In-Reply-To"] = letter["References"] = out.target
    letter.set_content(_text(out), cte="quoted-printable")
    for media in out.rendering.media:
        kind, _, subkind = media.mime.partition("/")
        letter.add_attachment(approved_bytes(media), maintype=kind, subtype=subkind, filename=readable_name(media))
    return letter


def _text(out: Outgoing) -> str:
    """Pictures are described in the text too, for whoever cannot see them."""
    alts = [f"[{media.alt}]" for media in out.rendering.media]
    return "\n\n".join([out.rendering.text, *alts]) + "\n"
