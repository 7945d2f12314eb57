"""Headers as they were approved, letter by letter: encoded whole, never folded by the library.

Python's own folding loses blanks beside encoded words and parts a name at its comma (python/cpython 92081, 121284, 144156).
Source: RFC 2047 (encoded words of at most 75 signs, in lines of 76), RFC 5322 (quoted names).
"""

import re
from base64 import b64encode
from email.policy import SMTP, EmailPolicy
from typing import Any

_BYTES, _NAME_BYTES = 39, 42
"""Of text in one encoded word: with `=?utf-8?b?…?=` and the header's name they make a line of 76 signs at most. A name that fits is
one word, since some readers show the blank between two."""
_LINE = 76
_PLAIN = re.compile(r"[\x20-\x7e]*")
_ADDRESS = r"[^\s<>@]+@[^\s<>@,;]+"
_SENDER = re.compile(rf"(?P<name>[^<>]*)<(?P<address>{_ADDRESS})>|(?P<bare>{_ADDRESS})")
_AS_GIVEN = ("to", "message-id", "in-reply-to", "references", "list-unsubscribe")
"""ASCII without blanks by then; a line may have 998 signs (RFC 5322, 2.1.1)."""


_OURS = ("subject", "from", *_AS_GIVEN)


class WholeHeaders(EmailPolicy):
    """As `email.policy.SMTP`, but for the headers that a reader sees."""

    def header_store_parse(self, name: str, value: Any) -> tuple[str, Any]:
        """Ours are kept as they are given: the library's parser reads a name's comma as the end of a sender."""
        return (name, str(value)) if name.lower() in _OURS else super().header_store_parse(name, value)

    def fold(self, name: str, value: Any) -> str:
        return _folded(name, str(value)) or super().fold(name, value)

    def fold_binary(self, name: str, value: Any) -> bytes:
        folded = _folded(name, str(value))
        return folded.encode("ascii") if folded else super().fold_binary(name, value)


POLICY = WholeHeaders(linesep=SMTP.linesep)


def words(text: str) -> str:
    """As it is where that is safe, else in encoded words, one a line."""
    if _PLAIN.fullmatch(text) and "=?" not in text and len(text) <= _LINE - len("Subject: "):
        return text
    return _encoded(text)


def sender(given: str) -> tuple[str, str]:
    """Name and address of `Name <address>`, with whatever a name may hold. Raises `ValueError`."""
    found = _SENDER.fullmatch(given.strip())
    if not found:
        raise ValueError(given)
    name = (found["name"] or "").strip()
    if len(name) > 1 and name[0] == name[-1] == '"':
        name = re.sub(r"\\(.)", r"\1", name[1:-1])
    return " ".join(name.split()), found["address"] or found["bare"]


def named(given: str) -> str:
    """`Stjørdal kommune, beredskap <post@…>` as one sender, on the wire."""
    name, address = sender(given)
    if not name:
        return address
    safe = _PLAIN.fullmatch(name) and "=?" not in name and len(name) <= _LINE // 2
    shown = '"' + re.sub(r'(["\\])', r"\\\1", name) + '"' if safe else _encoded(name, _NAME_BYTES)
    return f"{shown}\r\n <{address}>"


def _encoded(text: str, most: int = _BYTES) -> str:
    return "\r\n ".join(f"=?utf-8?b?{b64encode(piece.encode()).decode()}?=" for piece in _pieces(text, most))


def _folded(name: str, value: str) -> str:
    """With its line's end; empty for headers that are the library's to fold."""
    match name.lower():
        case "subject":
            return f"{name}: {words(value)}\r\n"
        case "from":
            return f"{name}: {named(value)}\r\n"
        case other if other in _AS_GIVEN:
            return f"{name}: {value}\r\n"
    return ""


def _pieces(text: str, most: int) -> list[str]:
    """No sign is broken in two."""
    pieces, room = [""], most
    for sign in text:
        size = len(sign.encode())
        if size > room:
            pieces.append("")
            room = most
        pieces[-1] += sign
        room -= size
    return pieces
