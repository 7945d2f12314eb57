"""What others write, as the command line shows it."""

from collections.abc import Callable
from datetime import datetime
from itertools import pairwise
from typing import Any

from rich.console import Console
from rich.markup import escape

from config.language.texts import read, read_time
from desk.cli.output.facts import facts, spoken
from desk.cli.output.framed import framed
from desk.cli.output.seen import FEWEST
from schemas.dialogue.remark import Conversation, Remark
from schemas.sentence import Sentence, say
from schemas.states import RemarkStatus

_SHORT = 70


def remark(console: Console, found: Remark) -> None:
    console.print(f"[bold]{escape(found.author)}[/]  ({spoken(found.status)})")
    facts(
        console,
        (say("Id"), found.id),
        (say("Account"), found.account_id),
        (say("Kind"), spoken(found.kind)),
        (say("Address"), found.remote_url),
        (say("Written"), read_time(found.written_at)),
        (say("Seen"), read_time(found.first_seen_at)),
        (say("Deleted there") if found.deleted else say("Changed there"), _time(found.changed_at)),
        (say("Unit"), found.unit),
        (say("In hand"), found.assigned_to),
        (say("Reason"), _why(found)),
        (say("Answered"), _time(found.answered_at)),
        (say("Status"), read(say("The platform is being asked.")) if found.hide_wanted else None),
        (say("Error"), found.hide_error),
        (say("Fingerprint"), found.hash[:FEWEST]),
    )
    framed(console, found.text)


def _time(at: datetime | None) -> str | None:
    return read_time(at) if at else None


def _why(found: Remark) -> str | None:
    """It is hidden, or needs no answer."""
    if found.hidden_because:
        return spoken(found.hidden_because)
    return found.reason if found.status is RemarkStatus.CLOSED else None


def conversation(console: Console, found: Conversation) -> None:
    """The thread around it, it itself in full, and what it said before."""
    for one in found.thread:
        if one.id == found.remark.id:
            remark(console, one)
        else:
            who = read(say("we")) if one.ours else one.author
            console.print(f"{escape(who)}, {read_time(one.written_at)}: {escape(one.text)}")
    for version, after in pairwise(found.versions):
        if version.text != after.text:
            before = say("Until {time} it said: {text}", time=after.seen_at, text=version.text)
            console.print(escape(read(before)))
    facts(console, (say("Drafts"), ", ".join(found.drafts)), (say("Messages"), ", ".join(found.messages)))


def _line(row: Remark) -> tuple[str, ...]:
    return (
        row.id,
        spoken(row.status),
        row.account_id,
        row.author,
        " ".join(row.text.split())[:_SHORT],
        read_time(row.first_seen_at),
        row.assigned_to or row.unit,
    )


PAGES: dict[type, Callable[[Console, Any], None]] = {Remark: remark, Conversation: conversation}
TABLES: dict[type, tuple[tuple[Sentence | str, ...], Callable[[Any], tuple[str, ...]]]] = {
    Remark: (
        (say("Id"), say("Status"), say("Account"), say("Who"), say("Text"), say("Seen"), say("In hand")),
        _line,
    ),
}
