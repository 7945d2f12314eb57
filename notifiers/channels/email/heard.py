"""A letter that answers one of ours, read as a remark. Whatever the letter holds, nothing is raised: it must not stop those behind it.

Its text is its subject, an empty line, and what was written. Answers of machines (RFC 3834), lists and notifications are none, nor are
letters that do not name one of ours in `In-Reply-To` or `References`.
"""

import re
from datetime import datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses
from hashlib import sha256

from lxml.etree import LxmlError
from lxml.html import document_fromstring, tostring

from notifiers import bounces
from notifiers.base.markup import words
from notifiers.channels.email.quoted import own_words
from policy.recipients.mail_addresses import can_be_written_to
from schemas.dialogue.remark import RemarkKind, RemoteRemark

_ID = re.compile(r"<[\x21-\x3b\x3d\x3f-\x7e]{3,250}>")
_OURS = r"<(?:[0-9a-f]{32}|[\w-]{1,60}\.\d{1,9}\.[0-9a-f]{16})@{domain}>"
"""Keys as `store` makes them, for a few and for many."""
_MOST_IDS = 100
_LONGEST_AUTHOR = 200
_LONGEST = 20_000
_MACHINES = {"mailer-daemon", "postmaster", "noreply", "no-reply"}
_IN_BULK = {"bulk", "junk", "list", "auto_reply"}
_SAYS_SO = ("list-id", "list-unsubscribe", "x-autoreply", "x-autorespond", "x-auto-response")
_UNSEEN = ("style", "script", "head", "title")
ADDRESS = re.compile(r"<([^<>\s]+)>$")


def remark(raw: bytes, at: datetime, address: str) -> RemoteRemark | None:
    """`address` is the sender that our letters have; `at`, when it came to the mailbox."""
    letter = message_from_bytes(raw)
    named = _ids(letter, "references") + _ids(letter, "in-reply-to")
    ours = re.compile(_OURS.replace("{domain}", re.escape(address.partition("@")[2])), re.IGNORECASE)
    answered = [one for one in named if ours.fullmatch(one)]
    if not answered or _of_a_machine(letter):
        return None
    theirs = [one for one in named if one not in answered]
    own = _ids(letter, "message-id")
    name, writer = _writer(letter)
    return RemoteRemark(
        remote_id=own[0] if own else f"sha256:{sha256(raw).hexdigest()}",
        kind=RemarkKind.MAIL,
        parent_id=theirs[-1] if theirs else None,
        post_id=answered[-1],
        author=_author(name, writer),
        text="\n\n".join(filter(None, (_header(letter, "subject"), _text(letter), _files(letter)))),
        written_at=at,
        ours=writer.lower() == address.lower(),
    )


def writer(author: str) -> str:
    """The address that an answer goes to; empty where the letter named none."""
    found = ADDRESS.search(author)
    address = found[1] if found else author
    return address if can_be_written_to(address) else ""


def _of_a_machine(letter: Message) -> bool:
    kind = _header(letter, "auto-submitted").partition(";")[0].strip().lower()
    sender = _header(letter, "from").rpartition("<")[2].partition("@")[0].strip().lower()
    return (
        kind not in ("", "no")
        or _header(letter, "precedence").lower() in _IN_BULK
        or any(letter[name] is not None for name in _SAYS_SO)
        or _header(letter, "return-path") == "<>"
        or letter.get_content_type() == "multipart/report"
        or sender in _MACHINES
        or any(bounces.failures(letter))
    )


def _writer(letter: Message) -> tuple[str, str]:
    """Name and address; `Reply-To` is what its writer asks us to answer to (RFC 5322, 3.6.2)."""
    for header in ("reply-to", "from"):
        found = [(name, each) for name, each in getaddresses([str(letter[header] or "")]) if can_be_written_to(each)]
        if len(found) == 1:
            return _decoded(found[0][0]), found[0][1]
    return _header(letter, "from"), ""


def _author(name: str, address: str) -> str:
    shown = " ".join(re.sub(r"[<>\x00-\x1f]", " ", name).split())
    whole = f"{shown} <{address}>" if shown and address else shown or address
    return whole if len(whole) <= _LONGEST_AUTHOR else address or whole[:_LONGEST_AUTHOR]


def _ids(letter: Message, header: str) -> list[str]:
    return _ID.findall(" ".join(str(each) for each in letter.get_all(header, [])))[:_MOST_IDS]


def _header(letter: Message, name: str) -> str:
    return " ".join(_decoded(str(letter[name] or "")).split())


def _decoded(written: str) -> str:
    try:
        return str(make_header(decode_header(written)))
    except (ValueError, LookupError):
        return written


def _text(letter: Message) -> str:
    shown = [
        part for part in letter.walk() if not part.is_multipart() and part.get_content_disposition() != "attachment"
    ]
    plain = next((part for part in shown if part.get_content_type() == "text/plain"), None)
    if plain is not None:
        return own_words(_body(plain))
    html = next((part for part in shown if part.get_content_type() == "text/html"), None)
    return own_words(_seen(_body(html))) if html is not None else ""


def _body(part: Message) -> str:
    body = part.get_payload(decode=True)
    if not isinstance(body, bytes):
        return ""
    try:
        text = body.decode(part.get_content_charset("utf-8"), errors="replace")
    except (LookupError, ValueError):
        text = body.decode(errors="replace")
    return text[: 10 * _LONGEST] if part.get_content_type() == "text/html" else text[:_LONGEST]


def _seen(html: str) -> str:
    """What a reader sees of it, without the letter that is answered where its markup says which that is."""
    try:
        tree = document_fromstring(html.replace("\x00", ""))
        for gone in list(tree.iter(*_UNSEEN)):
            gone.drop_tree()
        whole = words(tostring(tree, encoding="unicode"))
        for quote in list(tree.iter("blockquote")):
            quote.drop_tree()
        return (words(tostring(tree, encoding="unicode")) or whole)[:_LONGEST]
    except (LxmlError, ValueError, AssertionError):
        return html[:_LONGEST]


def _files(letter: Message) -> str:
    """Names of what came with it: it is looked at in the mailbox."""
    names = [_decoded(str(part.get_filename() or "")) for part in letter.walk()]
    return "\n".join(f"[{' '.join(name.split())[:100]}]" for name in names if name)
