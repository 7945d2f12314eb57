"""`krisekanal account foreign` and what is done about a post that is not ours."""

from typing import Annotated

import typer

from desk.cli.command import command, words
from desk.cli.desk import Desk
from desk.cli.input import options
from schemas.drafts.draft import Draft
from schemas.monitoring.foreign_post import ForeignPost
from schemas.sentence import say
from store.drafts import foreign_drafts
from store.monitoring import foreign_posts


def add(app: typer.Typer) -> None:
    command(app, "foreign", say("Posts on our accounts that did not go through the desk, newest first."))(foreign)
    command(app, "take-over", say("Make a draft of such a post."))(take_over)
    command(app, "retract", say("Take such a post down at the platform."))(retract)
    command(app, "ignore", say("Let such a post stand, and say why."))(ignore)


def foreign(desk: Desk, crisis: Annotated[str | None, typer.Option("--crisis")] = None) -> list[ForeignPost]:
    return foreign_posts.listing(desk.ctx, crisis)


def take_over(desk: Desk, post: options.Id, account: options.Accounts = None) -> Draft:
    return foreign_drafts.take_over(desk.ctx, desk.actor, post, account or ())


def retract(desk: Desk, post: options.Id) -> ForeignPost:
    found = foreign_posts.retract(desk.ctx, desk.actor, post)
    desk.warn_if_nobody_works()
    return found


def ignore(
    desk: Desk,
    post: options.Id,
    reason: Annotated[str, typer.Option("--reason", help=words(say("Why it may stand.")))] = "",
) -> ForeignPost:
    return foreign_posts.ignore(desk.ctx, desk.actor, post, reason)
