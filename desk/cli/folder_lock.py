"""Who runs on a data folder: one `krisekanal up` at a time, known by its process number."""

import fcntl
import os
from pathlib import Path

from schemas.errors import Refused
from schemas.sentence import say


class FolderLock:
    """Held by whoever keeps `fileno` open, and by nobody once all of them have ended, `kill -9` included.

    Raises `Refused` with the holder's process number. Advisory, flock(2): a network share may not know it.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._file = (folder / "up.lock").open("a+", encoding="ascii")
        self._take(folder)
        self._file.truncate(0)
        self._file.write(str(os.getpid()))
        self._file.flush()

    @property
    def fileno(self) -> int:
        return self._file.fileno()

    def _take(self, folder: Path) -> None:
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._file.seek(0)
            holder = self._file.read().strip() or "?"
            self._file.close()
            raise Refused(
                say(
                    "Krisekanal runs in {folder} already (process {pid}), or is just stopping there. Stop it first, or use "
                    "another folder (KRISEKANAL_DATA).",
                    folder=str(folder),
                    pid=holder,
                )
            ) from None
