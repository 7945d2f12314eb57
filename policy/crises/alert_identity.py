"""Which alert is which: sender, identifier and moment (CAP 1.2, 3.2.1), however the moment is written."""

from datetime import UTC, datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

LONGEST = 400
"""Signs of an identity that are kept."""
_HEAD = 300


def known_as(identity: str, zone: ZoneInfo) -> str:
    """“sender,identifier,sent” with `sent` in UTC; 11.00 with an offset of an hour, 10.00Z and 10.00.00+00:00 are one moment.

    A moment without a zone, which CAP forbids, is on `zone`'s clock. What is too long to keep is known by a digest of all of it.
    """
    head, comma, sent = identity.strip().rpartition(",")
    told = f"{head}{comma}{_in_utc(sent.strip(), zone)}"
    return told if len(told) <= LONGEST else f"{told[:_HEAD]},{sha256(told.encode()).hexdigest()}"


def sent_of(identity: str) -> datetime | None:
    """None for one that says no moment with its zone, or is known by its digest."""
    try:
        found = datetime.fromisoformat(identity.rpartition(",")[2].strip().upper())
    except ValueError:
        return None
    return found if found.tzinfo else None


def _in_utc(sent: str, zone: ZoneInfo) -> str:
    try:
        found = datetime.fromisoformat(sent.upper())
        return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC).isoformat()
    except (ValueError, OverflowError):
        return sent
