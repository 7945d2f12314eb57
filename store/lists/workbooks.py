"""The first sheet of an XLSX, read by a process of its own with bounds: a workbook may be made to cost any time and memory."""

import io
import json
import sys
import zipfile
from threading import BoundedSemaphore

from config.process import child
from schemas.errors import InvalidInput, TooLarge
from schemas.sentence import say
from store.lists.bounds import TOO_MUCH, Sheet, sheet

UNPACKED, PARTS = 80_000_000, 1_000
"""At most, of all parts together (bytes) and of parts: what unpacks to more was made to fill a disk."""
_LONGEST = 60.0
_AT_A_TIME = BoundedSemaphore(1)
_PROGRAM = (sys.executable, "-m", "store.lists.workbook_child")


def read(data: bytes) -> Sheet:
    """Raises `InvalidInput`, `TooLarge`."""
    _require_small(data)
    if not _AT_A_TIME.acquire(timeout=_LONGEST):
        raise InvalidInput(say("Other lists are being read. Choose the file again in a minute."))
    try:
        rows = _rows(data)
    finally:
        _AT_A_TIME.release()
    return sheet(rows)


def _require_small(data: bytes) -> None:
    """By what the file says of itself; unpacking stops there, whatever comes (`zipfile`)."""
    try:
        parts = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, UnicodeError):
        raise _broken() from None
    if len(parts) > PARTS or sum(part.file_size for part in parts) > UNPACKED:
        raise _too_much()
    if "xl/workbook.xml" not in {part.filename for part in parts}:
        raise InvalidInput(say("The file is neither CSV nor XLSX. Save the list as one of them."))


def _rows(data: bytes) -> list[tuple[int, list[str]]]:
    done = child.ask(_PROGRAM, data, _LONGEST)
    if done is not None and done.returncode == TOO_MUCH:
        raise _too_much()
    if done is None or done.returncode:
        raise _broken()
    return [(number, cells) for number, cells in json.loads(done.stdout)]


def _too_much() -> TooLarge:
    return TooLarge(say("The workbook unpacks to far more than a list needs. Copy the list into a new workbook."))


def _broken() -> InvalidInput:
    return InvalidInput(say("The workbook cannot be read. Copy the list into a new workbook, or save it as CSV."))
