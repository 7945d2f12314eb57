"""Questions and rumours, as the command line shows them."""

from collections.abc import Callable
from typing import Any

from rich.console import Console
from rich.markup import escape

from config.language.texts import read, read_time
from desk.cli.output.facts import facts, spoken
from desk.cli.output.framed import framed
from desk.cli.output.seen import FEWEST
from schemas.dialogue.question import AlikeRemarks, Question, QuestionCase, Used
from schemas.sentence import Sentence, say

_SHORT = 60


def question(console: Console, found: Question) -> None:
    console.print(f"[bold]{escape(found.text)}[/]  ({spoken(found.kind)})")
    facts(
        console,
        (say("Id"), found.id),
        (say("How sure it is"), spoken(found.standing) if found.standing else None),
        (say("Source"), found.source),
        (say("Answered"), read_time(found.answered_at) if found.answered_at else None),
        (say("Draft"), found.draft_id),
        (say("Merged into"), found.merged_into),
    )
    if found.answer:
        framed(console, found.answer)


def case(console: Console, found: QuestionCase) -> None:
    question(console, found.question)
    for used in Used:
        count = found.counted(used)
        if count:
            console.print(f"{count} {spoken(used)}")
    for use in found.uses:
        one = use.remark
        line = f"{one.id}:{one.hash[:FEWEST]}  {one.account_id}  {one.author}: {_short(one.text)}  ({spoken(use.used)})"
        console.print(escape(line))
        if use.begins:
            console.print(escape(f"  {read(say('The answer begins with:'))} {use.begins}"))


def _short(text: str) -> str:
    return " ".join(text.split())[:_SHORT]


def _line(row: Question) -> tuple[str, ...]:
    return (
        row.id,
        spoken(row.kind),
        row.text,
        spoken(row.standing) if row.standing else "–",
        _short(row.answer or ""),
        read_time(row.revised_at) if row.revised_at else "–",
    )


def _alike(row: AlikeRemarks) -> tuple[str, ...]:
    named = "\n".join(f"{one.id}:{one.hash[:FEWEST]}" for one in row.remarks)
    words = "\n".join(_short(one.text) for one in row.remarks)
    return str(len(row.remarks)), row.question_id or read(say("none yet")), named, words


PAGES: dict[type, Callable[[Console, Any], None]] = {Question: question, QuestionCase: case}
TABLES: dict[type, tuple[tuple[Sentence | str, ...], Callable[[Any], tuple[str, ...]]]] = {
    Question: (
        (say("Id"), say("Kind"), say("Question"), say("How sure it is"), say("Answer"), say("Approved")),
        _line,
    ),
    AlikeRemarks: ((say("How many"), say("Question"), say("Remarks"), say("Text")), _alike),
}
