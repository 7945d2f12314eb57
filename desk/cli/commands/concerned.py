"""`krisekanal register who` and `why`: whom a message concerns, and why this one did or did not get it."""

from pathlib import Path
from typing import Annotated

import typer

from desk.cli.command import command, words
from desk.cli.desk import Desk
from desk.cli.input.audience import audience
from schemas.recipients.recipient import Audience, Counts
from schemas.recipients.register import ZoneCount
from schemas.sentence import Sentence, say
from store.reached import why
from store.recipients import concerned

Many = list[str] | None
Zones = Annotated[
    Many, typer.Option("--zone", help=words(say("A zone, by its id: `krisekanal register zones`; more than once too.")))
]
Groups = Annotated[
    Many, typer.Option("--group", help=words(say("A target group of the municipality file, by its id.")))
]
Everyone = Annotated[bool, typer.Option("--everyone", help=words(say("The whole register.")))]
Area = Annotated[Path | None, typer.Option("--area", help=words(say("An area drawn for this alone: a GeoJSON file.")))]


def add(app: typer.Typer) -> None:
    @command(app, "who", say("How many a zone, a group or a drawn area reaches, and who is not reached."))
    def who(
        desk: Desk, zone: Zones = None, group: Groups = None, area: Area = None, everyone: Everyone = False
    ) -> Counts:
        return concerned.count(desk.ctx, desk.actor, audience(zone, group, area, everyone=everyone) or Audience())

    @command(
        app, "zones", say("The zones there are, layer by layer, and how many entries of the register are in each.")
    )
    def zones(desk: Desk) -> list[ZoneCount]:
        return concerned.zones(desk.ctx, desk.actor)

    @command(app, "why", say("Why this one did or did not get it: from the set, the register and the log."))
    def reason(
        desk: Desk,
        address: Annotated[str, typer.Argument(help=words(say("A mobile or a mail address.")))],
        recipients: Annotated[str, typer.Argument(help=words(say("A message, or a frozen set of recipients.")))],
    ) -> list[Sentence]:
        return why.explain(desk.ctx, desk.actor, address, recipients)
