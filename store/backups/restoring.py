"""A backup put back into an empty folder and an empty database. What it must not do then: `store.backups.new_life`."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from config.machine.own_folder import made
from config.machine.settings import SHIPPED, Settings
from policy import os_faults
from schemas.errors import Refused, StoreUnavailable
from schemas.evidence.backup import Manifest
from schemas.sentence import say
from store.backups import archive, database, keys
from store.backups.making import FOLDERS, KEYS, LAYERS, PUBLIC, SCENARIOS, TOWN
from store.db import migrate

R = TypeVar("R")
_OURS = ("up.lock",)
"""What may lie in an empty data folder: whoever restores holds it."""


def restore(settings: Settings, file: Path, passphrase: Callable[[], str], begin: Callable[[Manifest], R]) -> R:
    """`passphrase` is asked where the backup holds keys and there is none; `begin` begins the new life, or nothing is restored.

    Raises `Refused` where the folder or the database is not empty, `InvalidInput`, `StoreUnavailable`. What was put in place
    before it failed is taken away again.
    """
    _must_be_empty(settings.data)
    database.must_be_empty(settings.database_url)
    made(settings.data)
    with _unpacked(settings, file) as (manifest, staging):
        _must_fit(manifest, settings)
        opened = _keys(staging, settings, passphrase)
        try:
            database.read(settings.database_url, staging, manifest.version)
            _put_files(staging, settings)
            put_keys(opened, settings)
            return begin(manifest)
        except BaseException:
            _take_away(settings)
            raise


@contextmanager
def _unpacked(settings: Settings, file: Path) -> Iterator[tuple[Manifest, Path]]:
    try:
        with TemporaryDirectory(prefix=".restoring-", dir=settings.data) as name:
            yield archive.unpack(file, Path(name)), Path(name)
    except OSError as error:
        raise StoreUnavailable(
            say("The backup was not restored: {why}. Nothing was changed.", why=os_faults.why(error))
        ) from None


def _must_be_empty(folder: Path) -> None:
    there = [path.name for path in folder.iterdir() if path.name not in _OURS] if folder.is_dir() else []
    if there:
        raise Refused(
            say(
                "{folder} is not empty ({names}). A backup is restored into an empty folder: move what is there away, or name "
                "another one (KRISEKANAL_DATA).",
                folder=str(folder),
                names=", ".join(sorted(there)[:3]),
            )
        )


def _must_fit(manifest: Manifest, settings: Settings) -> None:
    kind = "sqlite" if settings.database_file else "postgresql"
    if manifest.database != kind:
        raise Refused(
            say(
                "The backup is of {backup}, and KRISEKANAL_DATABASE_URL names {here}. Name a database of the same kind.",
                backup=manifest.database,
                here=kind,
            )
        )
    migrate.must_be_known(manifest.version)


def _keys(staging: Path, settings: Settings, passphrase: Callable[[], str]) -> dict[str, bytes]:
    sealed = staging / KEYS
    wanted = sealed.exists() and not settings.key_file.exists()
    return keys.unseal(sealed.read_bytes(), passphrase()) if wanted else {}


def put_keys(opened: dict[str, bytes], settings: Settings) -> None:
    for name, data in opened.items():
        place = settings.key_file if name == "secret.key" else settings.key_file.with_name(name)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.touch(0o600)
        place.write_bytes(data)


def _put_files(staging: Path, settings: Settings) -> None:
    for name in FOLDERS:
        _move(staging / name, settings.data / name)
    _move(staging / PUBLIC, settings.public_dir, for_everybody=True)
    town = town_file(settings)
    if (staging / TOWN).exists() and not town.exists():
        town.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(staging / TOWN, town)
        _move(staging / SCENARIOS, town.parent / SCENARIOS)
        _move(staging / LAYERS, town.parent)


def town_file(settings: Settings) -> Path:
    """Where the municipality file of a backup belongs: where the setting says, else into the data folder."""
    return settings.data / TOWN if settings.municipality == SHIPPED else settings.municipality


def _move(source: Path, target: Path, *, for_everybody: bool = False) -> None:
    """File by file into what may be there; a web server of another user reads the public page."""
    for path in archive.files_below(source):
        place = target / path.relative_to(source)
        for folder in reversed([place.parent, *place.parent.parents]):
            if not folder.exists():
                folder.mkdir()
                folder.chmod(0o755 if for_everybody else 0o700)
        shutil.move(path, place)
        place.chmod(0o644 if for_everybody else 0o600)


def _take_away(settings: Settings) -> None:
    """As empty as it was found; PostgreSQL's own transaction did the same."""
    for path in settings.data.iterdir():
        if path.name in _OURS or path.name.startswith(".restoring-"):
            continue
        shutil.rmtree(path) if path.is_dir() else path.unlink()
