"""What mail servers send back: delivery status notifications (RFC 3464), and what flufl.bounce (GNU Mailman's) knows to be one.

Whose letter it was, its own Message-ID says, which comes back with its headers: the recipient's key stands in it. The address that a
notification names is not believed: anybody can write one.
"""

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message

from flufl.bounce import all_failures

from policy.recipients.dead_ways import says_nobody_there
from schemas.recipients.delivery_report import DeliveryReport

LONGEST = 200_000
"""Bytes of a letter that are read: the headers of what is sent back come within."""
_OURS = re.compile(r"^message-id:\s*<([^\s<>@]{8,200})@([^\s<>@]{1,255})>", re.IGNORECASE | re.MULTILINE)
_LAST_WORDS = {"failed": False, "delivered": True}
"""Actions that end it; `delayed`, `relayed` and `expanded` do not (RFC 3464, 2.3.3)."""


def read(raw: bytes) -> DeliveryReport | None:
    """None for what is no notification, names no letter, is not the last word about it, or cannot be read at all."""
    try:
        return _read(raw[:LONGEST])
    except Exception:  # whatever the library meets in a stranger's letter: it must not stop those behind it
        return None


def _read(raw: bytes) -> DeliveryReport | None:
    letter = message_from_bytes(raw)
    found = _returned(letter, raw)
    if found is None:
        return None
    remote_id, key = f"<{found[1]}@{found[2]}>", found[1]
    told = next(_statuses(letter), None)
    if told is not None:
        return _of_status(remote_id, key, *told)
    _, for_good = failures(letter)
    return DeliveryReport(remote_id=remote_id, key=key, arrived=False) if for_good else None


def failures(letter: Message) -> tuple[set[bytes], set[bytes]]:
    """Addresses that it says failed for now, and for good, as GNU Mailman's detectors know such letters."""
    try:
        for_now, for_good = all_failures(letter)
    except Exception:  # a detector raises whatever it meets in a stranger's letter, which must not stop those behind it
        return set(), set()
    return set(for_now), set(for_good)


def _of_status(remote_id: str, key: str, action: str, status: str) -> DeliveryReport | None:
    arrived = _LAST_WORDS.get(action)
    if arrived is None:
        return None
    nobody_there = not arrived and says_nobody_there(status)
    passing = not arrived and not nobody_there
    return DeliveryReport(remote_id=remote_id, key=key, arrived=arrived, nobody_there=nobody_there, passing=passing)


def _statuses(letter: Message) -> Iterator[tuple[str, str]]:
    """Action and status of each recipient; each of our letters has one."""
    for part in letter.walk():
        if part.get_content_type() == "message/delivery-status" and part.is_multipart():
            for block in part.get_payload():
                if isinstance(block, Message) and block["action"]:
                    status = re.match(r"\s*(\d\.\d{1,3}\.\d{1,3})", str(block["status"] or ""))
                    yield str(block["action"]).strip().lower(), status[1] if status else ""


def _returned(letter: Message, raw: bytes) -> re.Match[str] | None:
    """The Message-ID of what came back, behind the notification's own headers."""
    behind = raw.decode("latin-1").replace("\r\n", "\n") if letter.is_multipart() else _text(letter)
    own = str(letter["message-id"] or "").strip()
    return next((found for found in _OURS.finditer(behind) if own != f"<{found[1]}@{found[2]}>"), None)


def _text(letter: Message) -> str:
    body = letter.get_payload(decode=True)
    return body.decode(errors="replace") if isinstance(body, bytes) else ""
