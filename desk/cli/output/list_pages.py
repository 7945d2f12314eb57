"""A list from outside on the terminal: what it would become, and what is wrong in which line."""

from collections.abc import Callable, Iterator
from typing import Any

from rich.console import Console

from config.language.texts import read
from config.language.vocabulary import word
from desk.cli.output.plain import sentence
from schemas.recipients.imported import ImportedList, ListPreview, ListState
from schemas.sentence import Sentence, say


def preview(console: Console, found: ListPreview) -> None:
    for line in told(found):
        sentence(console, read(line))
    for mistake in found.mistakes:
        sentence(console, read(said(mistake.line, mistake.column, mistake.sentence)))
    more = found.wrong - len({mistake.line for mistake in found.mistakes})
    if more > 0:
        sentence(console, read(say("And {count} more lines.", count=more)))


def told(found: ListPreview) -> Iterator[Sentence]:
    yield say(
        "{file}: {lines} lines become {entries} entries, {households} of them households; {joined} lines belong to another.",
        file=found.file, lines=found.lines, entries=found.entries, households=found.households, joined=found.joined,
    )  # fmt: skip
    yield say(
        "{mobiles} mobiles and {emails} e-mail addresses, {known} of them in the register already; {without} without either.",
        mobiles=found.mobiles, emails=found.emails, known=found.known, without=found.without_way,
    )  # fmt: skip
    yield say("Read: {columns}.", columns=", ".join(found.columns))
    if found.ignored:
        yield say("Not read, and not kept: {columns}.", columns=", ".join(found.ignored))
    yield say("Fingerprint of the file: {fingerprint}", fingerprint=found.fingerprint)
    if found.wrong:
        yield say(
            "{count} lines are wrong. Mend them, or take in the others without them (--skip-wrong).", count=found.wrong
        )


def said(line: int, column: str, sentence: Sentence) -> Sentence:
    return say("Line {line}, {column}: {sentence}", line=line, column=column, sentence=sentence)


def imported(console: Console, row: ImportedList) -> None:
    facts = say(
        "{id}: {file}, {entries} entries, {state}.", id=row.id, file=row.file, entries=row.entries, state=_state(row)
    )
    sentence(console, read(facts))
    if row.state is ListState.WAITING:
        sentence(
            console,
            read(
                say(
                    "Another person looks through it and takes it in: {command}",
                    command=f"\n  krisekanal register take-in {row.id}",
                )
            ),
        )


def line(row: ImportedList) -> tuple[str, ...]:
    return (
        row.id,
        row.file,
        str(row.entries),
        read(_state(row)),
        row.laid_by,
        row.decided_by or "–",
        row.fingerprint[:10],
    )


def _state(row: ImportedList) -> Sentence:
    return word(row.state) or Sentence(msgid=row.state)


PAGES: dict[type, Callable[[Console, Any], None]] = {ListPreview: preview, ImportedList: imported}
