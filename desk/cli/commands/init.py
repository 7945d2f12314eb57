"""`krisekanal init`: a municipality file, settings and an empty folder, for a town that has nothing yet."""

import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from dotenv import dotenv_values
from pydantic import ValidationError

from config.language.texts import read
from config.machine import settings_file
from config.machine.own_folder import made
from config.machine.settings import Settings
from config.reading.explain import explain, joined
from config.town import municipality, new_town
from desk.cli.command import words
from desk.cli.desk import Desk
from desk.cli.input import answer_files
from notifiers import platforms
from schemas.errors import ConfigInvalid, InvalidInput, Refused
from schemas.new_town import NewTown
from schemas.sentence import Sentence, say

Folder = Annotated[Path, typer.Argument(help=words(say("Krisekanal's folder, to be made.")))]
_WHO = say("Name <address>")
_MANY = ("editor", "unit", "account")


def init(
    desk: Desk,
    folder: Folder,
    name: Annotated[str | None, typer.Option("--name", help=words(say("As in “Verdal kommune”.")))] = None,
    number: Annotated[str | None, typer.Option("--number", help=words(say("Kommunenummer.")))] = None,
    homepage: Annotated[str | None, typer.Option("--homepage", help=words(say("Address of the home page.")))] = None,
    chief: Annotated[str | None, typer.Option("--chief", help=words(_WHO))] = None,
    editor: Annotated[
        list[str] | None, typer.Option("--editor", help=words(say("Name <address>; at least two.")))
    ] = None,
    unit: Annotated[
        list[str] | None, typer.Option("--unit", help=words(say("Unit: leader's name <address> (may be repeated).")))
    ] = None,
    account: Annotated[
        list[str] | None, typer.Option("--account", help=words(say("Platform: name there (may be repeated).")))
    ] = None,
    log_keeper: Annotated[str | None, typer.Option("--log-keeper", help=words(_WHO))] = None,
    operator: Annotated[str | None, typer.Option("--operator", help=words(_WHO))] = None,
    answers: Annotated[
        Path | None,
        typer.Option("--answers", help=words(say("A file of lines name: answer, for what no option says."))),
    ] = None,
    zones: Annotated[
        Path | None, typer.Option("--zones", help=words(say("A folder with one .geojson file for each zone.")))
    ] = None,
) -> list[Sentence]:
    place = folder.expanduser().absolute()
    town_file, settings = place / "municipality.yaml", place / "settings.env"
    own = None if _said_already(place) else settings
    for path in filter(None, (town_file, own)):
        if path.exists():
            raise Refused(say("{file} is there already, and is left as it is.", file=str(path)))
    given = {
        "name": name,
        "number": number,
        "homepage": homepage,
        "chief": chief,
        "editor": editor,
        "unit": unit,
        "account": account,
        "log_keeper": log_keeper,
        "operator": operator,
    }
    if answers:
        told = answer_files.read(answers, given, _MANY)
        given = {name: told.get(name) if value is None else value for name, value in given.items()}
    town = _town(_fields(_Asked(), given) | (answer_files.areas(zones) if zones else {}))
    made(place)
    place.chmod(0o700)
    town_file.write_text(new_town.municipality_file(town, date.today()), encoding="utf-8")  # noqa: DTZ011  # the day on the wall
    if own:
        own.write_text("\n".join(_settings(place)) + "\n", encoding="utf-8")
    try:
        municipality.load_municipality(town_file, platforms.PLATFORMS)
    except ConfigInvalid:
        for path in filter(None, (town_file, own)):
            path.unlink()
        raise
    return list(_told(place, own))


def _fields(asked: "_Asked", given: dict[str, Any]) -> dict[str, Any]:
    """What is not there is asked for."""
    return {
        "name": asked.one(given["name"], say("Name of the municipality")),
        "number": str(asked.one(given["number"], say("Its number (kommunenummer)"))),
        "homepage": asked.one(given["homepage"], say("Address of its home page")),
        "chief_executive": _person(asked.one(given["chief"], say("Chief executive: name <address>"))),
        "editors": [_person(p) for p in asked.many(given["editor"], say("Editor: name <address> (at least two)"), 2)],
        "units": [_unit(u) for u in asked.many(given["unit"], say("Unit: leader's name <address>"), 1)],
        "accounts": [_account(a) for a in asked.many(given["account"], say("Account: platform: name there"), 0)],
        "log_keeper": _person(given["log_keeper"]) if given["log_keeper"] else None,
        "operator": _person(given["operator"]) if given["operator"] else None,
    }


def _said_already(place: Path) -> bool:
    """The settings file in force means this folder: `krisekanal service install` has written one."""
    found = settings_file.place()
    return found is not None and dotenv_values(found, interpolate=False).get("KRISEKANAL_DATA") == str(place)


def _told(place: Path, settings: Path | None) -> Iterator[Sentence]:
    yield say("Made: {file}", file=str(place / "municipality.yaml"))
    if settings:
        yield say("Made: {file}", file=str(settings))
        yield say("Have every shell and service read it:")
        yield say("  {address}", address=f"export {settings_file.NAMED_BY}={settings}")
        yield say("or copy it to {file}.", file=str(settings_file.OF_THE_MACHINE))
        yield say("A command finds this folder only after that. Then:")
    else:
        yield say("Then:")
    for line in ("krisekanal config check", "krisekanal up"):
        yield say("  {address}", address=line)
    yield say("Nobody gets letters before e-mail is connected (docs/channels.md).")


def _settings(folder: Path) -> Iterator[str]:
    """Every setting there is, the usual ones as comments."""
    yield "# Krisekanal's settings: docs/settings.md. A line without # is in force."
    yield f"KRISEKANAL_DATA={folder}"
    for name, field in Settings.model_fields.items():
        if name != "data":
            default = field.default if isinstance(field.default, int | float | str) else ""
            yield f"\n# {field.description}\n# KRISEKANAL_{name.upper()}={default}"


class _Asked:
    """What no option said, asked for at a terminal; elsewhere it is missing."""

    def __init__(self, ask: Callable[[str], str] = input) -> None:
        self._ask = ask
        self._terminal = sys.stdin.isatty()

    def one(self, given: str | None, question: Sentence) -> str:
        if given is None and not self._terminal:
            raise InvalidInput(say("Missing: {what}. See krisekanal init --help.", what=question))
        return given if given is not None else self._ask(f"{read(question)}: ").strip()

    def many(self, given: list[str] | None, question: Sentence, least: int) -> list[str]:
        """An empty line ends it."""
        if given or not self._terminal:
            return given or []
        found: list[str] = []
        while (line := self._ask(f"{read(question)}: ").strip()) or len(found) < least:
            found += [line] if line else []
        return found


def _person(text: str) -> dict[str, str]:
    name, _, rest = str(text).partition("<")
    return {"name": name.strip(), "email": rest.strip().removesuffix(">").strip()}


def _unit(text: str) -> dict[str, Any]:
    name, _, leader = text.partition(":")
    return {"name": name.strip(), "leader": _person(leader)}


def _account(text: str) -> dict[str, str]:
    platform, _, handle = text.partition(":")
    return {"platform": platform.strip().lower(), "handle": handle.strip()}


def _town(fields: dict[str, Any]) -> NewTown:
    """Raises `InvalidInput` with everything that is wrong."""
    try:
        return NewTown.model_validate(fields)
    except ValidationError as error:
        raise InvalidInput(joined(_why(dict(fault)) for fault in error.errors())) from None


def _why(fault: dict[str, Any]) -> Sentence:
    if fault["type"] == "too_short" and fault["loc"] == ("editors",):
        return say("Two people stand behind every message. Name at least two: --editor.")
    return explain(fault, ".".join(map(str, fault["loc"])))
