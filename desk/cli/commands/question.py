"""`krisekanal question`."""

from pathlib import Path
from typing import Annotated

import typer

from desk import question_sheet
from desk.cli.command import command, words
from desk.cli.desk import Desk
from desk.cli.input import options, read_remarks
from desk.cli.input.draft_form import read_text
from desk.cli.output.seen import FEWEST
from policy.dialogue.answer_once import filled_in
from schemas.dialogue.question import AlikeRemarks, Question, QuestionCase, QuestionKind, Standing
from schemas.drafts.content import AnsweredRemark
from schemas.drafts.draft import Draft
from schemas.messages.message import Message
from schemas.sentence import Sentence, say
from store.dialogue import question_answers, questions

app = typer.Typer()
Exercise = Annotated[bool, typer.Option("--exercise", help=words(say("That of exercises.")))]
Remarks = Annotated[
    list[str] | None,
    typer.Option(
        "--remark", help=words(say("REMARK:DIGITS, the remark and its fingerprint as it was read (may be repeated)."))
    ),
]


@command(app, "list", say("Questions and rumours: those without an answer first."))
def listing(
    desk: Desk,
    crisis: Annotated[str | None, typer.Option("--crisis")] = None,
    answered: Annotated[
        bool | None, typer.Option("--answered/--open", help=words(say("Only with, or only without an answer.")))
    ] = None,
    exercise: Exercise = False,
    past: Annotated[bool, typer.Option("--past", help=words(say("Those of crises that are over, too.")))] = False,
) -> list[Question]:
    return questions.listing(desk.ctx, exercise=exercise, crisis_id=crisis, answered=answered, past=past)


@command(app, "show", say("A question, who asks it, and where its answer stands."))
def show_one(desk: Desk, question: options.Id) -> QuestionCase:
    return question_answers.case(desk.ctx, question)


@command(app, "propose", say("Remarks that look alike. Nothing is gathered by it: you decide."))
def propose(desk: Desk, exercise: Exercise = False) -> list[AlikeRemarks]:
    return questions.proposals(desk.ctx, exercise=exercise)


@command(app, "begin", say("A new question or rumour, with the remarks that ask it."))
def begin(
    desk: Desk,
    text: Annotated[str, typer.Option("--text", help=words(say("The question as readers are to see it.")))] = "",
    rumour: Annotated[bool, typer.Option("--rumour", help=words(say("It is told, not asked.")))] = False,
    remark: Remarks = None,
    exercise: Exercise = False,
) -> Question:
    kind = QuestionKind.RUMOUR if rumour else QuestionKind.QUESTION
    return questions.begin(desk.ctx, desk.actor, kind, text, _read(desk, remark), exercise=exercise)


@command(app, "gather", say("More remarks that ask the same."))
def gather(desk: Desk, question: options.Id, remark: Remarks = None) -> Question:
    return questions.gather(desk.ctx, desk.actor, question, _read(desk, remark))


@command(app, "release", say("A remark asks something else after all."))
def release(desk: Desk, remark: options.Id) -> Question:
    return questions.release(desk.ctx, desk.actor, remark)


@command(app, "answer", say("The one answer. In a crisis a second person approves it, once for all who ask."))
def answer(
    desk: Desk,
    question: options.Id,
    text: Annotated[str | None, typer.Option("--text", help=words(say("The answer.")))] = None,
    file: options.File = None,
    standing: Annotated[
        Standing | None, typer.Option("--standing", help=words(say("How sure it is. Without it: said.")))
    ] = None,
    source: Annotated[str, typer.Option("--source", help=words(say("Who says so.")))] = "",
    signature: options.Signature = None,
) -> Draft | list[Message]:
    """Without a text the answer that holds goes to those who have none yet."""
    now = questions.show(desk.ctx, question)
    given = filled_in(now, _body(text, file), standing, source)
    made = question_answers.answer(desk.ctx, desk.actor, question, *given, signature)
    if not isinstance(made, Draft):
        desk.warn_if_nobody_works()
    return made


@command(app, "merge", say("Two questions turn out to be one: all that was gathered goes over."))
def merge(
    desk: Desk,
    question: options.Id,
    into: Annotated[str, typer.Option("--into", help=words(say("The question that stays.")))],
) -> Question:
    return questions.merge(desk.ctx, desk.actor, question, into)


def _body(text: str | None, file: Path | None) -> str:
    return (read_text(file) if file else text) or ""


def _read(desk: Desk, named: list[str] | None) -> list[AnsweredRemark]:
    """Each names what was read of it, as an answer does."""
    found = []
    for one in named or ():
        remark_id, _, digits = one.partition(":")
        found.append(questions.as_read(remark_id, _seen(desk, remark_id, digits)))
    return found


def _seen(desk: Desk, remark_id: str, digits: str) -> str:
    too_few = say(
        "Say what you have read: --remark {id}: and at least {fewest} digits, from `krisekanal remark show {id}`.",
        fewest=FEWEST,
        id=remark_id,
    )
    return read_remarks.whole(desk.ctx, remark_id, digits, too_few)


@command(app, "sheet", say("The switchboard's sheet, as a page or a PDF."))
def sheet(
    desk: Desk,
    file: Annotated[Path, typer.Argument(help=words(say("Where to: a name that ends in .html or .pdf.")))],
    exercise: Exercise = False,
) -> Sentence:
    ctx = desk.ctx
    every = questions.listing(ctx, exercise=exercise)
    page = question_sheet.html(
        every, ctx.municipality, ctx.clock(), ctx.municipality.organisation.language, exercise=exercise
    )
    file.write_bytes(ctx.draw_pdf(page) if file.suffix == ".pdf" else page.encode())
    return say("Written to {path}.", path=str(file))
