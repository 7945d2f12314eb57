"""`krisekanal draft`."""

import sys
from typing import Annotated

import typer

from desk.cli import pressed
from desk.cli.command import CommandResult, command, words
from desk.cli.desk import Desk
from desk.cli.follow import follow
from desk.cli.input import options
from desk.cli.input.audience import audience
from desk.cli.input.draft_form import TextOptions, content, pairs
from desk.cli.output import pages, show
from desk.cli.output.seen import whole_files, whole_seen
from schemas.drafts.content import MessageKind
from schemas.drafts.draft import Draft, Seen
from schemas.drafts.media import Media
from schemas.errors import InvalidInput
from schemas.messages.message import Message
from schemas.sentence import say
from schemas.states import DraftStatus
from store.approvals import approvals, renewing
from store.drafts import drafts, revisions
from store.files.kept import unchanged

app = typer.Typer()
Reason = Annotated[str, typer.Option("--reason", help=words(say("Why, so that the author can act on it.")))]


@command(app, "new", say("Write a draft."))
def new(
    desk: Desk,
    title: options.Title = None,
    text: options.Text = None,
    file: options.File = None,
    short: options.Short = None,
    template: options.Template = None,
    field: options.Field = None,
    link: options.Link = None,
    next_update: options.NextUpdate = None,
    signature: options.Signature = None,
    language: options.TextLanguage = None,
    version: options.Version = None,
    target: options.Target = None,
    media: options.Media = None,
    alt: options.Alt = None,
    account: options.Accounts = None,
    to_everyone: options.ToEveryone = False,
    to_zone: options.ToZone = None,
    to_group: options.ToGroup = None,
    to_area: options.ToArea = None,
    crisis: Annotated[
        str | None, typer.Option("--crisis", help=words(say("Without it, the one that is open.")))
    ] = None,
    submit: Annotated[bool, typer.Option("--submit", help=words(say("And send it to the editorial desk.")))] = False,
) -> Draft:
    given = TextOptions(
        title=title,
        text=text,
        file=file,
        short=short,
        template=template,
        field=tuple(field or ()),
        link=link,
        next_update=next_update,
        signature=signature,
        language=language,
        version=tuple(version or ()),
        target=tuple(target or ()),
        media=tuple(media or ()),
        alt=tuple(alt or ()),
        audience=audience(to_zone, to_group, to_area, everyone=to_everyone),
    )
    made = content(desk, MessageKind.MESSAGE, given)
    draft = drafts.new(desk.ctx, desk.actor, desk.crisis_id(crisis), made, account or (), once=True)
    return _submitted(desk, draft.id) if submit else draft


@command(app, "edit", say("Change a draft; whoever had read it must read it again."))
def edit(
    desk: Desk,
    draft: options.Id,
    title: options.Title = None,
    text: options.Text = None,
    file: options.File = None,
    short: options.Short = None,
    template: options.Template = None,
    field: options.Field = None,
    link: options.Link = None,
    next_update: options.NextUpdate = None,
    signature: options.Signature = None,
    language: options.TextLanguage = None,
    version: options.Version = None,
    target: options.Target = None,
    media: options.Media = None,
    alt: options.Alt = None,
    account: options.Accounts = None,
    to_everyone: options.ToEveryone = False,
    to_zone: options.ToZone = None,
    to_group: options.ToGroup = None,
    to_area: options.ToArea = None,
) -> Draft:
    before = drafts.show(desk.ctx, draft).revision.content
    given = TextOptions(
        title=title,
        text=text,
        file=file,
        short=short,
        template=template,
        field=tuple(field or ()),
        link=link,
        next_update=next_update,
        signature=signature,
        language=language,
        version=tuple(version or ()),
        target=tuple(target or ()),
        media=tuple(media or ()),
        alt=tuple(alt or ()),
        audience=audience(to_zone, to_group, to_area, everyone=to_everyone),
    )
    return drafts.edit(desk.ctx, desk.actor, draft, content(desk, before.kind, given, before), account or ())


@command(app, "submit", say("Send a draft to the editorial desk."))
def submit(desk: Desk, draft: options.Id) -> Draft:
    return _submitted(desk, draft)


@command(app, "renew", say("Count anew whom a draft that waits goes to; whoever had read it must read it again."))
def renew(desk: Desk, draft: options.Id) -> Draft:
    return renewing.renew(desk.ctx, desk.actor, draft)


@command(app, "return", say("Give it back for changes."))
def give_back(desk: Desk, draft: options.Id, reason: Reason = "") -> Draft:
    return pressed.answered(
        lambda: drafts.give_back(desk.ctx, desk.actor, draft, reason),
        lambda: pressed.decided(desk, draft, DraftStatus.RETURNED, reason),
    )


@command(app, "reject", say("Say no."))
def reject(desk: Desk, draft: options.Id, reason: Reason = "") -> Draft:
    return pressed.answered(
        lambda: drafts.reject(desk.ctx, desk.actor, draft, reason),
        lambda: pressed.decided(desk, draft, DraftStatus.REJECTED, reason),
    )


@command(app, "withdraw", say("Take it back."))
def withdraw(desk: Desk, draft: options.Id) -> Draft:
    return pressed.answered(
        lambda: drafts.withdraw(desk.ctx, desk.actor, draft),
        lambda: pressed.decided(desk, draft, DraftStatus.WITHDRAWN),
    )


@command(app, "approve", say("Approve exactly what you have read, and publish it."))
def approve(
    desk: Desk,
    draft: options.Id,
    seen: Annotated[
        str | None, typer.Option("--seen", help=words(say("What you have read, REVISION:DIGITS (`draft show`).")))
    ] = None,
    seen_file: Annotated[
        list[str] | None,
        typer.Option("--seen-file", help=words(say("Digits of a file that you have looked at (`draft show`)."))),
    ] = None,
    answer: Annotated[
        list[str] | None, typer.Option("--answer", help=words(say("CHECK=WHY, for a check that asks.")))
    ] = None,
    wait: options.Wait = 15,
) -> Message | CommandResult:
    answers = pairs(answer or [], "--answer CHECK=WHY")
    read = _named(desk, draft, seen, seen_file or []) if seen else _read_now(desk, draft)
    message = pressed.answered(
        lambda: approvals.approve(desk.ctx, desk.actor, draft, read, answers),
        lambda: pressed.approved(desk, draft, read),
    )
    desk.warn_if_nobody_works()
    return follow(desk, message.id, wait)


@command(app, "list", say("Drafts, oldest first."))
def listing(
    desk: Desk,
    crisis: Annotated[str | None, typer.Option("--crisis")] = None,
    status: Annotated[DraftStatus | None, typer.Option("--status", help=words(say("Only these.")))] = None,
) -> list[Draft]:
    return drafts.listing(desk.ctx, crisis, status)


@command(app, "show", say("A draft, and exactly what each channel would publish."))
def show_one(desk: Desk, draft: options.Id) -> Draft:
    return drafts.show(desk.ctx, draft)


def _submitted(desk: Desk, draft: str) -> Draft:
    return pressed.answered(lambda: drafts.submit(desk.ctx, desk.actor, draft), lambda: pressed.submitted(desk, draft))


def _named(desk: Desk, draft_id: str, seen: str, files: list[str]) -> Seen:
    named = whole_seen(seen, draft_id, revisions.history(desk.ctx, draft_id))
    return named._replace(files=whole_files(files, drafts.show(desk.ctx, draft_id).revision))


def _read_now(desk: Desk, draft_id: str) -> Seen:
    """At a terminal the draft is shown and the question asked; a program must name what was read."""
    found = drafts.show(desk.ctx, draft_id)
    if desk.as_json or not sys.stdin.isatty():
        raise InvalidInput(
            say("Say what you have read: --seen REVISION:DIGITS, from `krisekanal draft show {id}`.", id=draft_id)
        )
    pages.draft(show.out, found)
    for media in found.revision.content.media:
        _looked_at(media)
    count = len(found.revision.accounts)
    if not typer.confirm(words(say("Publish in {count} channels?", count=count))):
        raise InvalidInput(say("Nothing was published."))
    return found.revision.seen


def _looked_at(media: Media) -> None:
    question = say("Have you looked at {path}, the whole of it ({alt})?", path=unchanged(media), alt=media.alt)
    if not typer.confirm(words(question)):
        raise InvalidInput(say("Nothing was published."))
