"""Whether a letter can be sent to an address: what mail servers take, so that a wrong one is found before the crisis.

Source: RFC 5321 (4.1.2, 4.5.3.1; no quoted local parts, no address literals), RFC 1123 (2.1), IDNA for the host.
"""

import re

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LOCAL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?")
_TOP = re.compile(r"[A-Za-z]{2,}|xn--[A-Za-z0-9-]+", re.IGNORECASE)
_WHOLE, _BEFORE, _PART = 254, 64, 63


def can_be_written_to(address: str) -> bool:
    """Letters outside ASCII may stand after the @ only: few servers take them before it."""
    local, at, host = address.rpartition("@")
    if not at or len(local) > _BEFORE or not _LOCAL.fullmatch(local):
        return False
    try:
        written = host.encode("idna").decode("ascii")
    except UnicodeError:
        return False
    labels = written.split(".")
    fits = len(local) + 1 + len(written) <= _WHOLE and len(labels) > 1 and _TOP.fullmatch(labels[-1]) is not None
    return fits and all(len(label) <= _PART and _LABEL.fullmatch(label) for label in labels)
