"""`krisekanal account request`: a new official account is asked for, and the desk decides."""

from typing import Annotated

import typer

from desk.cli.command import command, words
from desk.cli.desk import Desk
from desk.cli.input import options
from schemas.accounts.account import Platform
from schemas.accounts.request import AccountForm, AccountRequest
from schemas.errors import InvalidInput
from schemas.sentence import say
from store.accounts import account_requests


def add(app: typer.Typer) -> None:
    command(app, "request", say("Ask the editorial desk for a new official account."))(request)
    command(app, "requests", say("Requests for new accounts, newest first."))(requests)
    command(app, "decide", say("The desk's answer to a request."))(decide)


def request(
    desk: Desk,
    platform: Annotated[Platform, typer.Option("--platform", help=words(say("Where.")))],
    handle: Annotated[str, typer.Option("--handle", help=words(say("What it will be called there.")))],
    unit: Annotated[str, typer.Option("--unit", help=words(say("The unit whose leader will own it.")))],
    purpose: Annotated[str, typer.Option("--purpose", help=words(say("What it is for, and for whom.")))],
) -> AccountRequest:
    form = desk.form(AccountForm, platform=platform, handle=handle, unit=unit, purpose=purpose)
    return account_requests.request(desk.ctx, desk.actor, form)


def requests(desk: Desk) -> list[AccountRequest]:
    return account_requests.listing(desk.ctx)


def decide(
    desk: Desk,
    request: options.Id,
    approve: Annotated[bool, typer.Option("--approve", help=words(say("Yes: open it.")))] = False,
    reject: Annotated[bool, typer.Option("--reject", help=words(say("No.")))] = False,
    reason: Annotated[str, typer.Option("--reason", help=words(say("For whoever asked.")))] = "",
) -> AccountRequest:
    if approve == reject:
        raise InvalidInput(say("Choose one: --approve or --reject."))
    return account_requests.decide(desk.ctx, desk.actor, request, approve=approve, reason=reason)
