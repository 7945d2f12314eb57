"""A file is there whole or not at all: written under another name, until the disk has all of it."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedRandom
from pathlib import Path

from store.formats.kinds import UNFINISHED


@contextmanager
def beginning(folder: Path) -> Iterator[tuple[Path, BufferedRandom]]:
    """The name for the meantime, and what is written to. Whoever does not rename it leaves nothing."""
    folder.mkdir(parents=True, exist_ok=True)
    number, given = tempfile.mkstemp(prefix=UNFINISHED, dir=folder)
    try:
        with os.fdopen(number, "w+b") as file:
            yield Path(given), file
    finally:
        Path(given).unlink(missing_ok=True)


def flushed(file: BufferedRandom) -> None:
    """The disk has all of it."""
    file.flush()
    os.fsync(file.fileno())


def written(folder: Path, path: Path, data: bytes) -> None:
    with beginning(folder) as (name, file):
        file.write(data)
        flushed(file)
        name.replace(path)
    settle(folder)


def settle(folder: Path) -> None:
    """The new name too is on the disk."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
