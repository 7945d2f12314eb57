"""Whether a letter can be sent to an address: what mail servers take, so that a wrong one is found before the crisis.

Source: RFC 5321 (4.1.2, 4.5.3.1; no quoted local parts, no address literals), RFC 1123 (2.1), IDNA for the host.
"""

import re
import unicodedata
from encodings.idna import nameprep

from schemas.sentence import Sentence, say

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LOCAL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?")
_TOP = re.compile(r"[A-Za-z]{2,}|xn--[A-Za-z0-9-]+", re.IGNORECASE)
_STOPS = "\u3002\uff0e\uff61"
"""A dot for the net (RFC 3490, 3.1), and none for whoever reads it."""
_WHOLE, _BEFORE, _PART = 254, 64, 63


def can_be_written_to(address: str) -> bool:
    """Letters outside ASCII may stand after the @ only: few servers take them before it."""
    local, at, host = address.rpartition("@")
    if not at or len(local) > _BEFORE or not _LOCAL.fullmatch(local) or foreign_sign(address):
        return False
    try:
        written = host.encode("idna").decode("ascii")
    except UnicodeError:
        return False
    labels = written.split(".")
    fits = len(local) + 1 + len(written) <= _WHOLE and len(labels) > 1 and _TOP.fullmatch(labels[-1]) is not None
    return fits and all(len(label) <= _PART and _LABEL.fullmatch(label) for label in labels)


def no_sign_of_one(sign: str) -> Sentence:
    return say("The address holds a sign ({code}) that no address has. Type it anew.", code=f"U+{ord(sign):04X}")


def foreign_sign(address: str) -> str | None:
    """The first that is not what it seems: unseen, a wide letter, another script's full stop. The net would read the address
    as another one than is written, and nobody would be told."""
    text = unicodedata.normalize("NFC", address)
    wrong = (sign for sign in text if sign in _STOPS or _becomes_another(sign))
    return next(wrong, None) or next(filter(None, map(_looks_like_another, text.rpartition("@")[2].split("."))), None)


def _looks_like_another(label: str) -> str | None:
    """Of a name in our letters one that only looks like them (Unicode UTS 39, 5.2)."""
    scripts = {sign: unicodedata.name(sign, "").partition(" ")[0] for sign in label if sign.isalpha()}
    alike = next((sign for sign, script in scripts.items() if script in ("CYRILLIC", "GREEK")), None)
    return alike if "LATIN" in scripts.values() else None


def _becomes_another(sign: str) -> bool:
    if sign.isascii():
        return False
    if unicodedata.category(sign)[0] not in "LMN":
        return True
    try:
        return str(nameprep(sign)) != unicodedata.normalize("NFC", sign.lower())
    except UnicodeError:
        return True
