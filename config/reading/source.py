"""The municipality file as it was written: plain data, and the line of everything in it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from schemas.errors import Problem
from schemas.sentence import Sentence

Loc = tuple[int | str, ...]
"""Keys and indexes from the top: `("accounts", 2, "opened")`."""


@dataclass(frozen=True)
class SourceItem:
    """One item of a list of mappings, as written: nothing in it has been validated."""

    loc: Loc
    data: dict[str, Any]

    def text(self, key: str) -> str | None:
        value = self.data.get(key)
        return value if isinstance(value, str) else None

    def texts(self, key: str) -> Iterator[tuple[Loc, str]]:
        """The words of a list, each with its place."""
        value = self.data.get(key)
        for index, item in enumerate(value if isinstance(value, list) else []):
            if isinstance(item, str):
                yield (*self.loc, key, index), item

    def items(self, key: str) -> "Iterator[SourceItem]":
        """The mappings of a list within it."""
        value = self.data.get(key)
        for index, item in enumerate(value if isinstance(value, list) else []):
            if isinstance(item, dict):
                yield SourceItem((*self.loc, key, index), item)

    def at(self, key: str) -> Loc:
        return (*self.loc, key)


@dataclass
class Source:
    """`lines` count from 1; `problems` holds what only the reading itself can see."""

    file: str
    data: Any = None
    lines: dict[Loc, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def problem(self, loc: Loc, sentence: Sentence) -> Problem:
        """On the line of `loc`, or of the nearest thing around it that was written."""
        known = next((loc[:n] for n in range(len(loc), -1, -1) if loc[:n] in self.lines), None)
        line = self.lines[known] if known is not None else None
        return Problem(file=self.file, line=line, where=path_of(loc), sentence=sentence)

    def entries(self, section: str) -> list[SourceItem]:
        items = self.data.get(section) if isinstance(self.data, dict) else None
        found = enumerate(items) if isinstance(items, list) else ()
        return [SourceItem((section, index), item) for index, item in found if isinstance(item, dict)]

    def top(self) -> SourceItem:
        return SourceItem((), self.data if isinstance(self.data, dict) else {})

    def ids(self, section: str) -> list[str]:
        return [name for entry in self.entries(section) if (name := entry.text("id"))]


def path_of(loc: Loc) -> str:
    """`("accounts", 2, "opened")` as `accounts[2].opened`."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in loc).lstrip(".")
