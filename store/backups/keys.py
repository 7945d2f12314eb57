"""The keys in a backup, for whoever knows the passphrase: Scrypt (RFC 7914) and Fernet (AES-128-CBC with HMAC-SHA256)."""

import base64
import json
import os
from collections.abc import Mapping

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from schemas.errors import InvalidInput
from schemas.sentence import say

SHORTEST = 12
"""Characters of a passphrase."""
_N, _R, _P = 2**17, 8, 1
"""128 MB and a fraction of a second for each guess."""


def good(passphrase: str) -> str:
    """Raises `InvalidInput`."""
    if len(passphrase) < SHORTEST:
        raise InvalidInput(say("The passphrase must have at least {count} characters.", count=SHORTEST))
    return passphrase


def seal(keys: Mapping[str, bytes], passphrase: str) -> bytes:
    """File name to content, as JSON that says how it was sealed."""
    salt = os.urandom(16)
    inside = json.dumps({name: base64.b64encode(data).decode() for name, data in keys.items()})
    token = _fernet(good(passphrase), salt).encrypt(inside.encode())
    return json.dumps({"kdf": "scrypt", "n": _N, "r": _R, "p": _P, "salt": salt.hex(), "keys": token.decode()}).encode()


def unseal(sealed: bytes, passphrase: str) -> dict[str, bytes]:
    """Raises `InvalidInput` for a wrong passphrase."""
    found = json.loads(sealed)
    try:
        inside = _fernet(passphrase, bytes.fromhex(found["salt"])).decrypt(found["keys"].encode())
    except InvalidToken:
        raise InvalidInput(say("That is not the passphrase of the keys in this backup. Nothing was changed.")) from None
    return {name: base64.b64decode(data) for name, data in json.loads(inside).items()}


def _fernet(passphrase: str, salt: bytes) -> Fernet:
    key = Scrypt(salt=salt, length=32, n=_N, r=_R, p=_P).derive(passphrase.encode())
    return Fernet(base64.urlsafe_b64encode(key))
