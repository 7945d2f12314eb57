"""A PDF is written anew from what its pages need, by a process of its own with bounds of time and memory."""

import sys
from threading import BoundedSemaphore
from typing import IO

from config.process import child
from schemas.errors import InvalidInput
from schemas.sentence import say

LOCKED = 5
"""Exit code of the process: the document opens with a password only."""
_LONGEST = 90.0
"""Seconds, waiting for a turn or being cleaned."""
_AT_A_TIME = BoundedSemaphore(2)
_PROGRAM = (sys.executable, "-m", "store.formats.document_child")


def written_anew(file: IO[bytes]) -> bytes:
    """Raises `InvalidInput` for one that is locked, cannot be read, or takes too much."""
    if not _AT_A_TIME.acquire(timeout=_LONGEST):
        raise InvalidInput(say("Other PDFs are being read in. Choose the file again in a minute."))
    try:
        return _cleaned(file.read())
    finally:
        _AT_A_TIME.release()


def _cleaned(data: bytes) -> bytes:
    done = child.ask(_PROGRAM, data, _LONGEST)
    if done is not None and done.returncode == LOCKED:
        raise InvalidInput(say("The PDF opens with a password only. Save it without one, and choose it again."))
    if done is None or done.returncode or not done.stdout:
        raise _broken()
    return done.stdout


def _broken() -> InvalidInput:
    return InvalidInput(say("The PDF cannot be read. Print it to a new PDF, and choose that one."))
