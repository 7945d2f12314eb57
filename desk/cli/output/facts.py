"""Pairs of a name and a value, one a line; and fixed values as people say them."""

from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from config.language.texts import read
from config.language.vocabulary import word
from desk.cli.output.columns import fits
from desk.cli.output.plain import sentence
from schemas.sentence import Sentence


def facts(console: Console, *pairs: tuple[Sentence, str | None]) -> None:
    """Those without a value are left out."""
    table = Table(box=None, show_header=False, pad_edge=False)
    for name, value in pairs:
        if value:
            table.add_row(f"[dim]{escape(read(name))}[/]", escape(value))
    if not table.row_count:
        return
    if fits(console, table):
        console.print(table)
        return
    for name, value in pairs:
        if value:
            sentence(console, f"{read(name)}: {value}")


def spoken(value: Any) -> str:
    """An enum's value in words, as it is where there are none."""
    said = word(value)
    return read(said) if said else str(value.value)
