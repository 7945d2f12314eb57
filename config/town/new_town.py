"""A municipality file for a town that has none yet: its own people and units, and the wording that comes with Krisekanal."""

import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, StrictUndefined
from slugify import slugify

from config.machine.settings import SHIPPED
from schemas.new_town import Named, NewTown

_TEMPLATE = Path(__file__).parent.parent / "new_municipality.yaml.j2"
_SHIPPED_NAME = "Stjørdal kommune"
_ELSEWHERE = {
    "postmottak@stjordal.kommune.no, eller skjemaene": "skjemaene",
    "recommends: rådmann": "recommends: kommunedirektør",
    "Rådmannens": "Kommunedirektørens",
    "stjørdalingen": "lokalavisen",
}
"""What of the shipped answers to residents is the town's that they were written for, and what another says instead."""
_OURS = ("kriseside", "skjerm")
"""Ids of accounts that every file begins with."""


def municipality_file(town: NewTown, today: date) -> str:
    """YAML with comments, on which `config check` passes."""
    environment = Environment(undefined=StrictUndefined, keep_trailing_newline=True, autoescape=False)  # noqa: S701  # YAML
    environment.filters["q"] = _quoted
    people = _people(town)
    ids = {(person["name"], person["email"]): person["id"] for person in people}
    units = _with_ids(({"name": unit.name, "leader": ids[_key(unit.leader)]} for unit in town.units), "name", ())
    accounts = _with_ids(({"platform": a.platform.value, "handle": a.handle} for a in town.accounts), "platform", _OURS)
    staff = [town.chief_executive, *town.editors, *([town.log_keeper] if town.log_keeper else [])]
    return environment.from_string(_TEMPLATE.read_text(encoding="utf-8")).render(
        town=town,
        today=today.isoformat(),
        place=town.name.removesuffix(" kommune"),
        host=urlsplit(town.homepage).hostname or town.number,
        people=people,
        units=units,
        accounts=accounts,
        areas=_areas(town),
        dialogue=_dialogue(),
        templates=_shipped("# Templates.", "# Exercises.").replace(_SHIPPED_NAME, town.name.strip()),
        timetables=_shipped("# What we demand of ourselves", "# The crisis staff"),
        staff=list(dict.fromkeys(ids[_key(person)] for person in staff)),
        operators=[ids[_key(town.operator)]] if town.operator else [],
        layers=_shipped("# Layers: GeoJSON files", "zones:"),
    )


def _areas(town: NewTown) -> list[str]:
    """Lines for the end of the file: GeoJSON is YAML, too."""
    lines = [f"outline: {town.outline.model_dump_json()}"] if town.outline else []
    if town.zones:
        lines += ["zones:", *(f"  - {zone.model_dump_json()}" for zone in town.zones)]
    return lines


def _people(town: NewTown) -> list[dict[str, Any]]:
    """One line each, whatever they are: the same name and address is the same person."""
    given: list[tuple[Named, str]] = [(town.chief_executive, "chief_executive")]
    given += [(editor, "editor") for editor in town.editors]
    given += [(unit.leader, "unit_leader") for unit in town.units]
    given += [(town.log_keeper, "log_keeper")] if town.log_keeper else []
    given += [(town.operator, "employee")] if town.operator else []
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for person, role in given:
        line = found.setdefault(_key(person), {"name": person.name, "email": person.email, "roles": []})
        line["roles"] += [role] if role not in line["roles"] else []
    return _with_ids(found.values(), "name", ())


def _with_ids(rows: Iterable[dict[str, Any]], by: str, taken: Iterable[str]) -> list[dict[str, Any]]:
    """`id` from a name: `kari`, the next one `kari-2`."""
    known, found = set(taken), []
    for row in rows:
        words = slugify(str(row[by]).split()[0] if by == "name" else row[by], max_length=30, separator="-") or "en"
        name = next(n for n in (words, *(f"{words}-{count}" for count in range(2, 1000))) if n not in known)
        known.add(name)
        found.append({**row, "id": name})
    return found


def _shipped(begins: str, ends: str) -> str:
    """A part of the file that comes with Krisekanal, so that its wording has one place."""
    text = SHIPPED.read_text(encoding="utf-8")
    return text[text.index(begins) : text.index(ends)]


def _dialogue() -> str:
    """How residents are answered, from the first day: without an agreed answer no message to us alone can be answered."""
    text = _shipped("# What others write", "# People and their roles. Everybody")
    for theirs, said in _ELSEWHERE.items():
        text = text.replace(theirs, said)
    return text


def _quoted(text: str) -> str:
    """A JSON string is a YAML string, whatever stands in it."""
    return json.dumps(text, ensure_ascii=False)


def _key(person: Named) -> tuple[str, str]:
    return person.name, person.email
