"""`krisekanal config`."""

from pathlib import Path
from typing import Annotated

import typer

from config.municipality import load_municipality
from desk.cli.command import command
from desk.cli.desk import Desk
from notifiers.platforms import PLATFORMS
from schemas.sentence import Sentence, say

app = typer.Typer()


@command(app, "check", say("Every mistake in the municipality file at once, with line and remedy."))
def check(desk: Desk, file: Annotated[Path | None, typer.Argument()] = None) -> Sentence:
    path = file or desk.settings.municipality
    found = load_municipality(path, PLATFORMS)
    return say(
        "{file} is in order: {people} people, {units} units, {accounts} accounts, {templates} templates, {exercises} exercises.",
        file=str(path),
        people=len(found.people),
        units=len(found.units),
        accounts=len(found.accounts),
        templates=len(found.templates),
        exercises=len(found.exercises),
    )
