"""`krisekanal backup` and `krisekanal restore`."""

import getpass
import sys
from pathlib import Path
from typing import Annotated

import typer

from config.texts import read
from desk.cli import preparing
from desk.cli.command import words
from desk.cli.desk import Desk
from desk.cli.folder_lock import FolderLock
from notifiers.facade import open_channels
from notifiers.platforms import PLATFORMS
from schemas.backup import BackupMade, Manifest, Restored
from schemas.errors import InvalidInput, Refused
from schemas.sentence import Sentence, say
from store import opening
from store.backups import keys, making, new_life, restoring, upgrading
from store.db.migrate import newest
from store.evidence import audit, head_files
from store.outbox import workers

File = Annotated[Path, typer.Argument()]


def backup(
    desk: Desk,
    file: File,
    with_keys: Annotated[
        bool, typer.Option("--with-keys", help=words(say("The keys too, sealed with a passphrase that is asked for.")))
    ] = False,
) -> BackupMade:
    """The passphrase is typed twice, or a line of a pipe."""
    passphrase = _new_passphrase() if with_keys else None
    return making.make(desk.ctx, desk.settings, file.absolute(), passphrase)


def upgrade(desk: Desk) -> list[Sentence]:
    """Nobody may be at work meanwhile."""
    settings = desk.settings
    lock = FolderLock(settings.data)
    try:
        before = opening.open_as_it_is(settings, lambda secret: open_channels(settings, secret), PLATFORMS)
        if workers.at_work(before):
            raise Refused(
                say("Workers are at work. Stop Krisekanal first: Ctrl-C, or systemctl stop krisekanal.target")
            )
        made = upgrading.upgrade(before, settings, lambda: desk.ctx)
        preparing.prepare(desk)
    finally:
        lock.release()
    if made is None:
        return [say("The database is at this version already. Nothing was changed.")]
    return [
        say("The database of before is in {file}.", file=made.file),
        say("The database is at version {version}, and its log holds. Start: krisekanal up", version=newest()),
    ]


def restore(desk: Desk, file: File) -> Restored:
    settings, source = desk.settings, file.absolute()
    lock = FolderLock(settings.data)

    def begin(manifest: Manifest) -> Restored:
        """The settings again: the municipality file may have come with the backup."""
        new = Desk(desk.acting, desk.as_json)
        actor = new.actor if desk.acting else audit.SYSTEM
        life = new_life.begin(new.ctx, actor, manifest)
        with_keys = making.KEYS in manifest.files
        if with_keys and manifest.head:
            head_files.write(new.settings.public_dir, manifest.head)
        return Restored(
            made_at=manifest.made_at,
            log_lines=manifest.head.sequence if manifest.head else 0,
            keys=with_keys or new.settings.key_file.exists(),
            municipality_file=str(new.settings.municipality),
            files_elsewhere=_files_elsewhere(manifest, new.settings.media),
            life=life,
        )

    try:
        return restoring.restore(settings, source, lambda: _typed(say("Passphrase of the keys: ")), begin)
    finally:
        lock.release()


def _files_elsewhere(manifest: Manifest, media: Path) -> str | None:
    """Drafts name their files by place, under their hash. Where that place is free it leads here from now on."""
    before = Path(manifest.data) / "media"
    if before == media or not any(name.startswith("media/") for name in manifest.files):
        return None
    try:
        before.parent.mkdir(parents=True, exist_ok=True)
        before.symlink_to(media)
    except OSError:
        return None if before.resolve() == media.resolve() else str(before)
    return None


def _new_passphrase() -> str:
    given = keys.good(_typed(say("A passphrase for the keys: ")))
    if sys.stdin.isatty() and given != getpass.getpass(read(say("The same again: "))):
        raise InvalidInput(say("The two are not the same. No backup was made."))
    return given


def _typed(asked: Sentence) -> str:
    return getpass.getpass(read(asked)) if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
