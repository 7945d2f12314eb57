"""`krisekanal register import` and what follows it: lists from outside."""

from pathlib import Path
from typing import Annotated

import typer

from desk.cli.command import CommandResult, command, words
from desk.cli.commands.until import last_moment
from desk.cli.desk import Desk
from schemas.errors import InvalidInput
from schemas.recipients.imported import ImportedList, ListForm, ListPreview
from schemas.sentence import say
from store.lists import importing, sheets
from store.lists.bounds import MOST_BYTES

Many = list[str] | None
File = Annotated[Path, typer.Argument(help=words(say("A CSV or XLSX file whose first line says what each column is.")))]
Id = Annotated[str, typer.Argument(help=words(say("A list's id: `krisekanal register lists`.")))]


def add(app: typer.Typer) -> None:
    @command(app, "import", say("Take a list into the register, whole or not at all; first look at it with --preview."))
    def import_(
        desk: Desk,
        file: File,
        purpose: Annotated[
            str, typer.Option("--purpose", help=words(say("Why it may be kept: consent, a law, an agreement.")))
        ],
        until: Annotated[str, typer.Option("--until", help=words(say("The last day it is kept: 2027-12-31.")))],
        group: Annotated[Many, typer.Option("--group", help=words(say("Of every line; more than once too.")))] = None,
        zone: Annotated[Many, typer.Option("--zone", help=words(say("Of every line; more than once too.")))] = None,
        language: Annotated[str, typer.Option("--language", help=words(say("nb, nn or en.")))] = "nb",
        replaces: Annotated[
            str | None, typer.Option("--replaces", help=words(say("The list that goes when this one comes.")))
        ] = None,
        skip_wrong: Annotated[
            bool, typer.Option("--skip-wrong", help=words(say("Take in the other lines without them.")))
        ] = False,
        preview: Annotated[bool, typer.Option("--preview", help=words(say("Only look; nothing is kept.")))] = False,
    ) -> ListPreview | ImportedList | CommandResult:
        form = desk.form(
            ListForm,
            purpose=purpose,
            until=last_moment(desk, until),
            groups=tuple(group or ()),
            zones=tuple(zone or ()),
            language=language,
            replaces=replaces,
            skip_wrong=skip_wrong,
        )
        data = content(file)
        if preview:
            return importing.preview(desk.ctx, desk.actor, file.name, data, form)
        found, laid = importing.bring(desk.ctx, desk.actor, file.name, data, form)
        if laid is None:
            return CommandResult(found, InvalidInput.exit_code)
        return importing.take_in_unless_another_must(desk.ctx, desk.actor, laid)

    @command(
        app, "lists", say("The lists that wait for another person, were taken in, or were dropped, twenty a page.")
    )
    def listing(
        desk: Desk,
        page: Annotated[int, typer.Option("--page", min=1, help=words(say("Which page, the first is 1.")))] = 1,
    ) -> list[ImportedList]:
        return importing.listing(desk.ctx, desk.actor, (page - 1) * importing.PAGE)

    @command(app, "look", say("What a list that waits would become."))
    def look(desk: Desk, list_id: Id) -> ListPreview:
        return importing.look(desk.ctx, desk.actor, list_id)

    @command(app, "take-in", say("Take in a list that waits; in a crisis, one that another person has laid by."))
    def take_in(desk: Desk, list_id: Id) -> ImportedList:
        return importing.take_in(desk.ctx, desk.actor, list_id)

    @command(app, "drop", say("Forget a list that waits, or take all of its entries out of the register again."))
    def drop(desk: Desk, list_id: Id) -> ImportedList:
        return importing.drop(desk.ctx, desk.actor, list_id)


def content(path: Path) -> bytes:
    """Never more of it than a list may be. Raises `InvalidInput`, `TooLarge`."""
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError:
        raise InvalidInput(say("The file {file} cannot be read.", file=str(path))) from None
    if len(data) > MOST_BYTES:
        raise sheets.too_large()
    return data
