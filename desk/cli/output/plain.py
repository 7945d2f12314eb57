"""What is printed on the terminal, without the characters that a terminal obeys: platforms, senders and readers wrote some of it."""

import os
import sys
import textwrap
from collections.abc import Iterable
from typing import Any, TextIO

from rich.console import Console, ConsoleOptions, RenderableType
from rich.markup import escape
from rich.segment import Segment

from schemas.text_door import OBEYED, visible

_COPIED = ("krisekanal ", "export ", "systemctl ", "systemd-")
"""What a line begins with that is copied to the shell."""
_ENDLESS = 100_000
"""Columns."""


def write(text: str, to: TextIO | None = None) -> None:
    """A line."""
    (to or sys.stdout).write(visible(text) + "\n")


def ask(text: str) -> None:
    """On the line that is typed in, beside what is printed for programs."""
    sys.stderr.write(visible(text))
    sys.stderr.flush()


def write_json(text: str, to: TextIO | None = None) -> None:
    """JSON that says the same to whoever reads it, with such characters as escapes."""
    (to or sys.stdout).write(OBEYED.sub(lambda found: f"\\u{ord(found[0]):04x}", text) + "\n")


def sentence(console: Console, text: str) -> None:
    """Broken between words where the terminal is narrow, never within one, an address or a path; in a pipe not at all."""
    lines = [broken(line, console.width) for line in text.split("\n")] if console.is_terminal else [text]
    console.print(escape("\n".join(lines)), soft_wrap=True)


def broken(line: str, columns: int) -> str:
    """A word that is longer than a line stays whole on one of its own, and so does a command: whoever copies it has all of it."""
    if line.lstrip().startswith(_COPIED):
        return line
    indent = " " * (len(line) - len(line.lstrip(" ")))
    return textwrap.fill(line, columns, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


class PlainConsole(Console):
    """Whatever is drawn passes here once more; the colours and moves of the console's own are no text."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        for segment in super().render(renderable, options):
            yield segment if segment.control else Segment(visible(segment.text), segment.style)


def console(**settings: Any) -> Console:
    """With NO_COLOR nothing but words; a pipe has no width, so that a line of an answer is a line of text."""
    if os.environ.get("NO_COLOR"):
        settings["color_system"] = None
    made = PlainConsole(highlight=False, **settings)
    if not made.is_terminal and "width" not in settings and "COLUMNS" not in os.environ:
        made.width = _ENDLESS
    return made
