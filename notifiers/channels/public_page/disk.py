"""Files that are whole or absent, whatever happens, and one writer at a time."""

import errno
import fcntl
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

FOLDERS = ("entries", "cap", "m")
_FOLDER = 0o755
LOCK_PATIENCE = 10.0
"""Seconds to wait for another writer before giving up."""


@contextmanager
def sole_writer(root: Path) -> Iterator[None]:
    """Hold the folder itself, against threads and processes alike. Raises `OSError`.

    The kernel drops the lock when its holder dies, so a killed writer never blocks the next one.
    """
    root.mkdir(parents=True, exist_ok=True)
    for_everybody(root)
    lock = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
    try:
        _wait_for(lock)
        _sweep(root)
        yield
    finally:
        os.close(lock)


def for_everybody(folder: Path) -> None:
    """The web server is another user, whatever our own files are made with."""
    if folder.stat().st_mode & 0o777 != _FOLDER:
        folder.chmod(_FOLDER)


def _wait_for(lock: int) -> None:
    deadline = time.monotonic() + LOCK_PATIENCE
    while True:
        try:
            return fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise OSError(errno.EBUSY, "another writer holds the page") from None
            time.sleep(0.01)


def _sweep(root: Path) -> None:
    """Take away what a killed writer never published. A subfolder that is a page has its own writer."""
    (root / ".lock").unlink(missing_ok=True)  # of a version before this one
    for folder in (root, *(root / name for name in FOLDERS)):
        for left in folder.glob(".*.tmp"):
            left.unlink(missing_ok=True)


def replace_all(files: Mapping[Path, bytes]) -> None:
    """Write every file beside its place, then move them there in the order given. Raises `OSError`.

    A full disk is met before anything is moved: then nothing has changed. Only for the sole writer.
    """
    staged: list[Path] = []
    try:
        for path, data in files.items():
            staged.append(_beside(path))
            _write(staged[-1], data)
        for path in files:
            _beside(path).replace(path)
            _sync_folder(path.parent)
    finally:
        for temporary in staged:
            temporary.unlink(missing_ok=True)


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.name}.tmp")


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(exist_ok=True)
    for_everybody(path.parent)
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        path.chmod(0o644)  # the web server is another user
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
