"""What a command prints, drawn at several widths at once; what is new each day (ids, digits, places) is always the same."""

import re
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel
from rich.console import Console

from desk.cli.output import plain, show

WIDE, NARROW = 80, 40
PIPE = 0
_ALWAYS = {
    "bytes": 4_812_345,
    "seconds": 12.4,
    "log_lines": 267,
    "events": 267,
    "proven": 226,
    "files": 39,
    "version": "0400",
}
"""By name, what changes with each migration and each new line of the log; they are no part of what is looked at."""
_IN_WORDS = (
    (re.compile(r"\blinje \d{2,}\b"), "linje 226"),
    (re.compile(r"\b\d{10}-[0-9a-f]{8}(?=\.json)"), "0000000226-aaaaaaaa"),
)
_NEW_EACH_DAY = re.compile(
    r"(?P<token>kk_[\w-]{43})|(?P<link>t\w{32}\.[\w-]{43,})|(?P<code>\b\w{5}(-\w{5}){3}\b)"
    r"|\b(?P<letter>[a-z])-[2-9a-hjkmnp-z]{8}\b|(?P<digits>\b[0-9a-f]{16,128}\b)"
)


class Known:
    """Ids and digits counted as they come up, so that a picture changes only where what is printed does."""

    def __init__(self, **places: Path | str) -> None:
        self._places = {str(place): f"/{name.replace('_', '/')}" for name, place in places.items()}
        self._counted: dict[str, str] = {}

    def __call__(self, value: Any, name: str = "") -> Any:
        if name in _ALWAYS:
            return _ALWAYS[name]
        if type(value) is str:
            return self.text(value)
        if isinstance(value, Path):
            return Path(self.text(str(value)))
        if isinstance(value, BaseModel):
            return value.model_copy(update={key: self(getattr(value, key), key) for key in type(value).model_fields})
        if isinstance(value, dict):
            return {key: self(each, str(key)) for key, each in value.items()}
        return type(value)(map(self, value)) if isinstance(value, list | tuple) else value

    def text(self, said: str) -> str:
        for place, name in self._places.items():
            said = said.replace(place, name)
        for changing, fixed in _IN_WORDS:
            said = changing.sub(fixed, said)
        return _NEW_EACH_DAY.sub(self._same, said)

    def _same(self, found: re.Match[str]) -> str:
        letter = found["letter"]
        kind = letter or next(name for name, value in found.groupdict().items() if value and name != "letter")
        number = sum(1 for one in self._counted.values() if one.startswith(f"{kind}:")) + 1
        number = int(
            self._counted.setdefault(found[0][:16] if kind == "digits" else found[0], f"{kind}:{number}").partition(
                ":"
            )[2]
        )
        if letter:
            return f"{letter}-{number:08d}"
        fixed = {
            "token": f"kk_{'x' * 43}",
            "link": f"t{'x' * 32}.{'x' * 43}",
            "code": f"{number:05d}-aaaaa-bbbbb-ccccc",
        }
        return fixed.get(kind) or f"{number:016x}".ljust(len(found[0]), "0")


class Screens:
    """Instead of the terminal: `said` is what was printed since it was last taken, by width."""

    def __init__(self, known: Known, monkeypatch: pytest.MonkeyPatch) -> None:
        self._known, self._patch = known, monkeypatch
        self.files = {columns: StringIO() for columns in (WIDE, NARROW, PIPE)}
        self.found: Any = None
        shown, complained, told = show.show, show.complain, show.tell
        monkeypatch.setattr(show, "show", lambda found: self._shown(found, shown))
        monkeypatch.setattr(show, "complain", lambda *said: self._on_each(complained, *map(known, said)))
        monkeypatch.setattr(show, "tell", lambda said: self._on_each(told, known(said)))

    def take(self) -> dict[int, str]:
        said = {columns: file.getvalue() for columns, file in self.files.items()}
        self.files = {columns: StringIO() for columns in self.files}
        return said

    def _shown(self, found: Any, really: Callable[[Any], None]) -> None:
        self.found = found
        self._on_each(really, self._known(found))

    def _on_each(self, really: Callable[..., None], *said: Any) -> None:
        for columns, file in self.files.items():
            console = _console(file, columns)
            for name in ("out", "err"):
                self._patch.setattr(show, name, console)
            really(*said)


def _console(file: StringIO, columns: int) -> Console:
    """As where NO_COLOR is set; a pipe has no width."""
    if columns == PIPE:
        return plain.console(file=file, force_terminal=False)
    return plain.console(file=file, width=columns, force_terminal=True)
