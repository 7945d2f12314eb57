"""Whom a message did not reach, on the terminal."""

from collections.abc import Callable
from typing import Any

from rich.console import Console

from config.language.texts import read
from desk.cli.output.plain import sentence
from schemas.recipients.missed import NotReached
from schemas.sentence import say


def missed(console: Console, found: NotReached) -> None:
    sentence(
        console,
        read(say("{count} of them have an e-mail address, and nothing has been sent to it yet.", count=found.by_email)),
    )
    if found.by_email:
        begin = f"\n  krisekanal message second-way {found.message_id} --as …"
        sentence(console, read(say("A letter to them is a draft in the same words: {command}", command=begin)))
    sentence(console, read(say("{count} in the register have no other way.", count=len(found.doors))))
    if found.without_number:
        without = say(
            "{count} of them have neither a number nor an e-mail address that works.", count=found.without_number
        )
        sentence(console, read(without))
    for door in found.doors:
        street = door.street or read(say("No street is known"))
        tried = door.ways or (read(say("Without a number")),)
        sentence(console, "  " + " · ".join(part for part in (street, door.name, *tried) if part))


PAGES: dict[type, Callable[[Console, Any], None]] = {NotReached: missed}
