"""Who runs on a data folder: one `krisekanal up` at a time, and one desk, known by its process number."""

import fcntl
import os
from pathlib import Path

from config.machine import holder
from config.machine.own_folder import made
from policy import os_faults
from schemas.errors import AlreadyRunning, ConfigInvalid
from schemas.sentence import Sentence, say

UP = "Krisekanal"
DESK = say("the web desk")


class FolderLock:
    """Held by whoever keeps `fileno` open, and by nobody once all of them have ended, `kill -9` included.

    Raises `AlreadyRunning` with the holder's process number, and `ConfigInvalid` where the folder cannot be made, written to or
    locked. Advisory, flock(2): a network share may not know it.
    """

    def __init__(self, folder: Path, name: str = "up.lock", program: Sentence | str = UP) -> None:
        made(folder)
        self._program = program
        try:
            self._file = (folder / name).open("a+", encoding="ascii")
        except OSError as error:
            raise _unusable(folder, error) from None
        self._take(folder)
        self._file.truncate(0)
        self._file.write(str(os.getpid()))
        self._file.flush()

    @property
    def fileno(self) -> int:
        return self._file.fileno()

    def release(self) -> None:
        self._file.close()

    def _take(self, folder: Path) -> None:
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._file.seek(0)
            said = self._file.read().strip()
            self._file.close()
            raise _held(self._program, folder, int(said) if said.isdigit() else None) from None
        except OSError as error:
            self._file.close()
            raise _unusable(folder, error) from None


def _held(program: Sentence | str, folder: Path, pid: int | None) -> AlreadyRunning:
    since = holder.began(pid) if pid else None
    if since is None:
        return AlreadyRunning(
            say(
                "{program} is just stopping in {folder}. Try again in a moment, or use another folder (KRISEKANAL_DATA).",
                program=program,
                folder=str(folder),
            )
        )
    return AlreadyRunning(
        say(
            "{program} runs in {folder} already (process {pid}, since {since}). Stop it first, or use another folder "
            "(KRISEKANAL_DATA).",
            program=program,
            folder=str(folder),
            pid=str(pid),
            since=since,
        )
    )


def _unusable(folder: Path, error: OSError) -> ConfigInvalid:
    return ConfigInvalid(
        say(
            "{folder} cannot be used as the data folder ({why}). Name one that Krisekanal's user may write to: "
            "KRISEKANAL_DATA.",
            folder=str(folder),
            why=os_faults.why(error),
        )
    )
