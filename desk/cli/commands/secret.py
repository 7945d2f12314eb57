"""`krisekanal secret`: typed at a prompt or piped in, never an argument that others can see."""

import sys
from typing import Annotated, Any

import typer

from desk import secret_rules
from desk.cli.command import command, words
from desk.cli.commands import bounces_box
from desk.cli.desk import Desk
from desk.cli.input.typed import hidden
from schemas.errors import InvalidInput
from schemas.identity.secret import SecretKind
from schemas.sentence import Sentence, say

app = typer.Typer()


@command(
    app,
    "set",
    say("Store a channel's address (an Apprise URL) or another secret, encrypted. Reads it from the prompt or a pipe."),
)
def put(
    desk: Desk,
    name: Annotated[str, typer.Argument(help=words(say("Its name, as the municipality file has it after secret:")))],
) -> Sentence:
    actor = desk.actor
    given = (hidden(words(secret_rules.prompt(name))) if sys.stdin.isatty() else sys.stdin.read()).strip()
    if not given:
        raise InvalidInput(say("Nothing was given, so nothing was stored."))
    meant = (each.platform for each in desk.ctx.municipality.accounts if each.secret == name)
    address = secret_rules.check(name, given, meant)
    desk.opened.vault.put(desk.ctx, actor, name, address)
    _try(desk, name)
    return secret_rules.stored(name, address)


def _try(desk: Desk, name: str) -> None:
    """At once, without publishing: who has just typed it can still mend it."""
    if name == SecretKind.BOUNCES.value:
        for tried in bounces_box.diagnose(desk):
            desk.tell(say("{account}: {found}", account=name, found=tried.sentence))
    for account in desk.ctx.municipality.accounts:
        if account.secret == name:
            for found in desk.channels.check(account):
                desk.tell(say("{account}: {found}", account=account.id, found=found.sentence))


@command(app, "list", say("Names of what is stored, never the contents."))
def listing(desk: Desk) -> list[dict[str, Any]]:
    return [{"name": name} for name in desk.opened.vault.names()]
