"""The programs' own log has a bound: when it is full it is copied and begun anew.

The programs hold the file open and only ever add to its end, so it cannot be moved away under them (`logging.handlers` rotates
files of one process); a line written between copy and new beginning is lost.
"""

import shutil
from contextlib import suppress
from pathlib import Path

LARGEST, KEPT = 10_000_000, 5
"""Bytes of one file, and how many older ones stay beside it: `.1` is the newest."""


def rotate(log: Path, largest: int = LARGEST, kept: int = KEPT) -> bool:
    """True where it was begun anew. A disk that has no room for the copy loses the copy; the log does not grow on."""
    try:
        if log.stat().st_size < largest:
            return False
    except OSError:
        return False
    older = [log.with_name(f"{log.name}.{number}") for number in range(1, kept + 1)]
    with suppress(OSError):
        older[-1].unlink(missing_ok=True)
        for younger, place in zip(reversed(older[:-1]), reversed(older[1:]), strict=True):
            if younger.exists():
                younger.replace(place)
        shutil.copyfile(log, older[0])
    with suppress(OSError), log.open("r+b") as file:
        file.truncate(0)
    return True
