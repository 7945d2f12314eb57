"""A table where there is room for it; else each row by itself, a value a line, with what is copied whole."""

from rich.console import Console
from rich.table import Table
from rich.text import Text

from desk.cli.output.plain import sentence

_TALL = 4
"""Lines of a row, from which on it is read more easily by itself."""


def fits(console: Console, table: Table) -> bool:
    """Whether every word of it stays whole. In a pipe there is room for all."""
    if not console.is_terminal:
        return True
    drawn = "".join(segment.text for segment in console.render(table))
    cells = (cell for column in table.columns for cell in (column.header, *column.cells))
    words = (word for cell in cells for word in _plain(cell).split())
    return drawn.count("\n") <= _TALL * (table.row_count + 1) and all(word in drawn for word in words)


def printed(console: Console, table: Table) -> None:
    if fits(console, table):
        console.print(table)
        return
    heads = [_plain(column.header) for column in table.columns]
    for cells in zip(*(column.cells for column in table.columns), strict=True):
        first, *rest = map(_plain, cells)
        sentence(console, first)
        for head, value in zip(heads[1:], rest, strict=True):
            if value:
                sentence(console, (f"  {head}: {value}" if head else f"  {value}").replace("\n", "\n  "))


def _plain(cell: object) -> str:
    return Text.from_markup(str(cell)).plain
