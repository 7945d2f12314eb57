"""CSV as it comes: UTF-8 with and without its mark, UTF-16, Windows-1252; parted by semicolons, commas or tabs (RFC 4180)."""

import codecs
import csv
import io
import re
from collections.abc import Iterator, Sequence

from schemas.errors import InvalidInput
from schemas.sentence import say
from store.lists.bounds import Sheet, sheet

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_READ_TWICE = re.compile(r"Ã[¥¦¸\x85\x86\x98…†˜]|ï¿½|\ufffd")
"""å, æ, ø of UTF-8 that somebody has taken for Windows-1252."""
_NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_BY = ";\t,|"
_TOLD = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)


def read(data: bytes) -> Sheet:
    """Raises `InvalidInput`."""
    text = decoded(data)
    by, begins = _parted_by(text)
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
    if text is None or _NO_TEXT.search(text):
        raise InvalidInput(say("The file is neither CSV nor XLSX. Save the list as one of them."))
    if _READ_TWICE.search(text):
        raise InvalidInput(
            say("The letters æ, ø and å are damaged in the file. Fetch it anew, and save it as CSV UTF-8.")
        )
    return text


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
