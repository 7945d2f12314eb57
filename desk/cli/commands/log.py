"""`krisekanal log`."""

from typing import Annotated

import typer

from desk.cli import show as words_for
from desk.cli.command import Verdict, command
from desk.cli.desk import Desk
from schemas.audit import AuditEvent
from schemas.sentence import say
from store import audit, entries

app = typer.Typer()
BROKEN = 8
"""Exit code where the evidence does not hold."""


@command(app, "show", say("The log, oldest first; of one crisis or of all."))
def show(desk: Desk, crisis: Annotated[str | None, typer.Option("--crisis")] = None) -> list[AuditEvent]:
    return audit.events(desk.house, crisis)


@command(app, "verify", say("Prove that no line was changed, removed or moved."))
def verify(desk: Desk) -> Verdict:
    found = audit.verify(desk.house)
    code = 0 if found.first_bad is None else BROKEN
    return Verdict(found if desk.as_json else words_for.chain(found), code)


@command(app, "add", say("The log keeper writes in the log."))
def add(
    desk: Desk, text: Annotated[str, typer.Argument()], crisis: Annotated[str | None, typer.Option("--crisis")] = None
) -> list[AuditEvent]:
    return [entries.add(desk.house, desk.actor, desk.crisis_id(crisis), text)]
