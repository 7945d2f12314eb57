"""Callbacks that Sinch signs: HMAC-SHA256, in base64, of the raw body, a nonce and a time, joined by dots.

Source: Sinch's *Validating callbacks* (checked with a signature of theirs) and their own SDK, which checks SMS and delivery reports
alike. Sinch signs those of the SMS interface for whoever asks their account manager; tried against a strict fake only.
"""

import base64
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from schemas.errors import Refused
from schemas.sentence import say

_HEADER = "x-sinch-webhook-signature"
WINDOW = timedelta(minutes=5)
"""Between their clock and ours, the way included."""
_LONGEST = 200
"""Signs of a nonce."""
_KNOWN = {"HmacSHA256": "sha256", "HmacSHA512": "sha512"}


def nonce(secret: str, body: bytes, headers: Mapping[str, str], now: datetime) -> str:
    """Of a callback that is signed as it should be, of just now; good for one use. `headers` in small letters. Raises `Refused`."""
    said, when, given = (
        headers.get(f"{_HEADER}-nonce", ""),
        headers.get(f"{_HEADER}-timestamp", ""),
        headers.get(_HEADER, ""),
    )
    way = _KNOWN.get(headers.get(f"{_HEADER}-algorithm", "HmacSHA256"))
    if not (0 < len(said) <= _LONGEST and when and given and way):
        raise Refused(
            say(
                "This is not signed as Sinch signs. Ask Sinch to sign callbacks with the secret that the account has here."
            )
        )
    wanted = signature(secret, body, said, when, way)
    if not hmac.compare_digest(wanted.encode(), given.encode()):
        raise Refused(
            say("The signature does not fit. Give the account the secret by which Sinch signs (`callback_secret=`).")
        )
    if not _is_of_now(when, now):
        raise Refused(say("This was signed more than five minutes ago, or by a clock that is wrong."))
    return said


def signature(secret: str, body: bytes, said: str, when: str, way: str = "sha256") -> str:
    signed = b".".join((body, said.encode(), when.encode()))
    return base64.b64encode(hmac.digest(secret.encode(), signed, way)).decode()


def _is_of_now(when: str, now: datetime) -> bool:
    """Seconds since 1970, as whole digits."""
    if not (when.isascii() and when.isdecimal() and len(when) <= len("1234567890")):
        return False
    return abs(datetime.fromtimestamp(int(when), UTC) - now) <= WINDOW
