"""CSV as it comes: UTF-8 with and without its mark, UTF-16, Windows-1252; parted by semicolons, commas or tabs (RFC 4180)."""

import codecs
import csv
import io
import re
from collections.abc import Iterator, Sequence

from schemas.errors import InvalidInput
from schemas.sentence import say
from store.lists.bounds import MOST_COLUMNS, Sheet, sheet, too_many_columns

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_READ_TWICE = re.compile(r"Ã[¥¦¸\x85\x86\x98…†˜]|ï¿½|\ufffd")
"""å, æ, ø of UTF-8 that somebody has taken for Windows-1252."""
_OTHERS = re.compile(r"[A-Za-z][†›¿¾Œ¯®][A-Za-zæøå]")
"""å, ø, æ of DOS (code page 850, 865) and of old Macs, taken for Windows-1252: inside words, where none of these signs stands."""
_TEXT = re.compile(rb"[^\x00-\x08\x0b\x0c\x0e-\x1f]*")
_NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_BY = ";\t,|"
_TOLD = re.compile(r"sep=(\t|[^\w\s\"'])\r?\n", re.IGNORECASE)
_MOST_IN_A_LINE = 50 * MOST_COLUMNS
"""Signs that part cells, those in quotes too: a line of a million is not taken apart to be refused then."""


def read(data: bytes) -> Sheet:
    """Raises `InvalidInput`."""
    text = decoded(data)
    by, begins = _parted_by(text)
    if any(line.count(by) > _MOST_IN_A_LINE for line in io.StringIO(text, newline=None)):
        raise too_many_columns()
    try:
        return sheet(_rows(text, by, begins))
    except csv.Error:
        raise InvalidInput(
            say(
                "A quotation mark in the file is opened and never closed, or stands inside a value. Save it as CSV again."
            )
        ) from None


def decoded(data: bytes) -> str:
    """Raises `InvalidInput` for what is no text, and for letters that are lost already."""
    text = _by_its_mark(data) or _guessed(data)
    if text is None and data and _TEXT.fullmatch(data):
        raise _damaged()
    if text is None or _NO_TEXT.search(text):
        raise InvalidInput(say("The file is neither CSV nor XLSX. Save the list as one of them."))
    if _READ_TWICE.search(text) or _OTHERS.search(text):
        raise _damaged()
    return text


def _damaged() -> InvalidInput:
    return InvalidInput(say("The letters æ, ø and å are damaged in the file. Fetch it anew, and save it as CSV UTF-8."))


def _by_its_mark(data: bytes) -> str | None:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strict(data[len(mark) :], encoding)
    return None


def _guessed(data: bytes) -> str | None:
    start = data[:400]
    if start.count(0) * 3 > len(start):
        return _strict(data, "utf-16-le" if start[1::2].count(0) > start[::2].count(0) else "utf-16-be")
    return _strict(data, "utf-8") or _strict(data, "cp1252")


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _parted_by(text: str) -> tuple[str, int]:
    """By what, and where the lines begin: behind the line `sep=;` of Excel."""
    if told := _TOLD.match(text):
        return told[1], told.end()
    first = re.sub(r'"[^"]*"', "", next(filter(str.strip, io.StringIO(text)), ""))
    return max(_BY, key=first.count), 0


def _rows(text: str, by: str, begins: int) -> Iterator[tuple[int, Sequence[str]]]:
    """Numbered by the line of the file on which each begins."""
    reader = csv.reader(io.StringIO(text[begins:], newline=""), delimiter=by, strict=True)
    number = text.count("\n", 0, begins) + 1
    for cells in reader:
        yield number, cells
        number = text.count("\n", 0, begins) + reader.line_num + 1
