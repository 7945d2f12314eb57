"""The process that reads one workbook and ends: `python -m store.lists.workbook_child PARENT`, an XLSX on stdin, JSON on stdout.

Formulas are not worked out: they come as they are written, and the line is wrong. A part with a DOCTYPE is refused, for what entities
may grow to (CWE-776).
"""

import io
import json
import sys
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from openpyxl import load_workbook
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

from config.process.child import bound
from store.lists.bounds import MOST_BYTES, MOST_COLUMNS, MOST_LINES, MOST_READ, TOO_MUCH

MEMORY, SECONDS = 1 << 30, 40
MOST_LETTERS = MOST_BYTES
"""Of all cells together: a text that a workbook holds once may stand in every cell, and 7 kB become gigabytes."""


def main(parent: int) -> int:
    bound(parent, MEMORY, SECONDS)
    found, letters = [], 0
    for row in rows(sys.stdin.buffer.read()):
        letters += sum(map(len, row[1]))
        if letters > MOST_LETTERS:
            return TOO_MUCH
        found.append(row)
    json.dump(found, sys.stdout, ensure_ascii=False)
    return 0


def rows(data: bytes) -> Iterator[tuple[int, list[str]]]:
    """Those with anything in them, of the sheet that is looked at first; what a sheet says of its own size is not believed."""
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        if any(_declares(parts, name) for name in parts.namelist() if name.endswith((".xml", ".rels"))):
            raise ValueError("a document type")
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=False)
    shown: Any = book.active
    shown.reset_dimensions()
    kept = 0
    for number, cells in enumerate(shown.iter_rows(values_only=True, max_col=MOST_COLUMNS + 1), start=1):
        if number - kept > MOST_READ:
            raise ValueError("empty lines")
        if any(cell not in (None, "") for cell in cells):
            yield number, _texts(cells)
            kept += 1
        if kept > MOST_LINES + 1:
            return


def _declares(parts: zipfile.ZipFile, name: str) -> bool:
    with parts.open(name) as part:
        start = part.read(2_000).replace(b"\0", b"")
    return b"<!DOCTYPE" in start


def _texts(cells: Sequence[Any]) -> list[str]:
    """As far as anything stands there: a sheet fills its lines up."""
    found = [_text(cell) for cell in cells]
    while not found[-1]:
        found.pop()
    return found


def _text(cell: Any) -> str:
    """As it is shown: a number without the “.0” that a sheet gives it, a day as its date. A formula of any kind is one."""
    if cell is None:
        return ""
    if isinstance(cell, ArrayFormula | DataTableFormula):
        return f"={(getattr(cell, 'text', None) or '').lstrip('=')}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.isoformat() if isinstance(cell, date) else str(cell)


if __name__ == "__main__":
    raise SystemExit(main(int(sys.argv[1])))
