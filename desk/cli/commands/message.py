"""`krisekanal message`."""

from typing import Annotated

import typer

from desk.cli.command import command, words
from desk.cli.desk import Desk
from desk.cli.input import options
from desk.cli.input.draft_form import TextOptions, content
from desk.folded import folded
from policy.drafts import corrections
from schemas.drafts.content import MessageKind
from schemas.drafts.draft import Draft
from schemas.errors import InvalidInput
from schemas.messages.bulk import Progress, Steer
from schemas.messages.delivery import Delivery
from schemas.messages.message import Message
from schemas.recipients.missed import NotReached
from schemas.sentence import Sentence, say
from store.bulk import steering
from store.deliveries import deliveries
from store.drafts import follow_ups, second_way
from store.messages import messages
from store.reached import missed, reached

app = typer.Typer()


@command(app, "list", say("What was approved, newest first."))
def listing(
    desk: Desk,
    crisis: Annotated[str | None, typer.Option("--crisis")] = None,
    replies: Annotated[
        bool, typer.Option("--replies", help=words(say("Each answer under a remark in a row of its own, too.")))
    ] = False,
) -> list[Message]:
    """Without it, the many replies of one answer stand in the row of their question (`question show` has them all)."""
    found = messages.listing(desk.ctx, crisis)
    return found if replies else [row.message for row in folded(found)]


@command(app, "reached", say("Of SMS and e-mail: how many were addressed, handed over, arrived and failed."))
def came_of_it(desk: Desk, message: options.Id) -> list[Progress]:
    return [one.progress for one in reached.of_message(desk.ctx, message)]


@command(
    app, "missed", say("Whom it did not reach: how many a letter would reach, and doors to knock on. It is in the log.")
)
def not_reached(desk: Desk, message: options.Id) -> NotReached:
    return missed.not_reached(desk.ctx, desk.actor, message)


@command(app, "second-way", say("Write by e-mail to those whom it did not reach: a draft in the same words."))
def another_way(desk: Desk, message: options.Id) -> Draft:
    return second_way.by_email(desk.ctx, desk.actor, message)


@command(app, "show", say("A message and where it went."))
def show(desk: Desk, message: options.Id) -> Message:
    return messages.show(desk.ctx, message)


def _follow_up(name: str, kind: MessageKind, help_: Sentence) -> None:
    """These two differ in their kind only."""

    @command(app, name, help_)
    def follow_up(
        desk: Desk,
        message: options.Id,
        title: options.Title = None,
        text: options.Text = None,
        file: options.File = None,
        short: options.Short = None,
        version: options.Version = None,
        template: options.Template = None,
        field: options.Field = None,
        next_update: options.NextUpdate = None,
        link: options.Link = None,
    ) -> Draft:
        before = messages.show(desk.ctx, message).content
        given = TextOptions(
            title=title or (before.title if text or file else None),
            text=text,
            file=file,
            short=short,
            version=tuple(version or ()),
            template=template,
            field=tuple(field or ()),
            next_update=next_update,
            link=link,
        )
        return follow_ups.submit(desk.ctx, desk.actor, message, content(desk, kind, given), once=True)


@command(
    app,
    "correct",
    say("Put it right everywhere it went: the whole message again, under what was wrong. A second person approves."),
)
def correct(
    desk: Desk,
    message: options.Id,
    wrong: options.Wrong = None,
    title: options.Title = None,
    text: options.Text = None,
    file: options.File = None,
    short: options.Short = None,
    version: options.Version = None,
    template: options.Template = None,
    field: options.Field = None,
    next_update: options.NextUpdate = None,
    link: options.Link = None,
) -> Draft:
    """What no option names stays as it was published."""
    original = corrections.opened(messages.show(desk.ctx, message).content, desk.ctx.clock())
    given = TextOptions(
        title=title,
        wrong=wrong,
        text=text,
        file=file,
        short=short,
        version=tuple(version or ()),
        template=template,
        field=tuple(field or ()),
        next_update=next_update,
        link=link,
    )
    return follow_ups.submit(
        desk.ctx, desk.actor, message, content(desk, MessageKind.CORRECTION, given, before=original), once=True
    )


def _steer(name: str, way: Steer, help_: Sentence) -> None:
    @command(app, name, help_)
    def steer(desk: Desk, delivery: options.Id) -> Progress:
        return steering.steer(desk.ctx, desk.actor, delivery, way)


_steer("pause", Steer.PAUSE, say("Of a sending to many nothing more is begun until somebody goes on with it."))
_steer("go-on", Steer.GO_ON, say("Go on with a sending to many that was paused."))
_steer("stop", Steer.STOP, say("End a sending to many for good: who has not had their turn gets nothing."))
_follow_up("retract", MessageKind.RETRACTION, say("Take it back everywhere it went. A second person approves."))
_follow_up("all-clear", MessageKind.ALL_CLEAR, say("The danger is over, everywhere it went. A second person approves."))


@command(app, "settle", say("Say what became of a delivery that nobody is sure of."))
def settle(
    desk: Desk,
    delivery: options.Id,
    arrived: Annotated[bool, typer.Option("--arrived", help=words(say("It is there: I have looked.")))] = False,
    lost: Annotated[bool, typer.Option("--lost", help=words(say("It is not there, and is not to be sent.")))] = False,
    retry: Annotated[bool, typer.Option("--retry", help=words(say("It is not there: send it again.")))] = False,
    note: Annotated[str, typer.Option("--note", help=words(say("For the log.")))] = "",
) -> Delivery:
    chosen = [
        v
        for v, said in (
            (deliveries.Settlement.ARRIVED, arrived),
            (deliveries.Settlement.LOST, lost),
            (deliveries.Settlement.RETRY, retry),
        )
        if said
    ]
    if len(chosen) != 1:
        raise InvalidInput(say("Choose one: --arrived, --lost or --retry."))
    return deliveries.settle(desk.ctx, desk.actor, delivery, chosen[0], note)
