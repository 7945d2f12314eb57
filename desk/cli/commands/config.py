"""`krisekanal config`."""

from pathlib import Path
from typing import Annotated

import typer

from config.checks import own_words
from config.machine import settings
from config.town import municipality
from desk.cli.command import command, words
from desk.cli.desk import Desk
from desk.cli.running import machine
from notifiers import platforms
from schemas.sentence import Sentence, say

app = typer.Typer()
File = Annotated[
    Path | None, typer.Argument(help=words(say("A municipality file; without it the one that is in force.")))
]


@command(app, "check", say("Every mistake in the municipality file at once, with line and remedy."))
def check(desk: Desk, file: File = None) -> Sentence | list[Sentence]:
    path = file or desk.settings.municipality
    found = municipality.load_municipality(path, platforms.PLATFORMS)
    fine = say(
        "{file} is in order: {people} people, {units} units, {accounts} accounts, {templates} templates, {exercises} exercises.",
        file=str(path),
        people=len(found.people),
        units=len(found.units),
        accounts=len(found.accounts),
        templates=len(found.templates),
        exercises=len(found.exercises),
    )
    hints = [*([machine.NOT_OURS] if path == settings.SHIPPED else []), *own_words.lacking(found)]
    return [fine, *hints] if hints else fine
