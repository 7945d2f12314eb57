"""`archive.key`, beside the key file: what signs packages of the archive and heads of the log."""

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from config.machine.private import read_or_make
from policy.evidence.signer import fingerprint
from schemas.errors import StoreUnavailable
from schemas.sentence import say


def open_key(beside: Path) -> tuple[Ed25519PrivateKey, bytes]:
    """The key and its public half; made the first time, readable by its owner only. Raises `StoreUnavailable`."""
    path = _path(beside)
    try:
        key = Ed25519PrivateKey.from_private_bytes(read_or_make(path, _generate))
    except (OSError, ValueError):
        raise StoreUnavailable(
            say("The archive's key {path} cannot be read. Put the right one back.", path=str(path))
        ) from None
    return key, key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def known(beside: Path) -> str | None:
    """The fingerprint of the key that is there; None before the first one is made. Raises `StoreUnavailable`."""
    return fingerprint(open_key(beside)[1]) if _path(beside).exists() else None


def _path(beside: Path) -> Path:
    return beside.with_name("archive.key")


def _generate() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
