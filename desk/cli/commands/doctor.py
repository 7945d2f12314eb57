"""`krisekanal doctor`: everything that must work on the worst day, looked at without publishing anything."""

import os
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from config.language.texts import read
from config.machine import own_folder, settings
from desk import proof
from desk.cli.command import CommandResult
from desk.cli.commands import bounces_box, heads_outside, second_machine
from desk.cli.desk import Desk
from desk.cli.running import clock, machine
from notifiers.base.abilities import Diagnosis
from schemas.accounts.account import OWN_ADDRESS, Account
from schemas.errors import ConfigInvalid, NotifierError
from schemas.sentence import Sentence, say
from store.backups import making
from store.evidence import audit
from store.remarks import inbox
from store.upkeep import health

if TYPE_CHECKING:
    from config.machine.settings import Settings

_SIDE_BY_SIDE = 16
"""Channels asked at once: a slow one makes nobody wait."""
_ROOM = 1_000_000_000
"""Bytes that should be free for logs, reports and pictures of a long crisis."""
_LATE = 60.0
"""Seconds after which an event that waits for a worker is worth a word."""


def doctor(desk: Desk) -> CommandResult:
    """Exit code 7 where something is wrong, 5 where the municipality file is: then nothing else can be looked at."""
    if lines := _wrong_file(desk):
        return CommandResult(lines, ConfigInvalid.exit_code)
    with ThreadPoolExecutor(max_workers=_SIDE_BY_SIDE) as pool:
        looked = pool.map(lambda account: (account.id, list(_channel(desk, account))), desk.ctx.municipality.accounts)
        found = [("krisekanal", list(_ctx(desk))), *looked]
    rows = [
        {"about": about, "level": diagnosis.level, "message": read(diagnosis.sentence)}
        for about, diagnoses in found
        for diagnosis in diagnoses
    ]
    failed = any(row["level"] == "error" for row in rows)
    return CommandResult(rows, NotifierError.exit_code if failed else 0)


def _wrong_file(desk: Desk) -> list[dict[str, str]]:
    """Each mistake in the municipality file, with its line; none where it is right. Wrong settings are the command's own error."""
    try:
        desk.opened  # noqa: B018  # opening it is the look
    except ConfigInvalid as error:
        if any(problem.file == settings.ENVIRONMENT for problem in error.problems):
            raise
        wrong = [
            say("{file}, line {line}: {why}", file=p.file, line=p.line or "–", why=p.sentence) for p in error.problems
        ]
        kept = say(
            "The municipality file is wrong. What is running keeps the one of before, and nothing can be started, until this is "
            "mended: krisekanal config check."
        )
        return [{"about": "krisekanal", "level": "error", "message": read(sentence)} for sentence in (*wrong, kept)]
    return []


def _channel(desk: Desk, account: Account) -> Iterator[Diagnosis]:
    why = desk.channels.why_not(account)
    if why:
        yield Diagnosis(level="warning", sentence=why)
        return
    yield from desk.channels.check(account)
    if OWN_ADDRESS.get(account.platform) == "mobile" and account.rate is None:
        sentence = say(
            "How many SMS a second the provider has agreed to is not said, so as many leave as it takes, and it may refuse some. "
            "Ask it, and write `rate:` at the account."
        )
        yield Diagnosis(level="warning", sentence=sentence)


def _ctx(desk: Desk) -> Iterator[Diagnosis]:
    seen = health.look(desk.ctx)
    yield Diagnosis(level="ok", sentence=say("The database answers."))
    if missing := audit.missing_guards(desk.ctx):
        yield Diagnosis(level="error", sentence=proof.guards_missing(missing))
    yield from heads_outside.diagnose(desk)
    yield from clock.diagnose(desk, seen.machine_ahead)
    if seen.workers:
        yield Diagnosis(level="ok", sentence=say("Workers at work: {count}.", count=seen.workers))
    else:
        yield Diagnosis(
            level="error",
            sentence=say(
                "No worker is at work on {folder}, so nothing is sent. Start one: krisekanal up",
                folder=str(desk.settings.data),
            ),
        )
    waits = (desk.ctx.clock() - seen.oldest_due).total_seconds() if seen.oldest_due else 0.0
    if waits > _LATE:
        sentence = say("Work has waited for {minutes} minutes. Look at the workers' logs.", minutes=round(waits / 60))
        yield Diagnosis(level="warning", sentence=sentence)
    yield from machine.programs(desk.settings)
    yield from second_machine.diagnose(desk)
    yield from machine.copy_of_the_page(desk.settings)
    yield from machine.lacking(desk.settings, desk.ctx.municipality)
    for folder in (desk.settings.data, desk.settings.public_dir):
        yield from _folder(folder)
    yield from _rights(desk.settings)
    yield from _unread(desk)
    yield from bounces_box.diagnose(desk)
    yield from _backups(desk)


def _backups(desk: Desk) -> Iterator[Diagnosis]:
    folder, hours = desk.settings.backup_dir, desk.settings.backup_hours
    if folder is None:
        sentence = say(
            "Nobody makes backups by itself. Name a folder on another disk or machine: KRISEKANAL_BACKUP_DIR."
        )
        yield Diagnosis(level="warning", sentence=sentence)
        return
    made = making.newest(folder)
    if made is None or desk.ctx.clock() - made > timedelta(hours=2 * hours):
        sentence = say(
            "The last backup in {folder} is of {when}, and one is made every {hours} hours. Look at the workers' logs and at the room "
            "there; make one now: krisekanal backup FILE",
            folder=str(folder),
            when=made or "–",
            hours=hours,
        )
        yield Diagnosis(level="error", sentence=sentence)
    else:
        yield Diagnosis(level="ok", sentence=say("The last backup is of {when}.", when=made))


def _unread(desk: Desk) -> Iterator[Diagnosis]:
    for one in inbox.unread(desk.ctx):
        if one.why:
            sentence = say("What others write to {account} is not read now: {why}", account=one.account_id, why=one.why)
            yield Diagnosis(level="warning", sentence=sentence)
        if one.left_out:
            yield Diagnosis(level="warning", sentence=_left_out(one))


def _left_out(one: "inbox.Unread") -> Sentence:
    return say(
        "{count} entries on {account} cannot be read from here. See there what they say.",
        count=one.left_out,
        account=one.account_id,
    )


def _rights(settings: "Settings") -> Iterator[Diagnosis]:
    for path in own_folder.too_open(settings):
        sentence = say(
            "Other users of this machine can get at {path}. Take their rights away: chmod go= {path}", path=str(path)
        )
        yield Diagnosis(level="error", sentence=sentence)
    shut = own_folder.out_of_reach(settings)
    if shut:
        sentence = say(
            "No web server of another user can read the public page: {folder} does not let others in (chmod o+x).",
            folder=str(shut),
        )
        yield Diagnosis(level="warning", sentence=sentence)


def _folder(folder: Path) -> Iterator[Diagnosis]:
    there = next(path for path in (folder, *folder.parents) if path.exists())
    if not os.access(there, os.W_OK):
        sentence = say("{folder} cannot be written to. Give Krisekanal the right to.", folder=str(folder))
        yield Diagnosis(level="error", sentence=sentence)
        return
    free = shutil.disk_usage(there).free
    if free < _ROOM:
        sentence = say("Only {free} MB are free where {folder} is.", free=free // 1_000_000, folder=str(folder))
        yield Diagnosis(level="warning", sentence=sentence)
