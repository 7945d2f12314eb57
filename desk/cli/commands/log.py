"""`krisekanal log`."""

from pathlib import Path
from typing import Annotated

import typer

from desk.cli.command import CommandResult, command, words
from desk.cli.desk import Desk
from desk.cli.show import chain
from policy import package
from schemas.audit import AuditEvent
from schemas.errors import InvalidInput
from schemas.sentence import say
from store.crises import entries
from store.evidence import audit

app = typer.Typer()
BROKEN = 8
"""Exit code where the evidence does not hold."""
UNKNOWN_SIGNER = 10
"""Exit code of a package that is whole, but signed by nobody who was named."""


@command(app, "show", say("The log, oldest first; of one crisis or of all."))
def show(desk: Desk, crisis: Annotated[str | None, typer.Option("--crisis")] = None) -> list[AuditEvent]:
    return audit.events(desk.ctx, crisis)


@command(app, "verify", say("Prove that no line was changed, removed or moved."))
def verify(
    desk: Desk,
    file: Annotated[
        Path | None, typer.Argument(help=words(say("A package from `crisis archive`; without it, the database.")))
    ] = None,
    key: Annotated[str | None, typer.Option("--key", help=words(say("The fingerprint it must be signed by.")))] = None,
) -> CommandResult:
    if file:
        return _package(desk, file, key)
    if key is not None:
        raise InvalidInput(say("--key is of a package. Name its file too."))
    found = audit.verify(desk.ctx)
    code = 0 if found.whole else BROKEN
    return CommandResult(found if desk.as_json else chain(found), code)


def _package(desk: Desk, file: Path, key: str | None) -> CommandResult:
    """Needs no database and no settings."""
    try:
        found = package.signed_by(package.verify(file.read_bytes()), key)
    except OSError:
        raise InvalidInput(say("The file {file} cannot be read.", file=str(file))) from None
    if found.why is not None:
        return CommandResult(found, BROKEN)
    if found.known:
        return CommandResult(found, 0)
    desk.tell(
        say(
            "The package is whole, but anybody may have made it: it is signed by {signer}. Compare that with the "
            "fingerprint kept elsewhere, and say it: --key.",
            signer=found.signer,
        )
    )
    return CommandResult(found, UNKNOWN_SIGNER)


@command(app, "add", say("The log keeper writes in the log."))
def add(
    desk: Desk, text: Annotated[str, typer.Argument()], crisis: Annotated[str | None, typer.Option("--crisis")] = None
) -> list[AuditEvent]:
    return [entries.add(desk.ctx, desk.actor, desk.crisis_id(crisis), text)]
