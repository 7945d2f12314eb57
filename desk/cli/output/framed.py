"""Somebody's words in a frame; without one where a word, an address mostly, would be broken by it."""

from rich.console import Console
from rich.markup import escape
from rich.panel import Panel

from desk.cli.output.plain import sentence

_WIDEST = 88
_SIDES = 4
"""Columns of both sides' lines and spaces."""
_CORNERS = 6
"""Columns of the corners, and of the line and spaces around a title."""


def framed(console: Console, text: str, title: str = "") -> None:
    width = min(console.width, _WIDEST)
    whole = not console.is_terminal or max(map(len, text.split()), default=0) <= width - _SIDES
    if title and (len(title) > width - _CORNERS or not whole):
        sentence(console, title)
        title = ""
    if whole:
        console.print(Panel(escape(text), title=escape(title) or None, title_align="left", width=width))
        return
    console.print("─" * width)
    sentence(console, text)
    console.print("─" * width)
