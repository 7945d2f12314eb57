"""`krisekanal account`."""

from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from desk.cli import pressed
from desk.cli.command import command, words
from desk.cli.commands import account_requests, foreign_posts
from desk.cli.desk import Desk
from desk.cli.follow import follow
from desk.cli.input import options
from desk.cli.input.draft_form import TextOptions, content
from schemas.accounts.account import AccountStatus
from schemas.drafts.content import MessageKind
from schemas.drafts.draft import Draft
from schemas.errors import InvalidInput, Refused
from schemas.messages.message import Message
from schemas.sentence import say
from store.accounts import accounts, platform_locks
from store.crises import find
from store.deliveries import unit_posts
from store.drafts import drafts

app = typer.Typer()


@command(app, "list", say("Every official account, with its state."))
def listing(
    desk: Desk,
    sandbox: Annotated[bool, typer.Option("--sandbox", help=words(say("The sandbox accounts instead.")))] = False,
) -> list[AccountStatus]:
    return accounts.statuses(desk.ctx, sandbox=sandbox)


@command(app, "lock-status", say("One account: its locks, who confirmed, which posts are held."))
def lock_status(desk: Desk, account: Annotated[str, typer.Argument()]) -> AccountStatus:
    return accounts.status(desk.ctx, account)


@command(app, "confirm", say("The unit leader confirms that the account is locked."))
def confirm(desk: Desk, account: Annotated[str, typer.Argument()]) -> AccountStatus:
    return accounts.confirm(desk.ctx, desk.actor, account)


@command(app, "post", say("Publish on a normal day, now or later; or decide about a held post."))
def post(
    desk: Desk,
    account: Annotated[str | None, typer.Argument()] = None,
    title: options.Title = None,
    text: options.Text = None,
    short: options.Short = None,
    link: options.Link = None,
    at: Annotated[str | None, typer.Option("--at", help=words(say("When: 2026-11-24T09:00, local time.")))] = None,
    to_desk: Annotated[bool, typer.Option("--to-desk", help=words(say("If locked: to the desk as a draft.")))] = False,
    resume: Annotated[str | None, typer.Option("--resume", help=words(say("Send this held post now.")))] = None,
    drop: Annotated[str | None, typer.Option("--drop", help=words(say("Drop this held post.")))] = None,
    wait: Annotated[float, typer.Option("--wait", help=words(say("Seconds to follow it out.")))] = 0,
) -> object:
    if resume or drop:
        return unit_posts.decide_held(desk.ctx, desk.actor, resume or drop or "", publish=bool(resume))
    if account is None:
        raise InvalidInput(say("Name the account to publish on."))
    given = TextOptions(title=title, text=text, short=short, link=link)
    message = _post_or_offer(desk, account, given, _moment(desk, at), to_desk=to_desk)
    if isinstance(message, Draft):
        return message
    desk.warn_if_nobody_works()
    return follow(desk, message.id, wait)


def _post_or_offer(
    desk: Desk, account: str, given: TextOptions, at: datetime | None, *, to_desk: bool
) -> Message | Draft:
    """During a crisis the refused text is offered to the editorial desk: nothing written is lost."""
    try:
        return unit_posts.post(desk.ctx, desk.actor, account, content(desk, MessageKind.UNIT_POST, given), at)
    except Refused as refusal:
        current = find.current(desk.ctx)
        locked = current is not None and bool(accounts.status(desk.ctx, account).locks)
        if not (locked and current):
            raise
        if not to_desk:
            raise Refused(say("{refusal} Add --to-desk to send it there.", refusal=refusal.sentence)) from None
        desk.tell(refusal.sentence)
        draft = drafts.new(
            desk.ctx, desk.actor, current.id, content(desk, MessageKind.MESSAGE, given), [account], once=True
        )
        return pressed.answered(
            lambda: drafts.submit(desk.ctx, desk.actor, draft.id), lambda: pressed.submitted(desk, draft.id)
        )


def _moment(desk: Desk, at: str | None) -> datetime | None:
    """Local time of the municipality unless a zone is given."""
    if at is None:
        return None
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        raise InvalidInput(say("“{at}” is no time. Write it like 2026-11-24T09:00.", at=at)) from None
    zone = ZoneInfo(desk.ctx.municipality.organisation.timezone)
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


@command(app, "lock-again", say("Try once more to lock an account at its platform."))
def lock_again(desk: Desk, account: Annotated[str, typer.Argument()]) -> AccountStatus:
    platform_locks.want_again(desk.ctx, desk.actor, account)
    desk.warn_if_nobody_works()
    return accounts.status(desk.ctx, account)


foreign_posts.add(app)
account_requests.add(app)
