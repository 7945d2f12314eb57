"""`krisekanal secret`: typed at a prompt or piped in, never an argument that others can see."""

import getpass
import sys
from typing import Annotated, Any

import typer

from desk.cli.command import command, words
from desk.cli.desk import Desk
from notifiers.registry import make_plugin
from schemas.errors import InvalidInput
from schemas.sentence import Sentence, say

app = typer.Typer()


@command(app, "set", say("Store a channel's address (an Apprise URL), encrypted. Reads it from the prompt or a pipe."))
def put(desk: Desk, name: Annotated[str, typer.Argument()]) -> Sentence:
    actor = desk.actor
    prompt = words(say("Address of {name}: ", name=name))
    given = getpass.getpass(prompt) if sys.stdin.isatty() else sys.stdin.readline()
    if not given.strip():
        raise InvalidInput(say("Nothing was given, so nothing was stored."))
    make_plugin(given.strip())
    desk.opened.vault.put(desk.ctx, actor, name, given.strip())
    return say("The address of {name} is stored, encrypted.", name=name)


@command(app, "list", say("Names of what is stored, never the contents."))
def listing(desk: Desk) -> list[dict[str, Any]]:
    return [{"name": name} for name in desk.opened.vault.names()]
