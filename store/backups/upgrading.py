"""Bringing a filled database to this version: a backup first, a look at it afterwards, and back where that look finds fault."""

from collections.abc import Callable
from pathlib import Path

from config.machine.settings import Settings
from schemas.errors import KrisekanalError, StoreUnavailable
from schemas.evidence.backup import BackupMade
from schemas.sentence import say
from store.backups import database, making
from store.context import AppContext
from store.db import migrate
from store.evidence import audit

Check = Callable[[], AppContext]
"""Opens everything as the programs do. Raises what they would."""


def upgrade(before: AppContext, settings: Settings, check: Check) -> BackupMade | None:
    """`before` is of the database as it is now. None where it is at this version already.

    All migrations are made, or none. Raises `StoreUnavailable`, also where the look afterwards finds fault: then SQLite's database
    is the one of before again, and for PostgreSQL the sentence names the backup.
    """
    found = migrate.version(before.engine)
    if found == migrate.newest():
        return None
    migrate.must_be_known(found)
    folder = settings.backup_dir or settings.data / "backups"
    made = making.make(before, settings, folder / f"before-{migrate.newest()}.tar.gz")
    kept = _kept(before, settings, folder)
    try:
        migrate.upgrade(before.engine)
        if not audit.verify(check()).whole:
            raise StoreUnavailable(say("The log does not hold after the upgrade."))
    except KrisekanalError as error:
        raise _back(before, settings, kept, made, error) from error
    finally:
        if kept:
            kept.unlink(missing_ok=True)
    return made


def _kept(before: AppContext, settings: Settings, folder: Path) -> Path | None:
    """SQLite's database beside the backup, to be put back as it was."""
    if settings.database_file is None:
        return None
    place = folder / ".before.db"
    place.unlink(missing_ok=True)
    database.copy(before.engine, place)
    return place


def _back(
    before: AppContext, settings: Settings, kept: Path | None, made: BackupMade, error: KrisekanalError
) -> StoreUnavailable:
    before.engine.dispose()
    if kept and settings.database_file:
        database.put_back(kept, settings.database_file)
        return StoreUnavailable(
            say("The upgrade failed, and the database is the one of before again: {why}", why=error.sentence)
        )
    return StoreUnavailable(
        say("The upgrade failed: {why} The database of before is in {file}.", why=error.sentence, file=made.file)
    )
