"""Fields that nobody reads out of the database file: sealed one by one, and found again by a keyed hash.

AES-256-GCM with a nonce of its own for each field; both keys are derived from the key file, each for its purpose alone. What a field
belongs to is sealed along: one that is moved to another row does not open.
"""

import hmac
import os
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from config.machine.private import read_or_make
from schemas.errors import ConfigInvalid
from schemas.sentence import say

_NONCE = 12
_MARK = 16
"""Bytes of a keyed hash that are kept: enough that no two of a country's addresses meet."""


class Sealer:
    """The key file is read at the first use, and made where there is none, as the vault does."""

    def __init__(self, key_file: Path) -> None:
        self._file = key_file

    def seal(self, plain: str, belongs_to: str) -> bytes:
        nonce = os.urandom(_NONCE)
        return nonce + self._cipher.encrypt(nonce, plain.encode(), belongs_to.encode())

    def unseal(self, sealed: bytes, belongs_to: str) -> str:
        """Raises `ConfigInvalid` for another key file, and for a field that belongs elsewhere or was changed."""
        try:
            return self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], belongs_to.encode()).decode()
        except InvalidTag:
            raise ConfigInvalid(
                say(
                    "The key file {path} does not open {name}, or it was changed. Put the right key file back.",
                    path=str(self._file),
                    name=belongs_to,
                )
            ) from None

    def mark(self, plain: str) -> str:
        """The keyed hash of an address in its one form, hex: the same for the same address, and nothing without the key."""
        return hmac.digest(self._lookup_key, plain.encode(), "sha256")[:_MARK].hex()

    @cached_property
    def _cipher(self) -> AESGCM:
        return AESGCM(self._key("seal"))

    @cached_property
    def _lookup_key(self) -> bytes:
        return self._key("lookup")

    def _key(self, purpose: str) -> bytes:
        secret = read_or_make(self._file, Fernet.generate_key).strip()
        return HKDF(
            SHA256(), length=sha256().digest_size, salt=None, info=f"krisekanal.field.{purpose}".encode()
        ).derive(secret)
