"""`krisekanal remark`."""

from pathlib import Path
from typing import Annotated

import typer

from desk.cli.command import CommandResult, command, words
from desk.cli.desk import Desk
from desk.cli.follow import follow
from desk.cli.input import options, read_remarks
from desk.cli.input.draft_form import read_text
from desk.cli.output.seen import FEWEST
from policy.dialogue.states import OPEN
from schemas.dialogue.remark import Conversation, HideReason, Remark
from schemas.drafts.draft import Draft
from schemas.errors import InvalidInput
from schemas.messages.message import Message
from schemas.sentence import say
from schemas.states import RemarkStatus
from store.dialogue import conversations, replies
from store.remarks import hiding, remarks, taking

app = typer.Typer()


@command(app, "list", say("What others have written and nobody is done with, the most urgent first."))
def listing(
    desk: Desk,
    status: Annotated[
        list[RemarkStatus] | None, typer.Option("--status", help=words(say("Only these (may be repeated).")))
    ] = None,
    account: Annotated[str | None, typer.Option("--account", help=words(say("Only what stands there.")))] = None,
    unit: Annotated[str | None, typer.Option("--unit", help=words(say("Only what is this unit's.")))] = None,
    crisis: Annotated[str | None, typer.Option("--crisis")] = None,
    mine: Annotated[bool, typer.Option("--mine", help=words(say("Only what I have in hand.")))] = False,
    exercise: Annotated[bool, typer.Option("--exercise", help=words(say("That of exercises.")))] = False,
    page: Annotated[int, typer.Option("--page", min=1, help=words(say("Which page, the first is 1.")))] = 1,
) -> list[Remark]:
    wanted = remarks.RemarkFilter(
        statuses=tuple(status or OPEN),
        exercise=exercise,
        account_id=account,
        unit=unit,
        crisis_id=crisis,
        person=desk.actor if mine else None,
    )
    return remarks.listing(desk.ctx, wanted, (page - 1) * remarks.PAGE)


@command(app, "show", say("A remark in its thread, what it said before, and the answers written."))
def show_one(desk: Desk, remark: options.Id) -> Conversation:
    return conversations.show(desk.ctx, remark)


@command(app, "assign", say("Give it to a person or a unit; without either it is nobody's again."))
def assign(
    desk: Desk,
    remark: options.Id,
    to: Annotated[str | None, typer.Option("--to", help=words(say("Person id.")))] = None,
    unit: Annotated[str | None, typer.Option("--unit", help=words(say("Unit id.")))] = None,
) -> Remark:
    return taking.assign(desk.ctx, desk.actor, remark, to, unit)


@command(app, "answer", say("Answer what you have read. In a crisis a second person approves it."))
def answer(
    desk: Desk,
    remark: options.Id,
    text: Annotated[str | None, typer.Option("--text", help=words(say("The answer.")))] = None,
    file: options.File = None,
    template: Annotated[
        str | None, typer.Option("--template", help=words(say("An answer of the municipality file.")))
    ] = None,
    signature: options.Signature = None,
    seen: Annotated[
        str | None, typer.Option("--seen", help=words(say("What you have read: its fingerprint (`remark show`).")))
    ] = None,
    privately: Annotated[
        bool, typer.Option("--privately", help=words(say("To whoever wrote it alone, where the channel can.")))
    ] = False,
    wait: options.Wait = 15,
) -> Draft | Message | CommandResult:
    whole = _read(desk, remark, seen or "")
    body = _body(desk, text, file, template)
    made = replies.answer(desk.ctx, desk.actor, remark, body, whole, signature, privately=privately)
    if isinstance(made, Draft):
        return made
    desk.warn_if_nobody_works()
    return follow(desk, made.id, wait)


@command(app, "close", say("It needs no answer; say why."))
def close(
    desk: Desk,
    remark: options.Id,
    reason: Annotated[str, typer.Option("--reason", help=words(say("Why it needs no answer.")))] = "",
) -> Remark:
    return taking.close(desk.ctx, desk.actor, remark, reason)


@command(app, "mend", say("It shows an error of ours: the message it stands under is to be corrected, then answer it."))
def mend(desk: Desk, remark: options.Id) -> Remark:
    return taking.mend(desk.ctx, desk.actor, remark)


@command(
    app, "hide", say("Take it out of readers' sight, with a reason. Most platforms still show it to whoever wrote it.")
)
def hide(
    desk: Desk,
    remark: options.Id,
    reason: Annotated[
        HideReason | None, typer.Option("--reason", help=words(say("Why; criticism is no reason.")))
    ] = None,
    remove: Annotated[bool, typer.Option("--remove", help=words(say("For good.")))] = False,
    again: Annotated[bool, typer.Option("--show", help=words(say("Show it again.")))] = False,
) -> Remark:
    if not again and reason is None:
        reasons = ", ".join(HideReason)
        raise InvalidInput(say("Say why it is hidden (--reason): {reasons}. Criticism is answered.", reasons=reasons))
    found = (
        hiding.show_again(desk.ctx, desk.actor, remark)
        if again or reason is None
        else hiding.hide(desk.ctx, desk.actor, remark, reason, remove=remove)
    )
    desk.warn_if_nobody_works()
    return found


def _read(desk: Desk, remark_id: str, seen: str) -> str:
    """The whole fingerprint that these digits begin; an answer names what it answers."""
    too_few = say(
        "Say what you have read: --seen with at least {fewest} digits, from `krisekanal remark show {id}`.",
        fewest=FEWEST,
        id=remark_id,
    )
    return read_remarks.whole(desk.ctx, remark_id, seen, too_few)


def _body(desk: Desk, text: str | None, file: Path | None, template: str | None) -> str:
    """The template's words, then what was written."""
    written = read_text(file) if file else text
    agreed = desk.ctx.municipality.dialogue.template(template) if template else None
    if template and agreed is None:
        known = ", ".join(one.id for one in desk.ctx.municipality.dialogue.templates)
        raise InvalidInput(
            say("There is no answer {id} in the municipality file. There are: {ids}.", id=template, ids=known)
        )
    given = "\n\n".join(filter(None, (agreed, written)))
    if not given or not given.strip():
        raise InvalidInput(say("Write the answer: --text or --file."))
    return given.strip()
