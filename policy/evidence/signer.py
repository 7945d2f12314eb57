"""Who signed: a key's fingerprint, the digits of one that somebody says, and whether a signature is that key's (RFC 8032)."""

import hashlib
import re

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from schemas.errors import InvalidInput
from schemas.sentence import say

SHORTEST_KEY = 16
"""Digits of a fingerprint: a shorter beginning can be met by a key made for it."""
_DIGITS = re.compile(rf"[0-9a-f]{{{SHORTEST_KEY},32}}")


def fingerprint(public_key: bytes) -> str:
    """SHA-256, hex, the first 32 digits."""
    return hashlib.sha256(public_key).hexdigest()[:32]


def digits(key: str) -> str:
    """As a fingerprint begins. Raises `InvalidInput` for what is too short to be one."""
    found = key.strip().lower()
    if not _DIGITS.fullmatch(found):
        raise InvalidInput(
            say("Write at least {count} digits of the fingerprint, as `crisis archive` printed it.", count=SHORTEST_KEY)
        )
    return found


def signed(public_key: bytes, signature: bytes, data: bytes) -> bool:
    """False also for what is no key."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True
