"""What a list may be at most, and what is left of it when its kind is forgotten."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from schemas.errors import TooLarge
from schemas.sentence import say

MOST_BYTES, MOST_LINES, MOST_COLUMNS = 20_000_000, 50_000, 100
MOST_READ = 4 * MOST_LINES
"""Lines gone through, empty ones too: a file of line ends alone would take minutes."""
TOO_MUCH = 3
"""The exit code of the process that reads a workbook, where that unpacks to more."""


class Sheet(NamedTuple):
    """`lines`: as the spreadsheet numbers them (from 1), and their cells; empty ones are left out."""

    headings: tuple[str, ...]
    lines: list[tuple[int, Sequence[str]]]


def sheet(rows: Iterable[tuple[int, Sequence[str]]]) -> Sheet:
    """The first line that says anything is the headings. Reads one line more than allowed at most. Raises `TooLarge`."""
    headings: tuple[str, ...] = ()
    lines: list[tuple[int, Sequence[str]]] = []
    for read, (number, cells) in enumerate(rows):
        if read > MOST_READ:
            raise TooLarge(say("The list has too many empty lines. Copy the lines that say something into a new file."))
        if not any(map(str.strip, cells)):
            continue
        if not headings:
            headings = tuple(cell.strip() for cell in cells)
        elif len(lines) <= MOST_LINES:
            lines.append((number, cells))
        else:
            break
    return Sheet(headings, lines)


def too_many_columns() -> TooLarge:
    return TooLarge(say("The list has more than {most} columns. Keep those that are asked for.", most=MOST_COLUMNS))
