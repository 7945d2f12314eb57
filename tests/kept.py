"""A folder that one run shares, all its workers: what is dear to make is made once, by whoever needs it first."""

import atexit
import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

_NAMED_BY = "KRISEKANAL_TEST_KEPT"


def once(name: str, make: Callable[[Path], None]) -> Path:
    """The folder of that name, as `make` has filled it: whole or not at all. Nobody changes anything in it."""
    with alone(name) as made:
        if not made.exists():
            whole(made, make)
    return made


@contextmanager
def alone(name: str) -> Iterator[Path]:
    """Where the folder of that name is or is to be; whoever else asks for it waits."""
    folder = begin()
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder / name


def whole(made: Path, make: Callable[[Path], None]) -> None:
    beside = Path(tempfile.mkdtemp(dir=made.parent))
    make(beside)
    beside.rename(made)


def begin() -> Path:
    """By the process that starts the workers: they find it in their environment, and it goes with that process."""
    if _NAMED_BY not in os.environ:
        os.environ[_NAMED_BY] = tempfile.mkdtemp(prefix="krisekanal-tests-")
        atexit.register(_gone, Path(os.environ[_NAMED_BY]), os.getpid())
    return Path(os.environ[_NAMED_BY])


def _gone(folder: Path, made_by: int) -> None:
    """Not by a child of who made it, which inherits what is to be done at the end."""
    if os.getpid() == made_by:
        shutil.rmtree(folder, ignore_errors=True)
