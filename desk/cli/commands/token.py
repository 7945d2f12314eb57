"""`krisekanal token`."""

from typing import Annotated, Any

import typer

from desk.cli.command import command, words
from desk.cli.desk import Desk
from schemas.identity.token import ApiToken, Scope
from schemas.sentence import say
from store.identity import api_tokens

app = typer.Typer()


@command(app, "make", say("A token that acts for whoever makes it. It is shown once."))
def make(
    desk: Desk,
    name: Annotated[str, typer.Argument(help=words(say("What it is for, as it is listed.")))],
    scope: Annotated[list[Scope], typer.Option("--scope", help=words(say("What it may do (may be repeated).")))],
    days: Annotated[int, typer.Option("--days", help=words(say("How long it lasts.")))] = 90,
) -> dict[str, Any]:
    made, token = api_tokens.make(desk.ctx, desk.actor, name, scope, days)
    return {"id": made.id, "name": made.name, "token": token, "expires_at": made.expires_at.isoformat()}


@command(app, "list", say("Tokens, newest first."))
def listing(desk: Desk) -> list[ApiToken]:
    return api_tokens.listing(desk.ctx)


@command(app, "revoke", say("End a token at once."))
def revoke(desk: Desk, token: Annotated[str, typer.Argument()]) -> ApiToken:
    return api_tokens.revoke(desk.ctx, desk.actor, token)
