"""`krisekanal log`."""

from pathlib import Path
from typing import Annotated

import typer

from desk import proof
from desk.cli.command import CommandResult, command, words
from desk.cli.desk import Desk
from policy.evidence import package
from schemas.errors import InvalidInput
from schemas.evidence.audit import AuditEvent
from schemas.evidence.log_head import LogProof, Verdict
from schemas.sentence import say
from store.crises import entries
from store.evidence import audit

app = typer.Typer()
BROKEN = 8
"""Exit code where the evidence does not hold."""
UNKNOWN_SIGNER = 10
"""Exit code of a package or head that is whole, but signed by nobody who was named."""
CUT_OFF = 11
"""Exit code where the log ends before a head that we signed."""
NOT_AS_LEFT = 12
"""Exit code where what lies outside is forged, another's, unreadable, or older than what the log says was written there."""


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
    heads: Annotated[
        list[Path] | None,
        typer.Option(
            "--head", help=words(say("A head of the log from outside, or a folder of them; more than once too."))
        ),
    ] = None,
    packages: Annotated[
        list[Path] | None,
        typer.Option("--package", help=words(say("A package to compare the log with, or a folder of them."))),
    ] = None,
) -> CommandResult:
    if file and (heads or packages):
        raise InvalidInput(
            say("A package alone is proven without the log. To compare the log with it, write --package.")
        )
    if file:
        return _package(desk, file, key)
    found = proof.look(desk.ctx, desk.settings, key, heads or [], packages or [])
    return CommandResult(found, _code(found))


def _code(found: LogProof) -> int:
    """The gravest first."""
    verdicts = {head.verdict for head in found.outside}
    if not found.whole or Verdict.DIFFERS in verdicts:
        return BROKEN
    if Verdict.BEYOND in verdicts:
        return CUT_OFF
    if found.written or verdicts & {Verdict.FORGED, Verdict.FOREIGN, Verdict.UNREADABLE}:
        return NOT_AS_LEFT
    return UNKNOWN_SIGNER if Verdict.UNKNOWN in verdicts else 0


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
    desk: Desk,
    text: Annotated[str, typer.Argument(help=words(say("What is to stand in the log.")))],
    crisis: Annotated[str | None, typer.Option("--crisis")] = None,
) -> list[AuditEvent]:
    return [entries.add(desk.ctx, desk.actor, desk.crisis_id(crisis), text, once=True)]
