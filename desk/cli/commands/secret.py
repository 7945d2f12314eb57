"""`krisekanal secret`: typed at a prompt or piped in, never an argument that others can see."""

import getpass
import sys
from typing import Annotated, Any

import typer

from desk import secret_rules
from desk.cli.command import command, words
from desk.cli.desk import Desk
from schemas.errors import InvalidInput
from schemas.sentence import Sentence, say

app = typer.Typer()


@command(
    app,
    "set",
    say("Store a channel's address (an Apprise URL) or another secret, encrypted. Reads it from the prompt or a pipe."),
)
def put(desk: Desk, name: Annotated[str, typer.Argument()]) -> Sentence:
    actor = desk.actor
    given = getpass.getpass(words(secret_rules.prompt(name))) if sys.stdin.isatty() else sys.stdin.readline()
    if not given.strip():
        raise InvalidInput(say("Nothing was given, so nothing was stored."))
    secret_rules.check(name, given.strip())
    desk.opened.vault.put(desk.ctx, actor, name, given.strip())
    return secret_rules.stored(name)


@command(app, "list", say("Names of what is stored, never the contents."))
def listing(desk: Desk) -> list[dict[str, Any]]:
    return [{"name": name} for name in desk.opened.vault.names()]
