"""`krisekanal account`: the lock at the platform, posts that are not ours, and requests for new accounts."""

from typing import Annotated

import typer

from desk.cli import options as o
from desk.cli.command import command, words
from desk.cli.desk import Desk
from schemas.account import AccountStatus, Platform
from schemas.account_request import AccountForm, AccountRequest
from schemas.draft import Draft
from schemas.errors import InvalidInput
from schemas.foreign_post import ForeignPost
from schemas.sentence import say
from store.accounts import accounts, platform_locks
from store.accounts import requests as register
from store.drafts import foreign_drafts
from store.monitoring import foreign_posts


def add(app: typer.Typer) -> None:
    command(app, "lock-again", say("Try once more to lock an account at its platform."))(lock_again)
    command(app, "foreign", say("Posts on our accounts that did not go through the desk, newest first."))(foreign)
    command(app, "take-over", say("Make a draft of such a post."))(take_over)
    command(app, "retract", say("Take such a post down at the platform."))(retract)
    command(app, "ignore", say("Let such a post stand, and say why."))(ignore)
    command(app, "request", say("Ask the editorial desk for a new official account."))(request)
    command(app, "requests", say("Requests for new accounts, newest first."))(requests)
    command(app, "decide", say("The desk's answer to a request."))(decide)


def lock_again(desk: Desk, account: o.Id) -> AccountStatus:
    platform_locks.want_again(desk.ctx, desk.actor, account)
    desk.warn_if_nobody_works()
    return accounts.status(desk.ctx, account)


def foreign(desk: Desk, crisis: Annotated[str | None, typer.Option("--crisis")] = None) -> list[ForeignPost]:
    return foreign_posts.listing(desk.ctx, crisis)


def take_over(desk: Desk, post: o.Id, account: o.Accounts = None) -> Draft:
    return foreign_drafts.take_over(desk.ctx, desk.actor, post, account or ())


def retract(desk: Desk, post: o.Id) -> ForeignPost:
    found = foreign_posts.retract(desk.ctx, desk.actor, post)
    desk.warn_if_nobody_works()
    return found


def ignore(
    desk: Desk, post: o.Id, reason: Annotated[str, typer.Option("--reason", help=words(say("Why it may stand.")))] = ""
) -> ForeignPost:
    return foreign_posts.ignore(desk.ctx, desk.actor, post, reason)


def request(
    desk: Desk,
    platform: Annotated[Platform, typer.Option("--platform", help=words(say("Where.")))],
    handle: Annotated[str, typer.Option("--handle", help=words(say("What it will be called there.")))],
    unit: Annotated[str, typer.Option("--unit", help=words(say("The unit whose leader will own it.")))],
    purpose: Annotated[str, typer.Option("--purpose", help=words(say("What it is for, and for whom.")))],
) -> AccountRequest:
    form = desk.form(AccountForm, platform=platform, handle=handle, unit=unit, purpose=purpose)
    return register.request(desk.ctx, desk.actor, form)


def requests(desk: Desk) -> list[AccountRequest]:
    return register.listing(desk.ctx)


def decide(
    desk: Desk,
    request: o.Id,
    approve: Annotated[bool, typer.Option("--approve", help=words(say("Yes: open it.")))] = False,
    reject: Annotated[bool, typer.Option("--reject", help=words(say("No.")))] = False,
    reason: Annotated[str, typer.Option("--reason", help=words(say("For whoever asked.")))] = "",
) -> AccountRequest:
    if approve == reject:
        raise InvalidInput(say("Choose one: --approve or --reject."))
    return register.decide(desk.ctx, desk.actor, request, approve=approve, reason=reason)
