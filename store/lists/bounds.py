"""What a list may be at most, and what is left of it when its kind is forgotten."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

MOST_BYTES, MOST_LINES, MOST_COLUMNS = 20_000_000, 50_000, 100


class Sheet(NamedTuple):
    """`lines`: as the spreadsheet numbers them (from 1), and their cells; empty ones are left out."""

    headings: tuple[str, ...]
    lines: list[tuple[int, Sequence[str]]]


def sheet(rows: Iterable[tuple[int, Sequence[str]]]) -> Sheet:
    """The first line that says anything is the headings. Reads one line more than allowed at most."""
    headings: tuple[str, ...] = ()
    lines: list[tuple[int, Sequence[str]]] = []
    for number, cells in rows:
        if not any(map(str.strip, cells)):
            continue
        if not headings:
            headings = tuple(cell.strip() for cell in cells)
        elif len(lines) <= MOST_LINES:
            lines.append((number, cells))
        else:
            break
    return Sheet(headings, lines)
