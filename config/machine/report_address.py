"""The address at which one account's delivery reports are taken: nobody knows it but the provider who was given it.

46elks and LINK Mobility sign nothing, Sinch only by agreement, so the address itself is the secret. It derives from the key file: the
worker that asks for reports and the desk that takes them in know the same, and nothing has to be stored.
"""

import hmac
from pathlib import Path

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from config.machine.private import read_or_make

_WORD, _KEY = 16, 32
"""Bytes: 128 bits are guessed by nobody."""
PATH = "/api/v1/hooks/reports"


def word(key_file: Path, account_id: str) -> str:
    """Hex. Raises `OSError` where the key file cannot be read."""
    secret = read_or_make(key_file, Fernet.generate_key).strip()
    key = HKDF(SHA256(), length=_KEY, salt=None, info=b"krisekanal.delivery reports").derive(secret)
    return hmac.digest(key, account_id.encode(), "sha256")[:_WORD].hex()


def address(base: str, key_file: Path, account_id: str) -> str:
    """`base` is the desk's as providers reach it, without a slash at the end."""
    return f"{base}{PATH}/{account_id}/{word(key_file, account_id)}"


def fits(given: str, key_file: Path, account_id: str) -> bool:
    return hmac.compare_digest(given.encode(), word(key_file, account_id).encode())
