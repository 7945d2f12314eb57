"""`life.json` beside the public page: a machine that still runs on a database that was restored elsewhere sees it, and stops.

Before the first restore there is none.
"""

import secrets
from pathlib import Path

from pydantic import ValidationError
from sqlmodel import col, select

from policy.evidence.hashing import canonical
from policy.evidence.signer import signed
from schemas.life import Life
from store.context import AppContext
from store.db.tables import EpochRow
from store.evidence import archive_key

FILE = "life.json"
_UNSIGNED = "0" * 128


def own(ctx: AppContext, key_file: Path) -> Life | None:
    """Of this database, signed; None before the first restore. Raises `StoreUnavailable`."""
    with ctx.read() as session:
        row = session.exec(select(EpochRow).order_by(col(EpochRow.number).desc()).limit(1)).first()
    if row is None:
        return None
    key, public = archive_key.open_key(key_file)
    life = Life(
        municipality=ctx.municipality.organisation.number,
        number=row.number,
        began_at=row.began_at,
        key=public.hex(),
        signature=_UNSIGNED,
    )
    return life.model_copy(update={"signature": key.sign(_body(life)).hex()})


def later(ctx: AppContext, key_file: Path, seen: bytes | None) -> Life | None:
    """What `seen` (a `life.json`) says, where it is of our municipality, signed by our key, and later than our own."""
    found = _read(seen) if seen else None
    if found is None or found.municipality != ctx.municipality.organisation.number or not _ours(found, key_file):
        return None
    return found if found.later_than(own(ctx, key_file)) else None


def write(ctx: AppContext, key_file: Path, public: Path) -> None:
    """Whole or not at all; never over a later one. Raises `OSError`."""
    life, place = own(ctx, key_file), public / FILE
    if life is None or later(ctx, key_file, read(public)):
        return
    beside = place.with_name(f"{FILE}.{secrets.token_hex(4)}.new")
    try:
        public.mkdir(parents=True, exist_ok=True)
        beside.write_text(life.model_dump_json(indent=1) + "\n", encoding="utf-8")
        beside.chmod(0o644)
        beside.replace(place)
    finally:
        beside.unlink(missing_ok=True)


def read(public: Path) -> bytes | None:
    try:
        return (public / FILE).read_bytes()
    except OSError:
        return None


def _read(data: bytes) -> Life | None:
    try:
        return Life.model_validate_json(data)
    except ValidationError:
        return None


def _ours(life: Life, key_file: Path) -> bool:
    path = key_file.with_name("archive.key")
    known = path.exists() and archive_key.open_key(key_file)[1].hex() == life.key
    return known and signed(bytes.fromhex(life.key), bytes.fromhex(life.signature), _body(life))


def _body(life: Life) -> bytes:
    return canonical(life.model_dump(mode="json", exclude={"signature"})).encode()
