"""What `krisekanal init` would ask for, read from files: answers in lines, areas as GeoJSON (RFC 7946)."""

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from slugify import slugify

from policy import os_faults
from schemas.crises import geojson
from schemas.errors import InvalidInput
from schemas.sentence import say

OUTLINE = "outline"
"""Name of the file that has the municipality's own border."""


def read(file: Path, names: Collection[str], many: Collection[str]) -> dict[str, Any]:
    """By the options' own names: lines of `name: answer`, where those of `many` may stand again, or be followed by lines `- answer`.

    What follows the first colon is the answer, as it would be typed. Raises `InvalidInput` for a name that is no option's.
    """
    given: dict[str, Any] = {}
    unknown = set[str]()
    for name, answer in _lines(file):
        if name not in names:
            unknown.add(name)
        elif name in many:
            given[name] = given.get(name, []) + ([answer] if answer else [])
        else:
            given[name] = answer
    if unknown or not given:
        raise InvalidInput(
            say(
                "{file} has to hold lines of name: answer. Known names: {names}. Not known: {unknown}.",
                file=str(file),
                names=", ".join(sorted(names)),
                unknown=", ".join(sorted(unknown)) or "–",
            )
        )
    return given


def _lines(file: Path) -> Iterator[tuple[str, str]]:
    """Name and answer of each."""
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(say("{file} cannot be read ({why}).", file=str(file), why=os_faults.why(error))) from None
    name = ""
    for line in map(str.strip, lines):
        if line.startswith("- "):
            yield name, _unquoted(line[2:])
        elif line and not line.startswith("#"):
            name, _, answer = line.partition(":")
            name = name.strip().replace("-", "_")
            yield name, _unquoted(answer)


def _unquoted(answer: str) -> str:
    found = answer.strip()
    return found[1:-1].strip() if len(found) > 1 and found[0] == found[-1] and found[0] in "\"'" else found


def areas(folder: Path) -> dict[str, Any]:
    """`outline` and `zones` as a municipality file has them: one area a file, by its name. Raises `InvalidInput`."""
    files = sorted(folder.glob("*.geojson")) if folder.is_dir() else []
    if not files:
        raise InvalidInput(say("There are no .geojson files in {folder}.", folder=str(folder)))
    found: dict[str, Any] = {"zones": []}
    for file in files:
        name, geometry = _area(file)
        if file.stem == OUTLINE:
            found["outline"] = geometry
        else:
            found["zones"].append({"id": slugify(file.stem)[:40] or "sone", "name": name, "geometry": geometry})
    return found


def _area(file: Path) -> tuple[str, Any]:
    """What it is called, or else the file, and its geometry. Raises `InvalidInput`."""
    try:
        name, geometry = geojson.feature(file.read_text(encoding="utf-8-sig"))
        return name or file.stem, geometry
    except (OSError, ValueError):
        raise InvalidInput(say("{file} is no GeoJSON of one area.", file=str(file))) from None
