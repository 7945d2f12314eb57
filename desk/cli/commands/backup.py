"""`krisekanal backup` and `krisekanal restore`."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from config.machine.folder_lock import FolderLock
from config.machine.settings import SHIPPED, Settings
from desk.cli.command import words
from desk.cli.commands import run
from desk.cli.desk import Desk
from desk.cli.input.typed import one_line
from desk.cli.running import preparing
from notifiers import facade, platforms
from schemas.errors import InvalidInput, Refused
from schemas.evidence.backup import BackupMade, Drilled, Manifest, Restored
from schemas.sentence import Sentence, say
from store import opening
from store.backups import drilling, keys, making, new_life, restoring, upgrading
from store.db import migrate
from store.evidence import audit, head_files
from store.outbox import workers

if TYPE_CHECKING:
    from store.context import AppContext

File = Annotated[Path, typer.Argument(help=words(say("The backup's file.")))]


def backup(
    desk: Desk,
    file: File,
    with_keys: Annotated[
        bool, typer.Option("--with-keys", help=words(say("The keys too, sealed with a passphrase that is asked for.")))
    ] = False,
) -> BackupMade:
    """The passphrase is typed twice, or a line of a pipe. No folder is made for it: a disk that is not in place would go unseen."""
    if not file.absolute().parent.is_dir():
        raise InvalidInput(
            say(
                "There is no folder {folder}. Is the disk in place? Make the folder, or name another.",
                folder=str(file.absolute().parent),
            )
        )
    passphrase = _new_passphrase() if with_keys else None
    return making.make(desk.ctx, desk.settings, file.absolute(), passphrase)


def upgrade(
    desk: Desk,
    start: Annotated[
        bool, typer.Option("--start", help=words(say("Then start everything, as `krisekanal up` does.")))
    ] = False,
) -> list[Sentence] | None:
    """Nobody may be at work meanwhile. Where it fails nothing is started."""
    said = _upgraded(desk)
    if not start:
        return [
            *said,
            say(
                "Start on {folder}: krisekanal up, or systemctl start krisekanal.target", folder=str(desk.settings.data)
            ),
        ]
    for sentence in said:
        desk.tell(sentence)
    run.up(desk)
    return None


def _upgraded(desk: Desk) -> list[Sentence]:
    settings = desk.settings
    lock = FolderLock(settings.data)
    try:
        before = opening.open_as_it_is(
            settings, lambda secret: facade.open_channels(settings, secret), platforms.PLATFORMS
        )
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
        say("The database is at version {version}, and its log holds.", version=migrate.newest()),
    ]


def restore(
    desk: Desk,
    file: File,
    drill: Annotated[
        bool, typer.Option("--drill", help=words(say("Only try it, beside what is running, and say how long it took.")))
    ] = False,
    database: Annotated[
        str, typer.Option("--database", help=words(say("With --drill: an empty PostgreSQL database for it.")))
    ] = "",
) -> Restored | Drilled:
    return _drilled(desk, file.absolute(), database) if drill else _restored(desk, file.absolute())


def _drilled(desk: Desk, source: Path, database: str) -> Drilled:
    def look_in(where: Settings) -> "AppContext":
        """A backup of the shipped file has none in it."""
        town = desk.settings.municipality if where.municipality == SHIPPED else where.municipality
        return opening.open_context(
            where.model_copy(update={"municipality": town}),
            lambda secret: facade.open_channels(where, secret),
            platforms.PLATFORMS,
        ).ctx

    return drilling.hold(source, _known_passphrase, look_in, database)


def _restored(desk: Desk, source: Path) -> Restored:
    settings = desk.settings
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
            folder=str(new.settings.data),
            files_elsewhere=_files_elsewhere(manifest, new.settings.media),
            life=life,
        )

    try:
        return restoring.restore(settings, source, _known_passphrase, begin)
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


def _known_passphrase() -> str:
    return one_line(say("Passphrase of the keys: "))


def _new_passphrase() -> str:
    given = keys.good(one_line(say("A passphrase for the keys: ")))
    if sys.stdin.isatty() and given != one_line(say("The same again: ")):
        raise InvalidInput(say("The two are not the same. No backup was made."))
    return given
