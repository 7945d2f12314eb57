"""Making a backup: the database as of one moment, then the files, which are only ever added to before rows name them."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from config.machine.settings import SHIPPED, Settings
from config.reading import layers
from policy import os_faults
from schemas.errors import StoreUnavailable
from schemas.evidence.backup import BackupMade, Manifest
from schemas.evidence.log_head import Occasion
from schemas.sentence import say
from store.backups import archive, database, keys
from store.context import AppContext
from store.db import migrate
from store.evidence import heads
from store.files.kept import digest

KEYS, TOWN, SCENARIOS, LAYERS = "keys.json", "municipality.yaml", "scenarios", "layers"
FOLDERS = ("media", "reports")
"""Of the data folder, beside the public page."""
PUBLIC = "public"
_NAME = "krisekanal-%Y%m%dT%H%M%SZ.tar.gz"


def make(ctx: AppContext, settings: Settings, file: Path, passphrase: str | None = None) -> BackupMade:
    """While everything runs. With a passphrase the keys are in it, too. Raises `StoreUnavailable`, `InvalidInput`."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".backup-", dir=file.parent) as folder:
            return _make(ctx, settings, file, Path(folder), passphrase)
    except OSError as error:
        raise StoreUnavailable(
            say("The backup {file} was not written: {why}.", file=str(file), why=os_faults.why(error))
        ) from None


def _make(ctx: AppContext, settings: Settings, file: Path, staging: Path, passphrase: str | None) -> BackupMade:
    head = heads.take(ctx, settings.key_file, Occasion.REGULAR)
    if passphrase is not None:
        (staging / KEYS).write_bytes(keys.seal(own_keys(settings), passphrase))
    database.write(ctx.engine, staging)
    town = ctx.municipality.organisation
    manifest = Manifest(
        made_at=ctx.clock(),
        municipality=town.number,
        name=town.name,
        database="sqlite" if ctx.engine.dialect.name == "sqlite" else "postgresql",
        version=migrate.version(ctx.engine) or "",
        data=str(settings.data),
        head=head,
        files={},
    )
    archive.write(file, manifest, dict(_places(settings, staging)))
    return BackupMade(
        file=str(file),
        bytes=file.stat().st_size,
        sha256=digest(file),
        made_at=manifest.made_at,
        with_keys=passphrase is not None,
        log_lines=head.sequence if head else 0,
    )


def own_keys(settings: Settings) -> dict[str, bytes]:
    paths = (settings.key_file, settings.key_file.with_name("archive.key"))
    return {
        name: path.read_bytes()
        for name, path in zip(("secret.key", "archive.key"), paths, strict=True)
        if path.exists()
    }


def _places(settings: Settings, staging: Path) -> Iterator[tuple[str, Path]]:
    yield from _below(staging, "")
    if settings.municipality != SHIPPED:
        yield TOWN, settings.municipality
        yield from _below(settings.municipality.parent / SCENARIOS, f"{SCENARIOS}/")
        yield from ((f"{LAYERS}/{path.name}", path) for path in layers.beside(settings.municipality))
    yield from _below(settings.public_dir, f"{PUBLIC}/")
    for name in FOLDERS:
        yield from _below(settings.data / name, f"{name}/")


def _below(folder: Path, before: str) -> Iterator[tuple[str, Path]]:
    for path in archive.files_below(folder):
        yield before + path.relative_to(folder).as_posix(), path


def make_when_due(ctx: AppContext, settings: Settings) -> BackupMade | None:
    """By schedule: where the newest one is old enough, by one of several workers. Raises `StoreUnavailable`."""
    folder = settings.backup_dir
    if folder is None:
        return None
    now = ctx.clock().astimezone(UTC)
    last = newest(folder)
    if last is not None and now - last < timedelta(hours=settings.backup_hours):
        return None
    folder.mkdir(parents=True, exist_ok=True)
    turn = folder / f".{now:%Y%m%dT%H}.turn"
    try:
        os.close(os.open(turn, os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:  # another worker is at it, or has failed within the hour
        return None
    for older in folder.glob(".*.turn"):
        if older != turn:
            older.unlink(missing_ok=True)
    found = make(ctx, settings, folder / now.strftime(_NAME))
    thin(folder, settings.backup_keep)
    return found


def newest(folder: Path) -> datetime | None:
    """When the last one was made by schedule, as its name says."""
    made = kept(folder)
    return datetime.strptime(made[-1].name, _NAME).replace(tzinfo=UTC) if made else None


def kept(folder: Path) -> list[Path]:
    """Backups made by schedule, the oldest first."""
    return sorted(folder.glob(f"krisekanal-{'[0-9]' * 8}T{'[0-9]' * 6}Z.tar.gz"))


def thin(folder: Path, keep: int) -> None:
    """The newest `keep` stay, and of older ones the last of each month."""
    made = kept(folder)
    older = made[:-keep]
    last_of_month = {path.name[:17]: path for path in older}
    for path in older:
        if path not in last_of_month.values():
            path.unlink(missing_ok=True)
