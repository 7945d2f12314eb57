"""A backup, and what a restore came to, for people: each path whole on a line of its own."""

from collections.abc import Callable
from typing import Any

from rich.console import Console

from config.language.texts import read, read_number, read_size, read_time
from desk.cli.output import plain
from schemas.evidence.backup import BackupMade, Drilled, Restored
from schemas.sentence import Sentence, say

_MOST = 20
"""Deliveries that are named one by one."""


def backup(console: Console, found: BackupMade) -> None:
    _line(
        console,
        say(
            "The backup is whole: {size}, the log up to line {lines}.",
            size=read_size(found.bytes),
            lines=found.log_lines,
        ),
    )
    _line(console, say("  {address}", address=found.file))
    if not found.with_keys:
        _line(
            console,
            say("The keys are not in it. Keep secret.key and archive.key apart from it, or make one with --with-keys."),
        )


def restored(console: Console, found: Restored) -> None:
    _line(
        console,
        say(
            "Restored as of {when}, with the log up to line {lines}. Life {number} of the database has begun.",
            when=found.made_at,
            lines=found.log_lines,
            number=found.life.number,
        ),
    )
    _line(console, say("Municipality file:"))
    _line(console, say("  {address}", address=found.municipality_file))
    for sentence in _left(found):
        _line(console, sentence)
    for each in found.life.waiting[:_MOST]:
        about = (each.delivery_id, each.account_id, read_time(each.publish_at), each.title)
        _line(console, say("  {address}", address="  ".join(about)))
    _line(
        console,
        say(
            "Prove the log: krisekanal log verify. Stop the other machine for good, then start here, on {folder}: krisekanal up",
            folder=found.folder,
        ),
    )


def drilled(console: Console, found: Drilled) -> None:
    told = [
        say(
            "The drill went well and took {seconds} seconds: {files} files, and the log holds up to line {lines}.",
            seconds=read_number(found.seconds),
            files=found.files,
            lines=found.log_lines,
        ),
        say("What has happened since {when} is not in this backup.", when=found.made_at),
        say(
            "{waiting} deliveries would be put before people, and {notices} notices set aside. Nothing was sent, and nothing of what "
            "runs was touched.",
            waiting=found.waiting,
            notices=found.notices,
        ),
    ]
    if not found.keys:
        told.append(say("The keys are not in it: on another machine they must be put back by hand."))
    for sentence in told:
        _line(console, sentence)


def _left(found: Restored) -> list[Sentence]:
    """What people have to know or do before anything is started."""
    life = found.life
    told = [
        say(
            "{sessions} sessions and {links} links are void. {notices} notices to our own people were set aside, unsent.",
            sessions=life.sessions,
            links=life.links,
            notices=life.notices,
        )
    ]
    if not found.keys:
        told.append(
            say("The keys were not in the backup: put secret.key and archive.key back before anything is started.")
        )
    if found.files_elsewhere:
        told.append(
            say(
                "Files of older drafts are looked for in {folder}. Make that a link to the folder media of now, or choose them again.",
                folder=found.files_elsewhere,
            )
        )
    told.append(
        say(
            "Nothing is sent by itself of what was waiting then ({count}). Each is looked for at its channel, and put before a person "
            "where it is not found:",
            count=len(life.waiting),
        )
        if life.waiting
        else say("Nothing was waiting to be sent.")
    )
    return told


def _line(console: Console, sentence: Sentence) -> None:
    plain.sentence(console, read(sentence))


PAGES: dict[type, Callable[[Console, Any], None]] = {BackupMade: backup, Restored: restored, Drilled: drilled}
