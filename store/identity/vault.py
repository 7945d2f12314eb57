"""Secrets at rest: encrypted with a key that lives in a file of its own, readable by its owner only."""

import hashlib
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from itsdangerous import Signer, TimestampSigner, URLSafeTimedSerializer
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from config.machine.private import read_or_make
from schemas.errors import ConfigInvalid
from schemas.sentence import Sentence, say
from store.context import AppContext
from store.db.errors import as_sentences
from store.db.tables import CredentialRow
from store.evidence import audit

FRESH = 2.0
"""Seconds."""
_SIGNED: dict[str, Any] = {"key_derivation": "hmac", "digest_method": hashlib.sha256}


class _ClockSigner(TimestampSigner):
    """The library asks the machine's clock; this one the clock it is handed."""

    def __init__(self, *args: Any, clock: Callable[[], datetime], **how: Any) -> None:
        super().__init__(*args, **how)
        self._clock = clock

    def get_timestamp(self) -> int:
        return int(self._clock().timestamp())


class Vault:
    """Made before the application context, since channels need their secrets to be connected at all."""

    def __init__(self, engine: Engine, key_file: Path) -> None:
        self._engine = engine
        self._key_file = key_file
        self._sealed: dict[str, str] = {}
        self._opened: dict[str, str] = {}
        self._fresh_until = 0.0

    def get(self, name: str) -> str | None:
        """The plain secret, or None where none is stored. Raises `ConfigInvalid` for a wrong key file.

        All are read at once and remembered for `FRESH` seconds: a page asks for every account, a change is taken up soon.
        """
        if self._fresh_until < time.monotonic():
            self._sealed, self._opened = self._read(), {}
            self._fresh_until = time.monotonic() + FRESH
        opened, sealed = self._opened, self._sealed.get(name)
        if sealed is None:
            return None
        if name not in opened:
            opened[name] = self.unseal(sealed)
        return opened[name]

    def _read(self) -> dict[str, str]:
        with as_sentences(), Session(self._engine) as session:
            return dict(session.exec(select(CredentialRow.name, CredentialRow.ciphertext)).all())

    def put(self, ctx: AppContext, actor: str, name: str, secret: str) -> None:
        """Store or replace; the log says who and when, never what."""
        sealed = self.seal(secret)
        with ctx.write() as session:
            row = CredentialRow(name=name, ciphertext=sealed, updated_at=ctx.clock(), updated_by=actor)
            session.merge(row)
            audit.append(session, ctx, actor, "credential.stored", name)
        self._fresh_until = 0.0

    def seal(self, secret: str) -> str:
        """Encrypted with the key file, for a column of its own."""
        return self._cipher().encrypt(secret.encode()).decode()

    def unseal(self, sealed: str) -> str:
        """Raises `ConfigInvalid` for a wrong key file."""
        try:
            return self._cipher().decrypt(sealed.encode()).decode()
        except InvalidToken:
            raise ConfigInvalid(_wrong_key(self._key_file)) from None

    def signer(self, purpose: str) -> Signer:
        """HMAC-SHA256 under a key derived from the key file for this purpose alone."""
        return Signer(_key(self._key_file), purpose, **_SIGNED)

    def timed_signer(self, purpose: str, clock: Callable[[], datetime]) -> URLSafeTimedSerializer:
        """For anything JSON has, together with the time of signing by `clock`; `loads` takes a `max_age` in seconds."""
        how = {"clock": clock, **_SIGNED}
        return URLSafeTimedSerializer(_key(self._key_file), salt=purpose, signer=_ClockSigner, signer_kwargs=how)

    def names(self) -> list[str]:
        with as_sentences(), Session(self._engine) as session:
            return list(session.exec(select(CredentialRow.name).order_by(col(CredentialRow.name))))

    def _cipher(self) -> Fernet:
        try:
            return Fernet(_key(self._key_file))
        except ValueError:
            raise ConfigInvalid(_wrong_key(self._key_file)) from None


def _wrong_key(path: Path) -> Sentence:
    return say(
        "The key file {path} does not open the stored secrets. Put the right one back, or store the "
        "secrets again with `krisekanal secret set NAME`.",
        path=str(path),
    )


def _key(path: Path) -> bytes:
    """Read the key, or make one with mode 0600 where there is none."""
    return read_or_make(path, Fernet.generate_key).strip()
