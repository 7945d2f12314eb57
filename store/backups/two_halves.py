"""The keys for two people: each half is noise by itself, and each lies under a passphrase of its own."""

import base64
import json
import os
from collections.abc import Mapping

from schemas.errors import InvalidInput
from schemas.sentence import say
from store.backups import keys

_HALF = "half"


def split(files: Mapping[str, bytes], first: str, second: str) -> tuple[bytes, bytes]:
    """File name to content, as two sealed halves. Raises `InvalidInput` for a passphrase that is short, or the same twice."""
    if keys.good(first) == keys.good(second):
        raise InvalidInput(say("The two passphrases are the same: one person alone could open the keys."))
    whole = json.dumps({name: base64.b64encode(data).decode() for name, data in files.items()}).encode()
    noise = os.urandom(len(whole))
    other = _mixed(whole, noise)
    return keys.seal({_HALF: noise}, first), keys.seal({_HALF: other}, second)


def join(one: bytes, other: bytes, first: str, second: str) -> dict[str, bytes]:
    """Raises `InvalidInput` for a wrong passphrase."""
    halves = keys.unseal(one, first)[_HALF], keys.unseal(other, second)[_HALF]
    return {name: base64.b64decode(data) for name, data in json.loads(_mixed(*halves)).items()}


def _mixed(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))
